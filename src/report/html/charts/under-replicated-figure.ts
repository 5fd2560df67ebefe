/** Under-replicated partitions over time: the lab's own count, and beside it what operators would have seen. */
import { underReplicatedAt } from '../../../drills/judge/auditors/under-replicated.ts';
import type { DrillResult } from '../../../drills/run/run-drill.ts';
import { chartFrame, countAxis, faultOverlay, stepLine, type ChartRoom } from './chart-frame.ts';
import { partitionStates } from './cluster-states.ts';
import type { ChartOption, Draw } from './draw.ts';
import { figure } from './figure.ts';
import type { Html } from '../html.ts';
import { secondsOf, sinceOrigin, type AxisRange, type TimeFrame } from './time-frame.ts';

/** Height of the drawing area, in pixels. */
const height = 130;

/** A count from a time on, in milliseconds of the recording; null where nobody could tell. */
export type CountPoint = readonly [atMs: number, count: number | null];

const lab = { colour: 'var(--line-1)', look: 'line' } as const;
const cluster = { colour: 'var(--line-2)', look: 'dashed' } as const;

/** The figure; undefined where the recording has no metrics of the brokers. */
export function underReplicatedFigure(
  draw: Draw,
  result: DrillResult,
  frame: TimeFrame,
  range: AxisRange,
): Html | undefined {
  const clusters = clusterCounts(result, frame);
  if (clusters.length === 0) return undefined;
  const labs = labCounts(result, frame);
  return figure(draw, {
    title: 'Under-replicated partitions',
    explanation:
      'Partitions with a copy that is not in sync. The lab counts those of the drill’s topic only, as its views of the brokers had them; the cluster counts those of all topics, as Prometheus had the sum over all brokers that it reached, a scrape late.',
    description: `Two counts over time. ${inWords('The lab’s', labs, frame)} ${inWords('The cluster’s own', clusters, frame)}`,
    legend: [
      { text: 'the lab: the drill’s topic', ...lab },
      { text: 'the cluster itself: all topics, from Prometheus', ...cluster },
    ],
    height,
    chart: (room) => chart({ labs, clusters, result, frame, range }, room),
  });
}

/** The lab's own count: partitions of the drill's topic with fewer copies in sync than they have. */
export function labCounts({ history }: DrillResult, frame: TimeFrame): readonly CountPoint[] {
  const { partitions, replicationFactor } = history.settings;
  const spans = Array.from({ length: partitions }, (_, partition) =>
    partitionStates(history.events, partition, frame),
  ).flat();
  const times = [...new Set(spans.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]))];
  return times
    .toSorted((a, b) => a - b)
    .map((atMs, index, { length }): CountPoint => {
      // The last edge is an end: what held until then is drawn to it.
      const last = index === length - 1;
      const held = spans.filter(({ fromMs, untilMs }) =>
        last ? untilMs === atMs : fromMs <= atMs && atMs < untilMs,
      );
      const thin = held.filter(({ value }) => value.isr.length < replicationFactor);
      return [atMs, held.length === 0 ? null : thin.length];
    });
}

/** The cluster's own count, within the frame. */
export function clusterCounts(
  { underReplicated = [] }: DrillResult,
  frame: TimeFrame,
): readonly CountPoint[] {
  return underReplicated
    .filter(({ atMs }) => atMs >= frame.fromMs && atMs <= frame.untilMs)
    .map((sample) => [sample.atMs, sample.brokers.length === 0 ? null : underReplicatedAt(sample)]);
}

interface Counts {
  readonly labs: readonly CountPoint[];
  readonly clusters: readonly CountPoint[];
  readonly result: DrillResult;
  readonly frame: TimeFrame;
  readonly range: AxisRange;
}

function chart({ labs, clusters, result, frame, range }: Counts, room: ChartRoom): ChartOption {
  const most = Math.max(1, ...[...labs, ...clusters].map(([, count]) => count ?? 0));
  const interval = Math.ceil(most / 4);
  const line = (points: readonly CountPoint[], { colour, look }: typeof lab | typeof cluster) => ({
    ...stepLine,
    lineStyle: {
      width: 2,
      color: colour,
      type: look === 'dashed' ? ('dashed' as const) : ('solid' as const),
    },
    data: points.map(([atMs, count]) => [Math.round(secondsOf(frame, atMs) * 100) / 100, count]),
  });
  return {
    ...chartFrame(room, range),
    yAxis: countAxis(room, interval * Math.ceil(most / interval), interval),
    series: [
      line(labs, lab),
      line(clusters, cluster),
      faultOverlay(result.verdict.faults, frame, range, room),
    ],
  };
}

/** For those who do not see the lines. */
function inWords(whose: string, points: readonly CountPoint[], frame: TimeFrame): string {
  const most = Math.max(0, ...points.map(([, count]) => count ?? 0));
  const last = points.at(-1)?.[1] ?? null;
  const end = last === null ? 'is not known at the end' : `is ${last} at the end`;
  const peak = points.find(([, count]) => count === most);
  if (most === 0 || peak === undefined) return `${whose} count stays at 0.`;
  return `${whose} count is at most ${most}, first at ${sinceOrigin(frame, peak[0])}, and ${end}.`;
}
