/** The figures of a run's traffic, with their words: used for one drill and for several beside each other. */
import { brokerName } from '../../kafka/node.ts';
import type { Draw } from './charts/draw.ts';
import { figure, type LegendKey } from './charts/figure.ts';
import type { Html } from './html.ts';
import { longestOf, writeWindows } from './measures.ts';
import { nodeColour } from './node-colour.ts';
import { sinceOrigin } from './charts/time-frame.ts';
import { latencyChart, rateChart, trafficHeight, type TrafficChart } from './charts/traffic-charts.ts';
import { humanDuration } from '../text/table.ts';

const outageKey: LegendKey = {
  text: 'a partition takes no writes',
  colour: 'var(--outage-veil)',
  look: 'full',
};

/** Records acknowledged per second. */
export function rateFigure(draw: Draw, traffic: TrafficChart, title: string): Html {
  const { result, slices } = traffic;
  const acknowledging = [...new Set(slices.flatMap(({ rates }) => [...rates.keys()]))].toSorted(
    (a, b) => a - b,
  );
  const reads = slices.some(({ readRate }) => readRate !== undefined);
  return figure(draw, {
    title,
    explanation: `Per second, all partitions together; the colour is the broker that acknowledged.`,
    description: `Records acknowledged per second over time. ${outageInWords(traffic)}`,
    legend: [
      ...acknowledging.map((number): LegendKey => ({
        text: brokerName(result.topology, number),
        colour: nodeColour(result.topology, number),
        look: 'full',
      })),
      outageKey,
      ...(reads ? [{ text: 'records read', colour: 'var(--text)', look: 'line' } as const] : []),
    ],
    height: trafficHeight,
    chart: (room) => rateChart(traffic, room),
  });
}

/** How long acknowledgements took. */
export function latencyFigure(draw: Draw, traffic: TrafficChart, title: string): Html {
  const latencies = traffic.slices.flatMap(({ latency }) => latency ?? []);
  const highest = Math.max(0, ...latencies.map(({ highest }) => highest));
  return figure(draw, {
    title,
    explanation:
      'From a record’s first try to its acknowledgement, shown at the time of the latter; each step up is ten times as long.',
    description: `Latency of acknowledgements over time on a log scale, at most ${humanDuration(highest)}. ${outageInWords(traffic)}`,
    legend: [
      { text: 'median', colour: 'var(--line-1)', look: 'line' },
      { text: '99th percentile', colour: 'var(--line-2)', look: 'line' },
      { text: 'slowest', colour: 'var(--muted)', look: 'dashed' },
      outageKey,
    ],
    height: trafficHeight,
    chart: (room) => latencyChart(traffic, room),
  });
}

function outageInWords({ result, frame }: TrafficChart): string {
  const longest = longestOf(result.verdict.partitions.flatMap(writeWindows));
  if (longest === undefined) return 'No partition was without writes for long.';
  const from = sinceOrigin(frame, longest.lastSuccessMs ?? frame.fromMs);
  return `The longest time that a partition took no writes began at ${from} and lasted ${humanDuration(longest.durationMs)}.`;
}
