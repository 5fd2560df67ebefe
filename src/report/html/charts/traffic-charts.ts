/** Rate and latency of acknowledgements over time. */
import type { DrillResult } from '../../../drills/run/run-drill.ts';
import { brokersOf, type ResolvedTopology } from '../../../kafka/node.ts';
import { chartFrame, countAxis, faultOverlay, stepLine, valueAxis, type ChartRoom } from './chart-frame.ts';
import type { ChartOption } from './draw.ts';
import { writeWindows } from '../measures.ts';
import { nodeColour } from '../node-colour.ts';
import type { Latency, Slice } from './slices.ts';
import { secondsOf, type AxisRange, type TimeFrame } from './time-frame.ts';

/** Height of the drawing area, in pixels. */
export const trafficHeight = 200;

/** What a chart of a run's traffic is drawn from. */
export interface TrafficChart {
  readonly result: DrillResult;
  readonly frame: TimeFrame;
  readonly slices: readonly Slice[];
  /** Time axis; wider than the frame where runs are compared. */
  readonly range: AxisRange;
  /** Highest rate on the other axis. @default what the slices need */
  readonly highest?: number;
  /** First and last latency on the other axis, in milliseconds. @default what the slices need */
  readonly latencies?: LatencyRange;
}

/** Ends of an axis of latencies, in milliseconds: powers of ten. */
export interface LatencyRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Records acknowledged per second, one layer per broker that acknowledged them. */
export function rateChart(traffic: TrafficChart, room: ChartRoom): ChartOption {
  const { result, slices, range, highest = highestRate(slices) } = traffic;
  const top = roundUp(highest);
  const layers = brokerLayers(result.topology, slices);
  return {
    ...chartFrame(room, range),
    yAxis: countAxis(room, top, top / 4),
    series: [
      // From the whole to the first layer: each covers what belongs to those below it.
      ...layers.toReversed().map(({ colour, points }) => ({
        ...stepLine,
        lineStyle: { width: 0, color: colour },
        areaStyle: { color: colour, opacity: 1 },
        data: points,
      })),
      ...readLine(slices),
      overlay(traffic, room),
    ],
  };
}

/** From a record's first try to its acknowledgement, on a log scale. */
export function latencyChart(traffic: TrafficChart, room: ChartRoom): ChartOption {
  const { slices, range, latencies = latencyRange(slices) } = traffic;
  const line = (value: keyof Latency, colour: string, width: number) => ({
    type: 'line' as const,
    silent: true,
    emphasis: { disabled: true },
    lineStyle: { width, color: colour, ...(value === 'highest' && { type: 'dotted' as const }) },
    itemStyle: { color: colour },
    symbolSize: 4,
    showAllSymbol: true,
    data: latencyPoints(slices, value),
  });
  return {
    ...chartFrame(room, range),
    yAxis: {
      ...valueAxis(room),
      type: 'log',
      min: latencies.lowest,
      max: latencies.highest,
      axisLabel: {
        color: 'var(--muted)',
        fontSize: room.fontPx,
        formatter: (ms: number) => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`),
      },
    },
    series: [
      line('highest', 'var(--muted)', 1.5),
      line('p99', 'var(--line-2)', 2),
      line('median', 'var(--line-1)', 2.5),
      overlay(traffic, room),
    ],
  };
}

/** The axis that has room for every latency of these slices. */
export function latencyRange(slices: readonly Slice[]): LatencyRange {
  const all = slices.flatMap(({ latency }) => latency ?? []);
  const lowest = Math.min(1, ...all.map(({ median }) => median));
  const highest = Math.max(10, ...all.map((latency) => latency.highest));
  return {
    lowest: 10 ** Math.floor(Math.log10(Math.max(0.01, lowest))),
    highest: 10 ** Math.ceil(Math.log10(highest)),
  };
}

/** Highest rate of any slice, in records per second. */
export function highestRate(slices: readonly Slice[]): number {
  return Math.max(
    1,
    ...slices.map(({ rates, readRate = 0 }) => Math.max(sum([...rates.values()]), readRate)),
  );
}

/** The marks of faults, and a veil over outages. Those shorter than a slice would be stripes that mean nothing here. */
function overlay({ result, frame, range, slices }: TrafficChart, room: ChartRoom) {
  const [first] = slices;
  const shortestMs = first === undefined ? 0 : (first.until - first.from) * 1_000;
  const windows = union(
    result.verdict.partitions
      .flatMap(writeWindows)
      .filter(({ durationMs }) => durationMs >= shortestMs)
      .map(({ lastSuccessMs, durationMs }): [number, number] => {
        const fromMs = lastSuccessMs ?? frame.fromMs;
        return [fromMs, Math.min(frame.untilMs, fromMs + durationMs)];
      }),
  );
  const edge = (atMs: number) => ({ xAxis: secondsOf(frame, atMs) });
  return {
    ...faultOverlay(result.verdict.faults, frame, range, room),
    markArea: {
      silent: true,
      itemStyle: { color: 'var(--outage-veil)' },
      data: windows.map(([fromMs, untilMs]): [ReturnType<typeof edge>, ReturnType<typeof edge>] => [
        edge(fromMs),
        edge(untilMs),
      ]),
    },
  };
}

function brokerLayers(topology: ResolvedTopology, slices: readonly Slice[]) {
  const known = brokersOf(topology).map(({ number }) => number);
  const seen = slices.flatMap(({ rates }) => [...rates.keys()]);
  const numbers = [...new Set([...known, ...seen])].filter((number) => seen.includes(number));
  return numbers.map((number, index) => {
    const upTo = numbers.slice(0, index + 1);
    const height = ({ rates }: Slice): number => sum(upTo.map((one) => rates.get(one) ?? 0));
    return { colour: nodeColour(topology, number), points: steps(slices, height) };
  });
}

function readLine(slices: readonly Slice[]) {
  if (slices.every(({ readRate }) => readRate === undefined)) return [];
  const lineStyle = { width: 1.5, color: 'var(--text)' };
  return [{ ...stepLine, lineStyle, data: steps(slices, ({ readRate = 0 }) => readRate) }];
}

/** One point where a slice begins, and one where the last one ends. */
function steps(slices: readonly Slice[], value: (slice: Slice) => number): [number, number][] {
  const points = slices.map((slice): [number, number] => [rounded(slice.from), rounded(value(slice))]);
  const last = slices.at(-1);
  return last === undefined ? points : [...points, [rounded(last.until), rounded(value(last))]];
}

/** A slice without acknowledgements breaks the line; one between two such breaks is a dot, or nobody would see it. */
function latencyPoints(slices: readonly Slice[], of: keyof Latency) {
  return slices.map(({ from, until, latency }, index) => {
    const alone = slices[index - 1]?.latency === undefined && slices[index + 1]?.latency === undefined;
    const value = latency === undefined ? null : Math.max(0.01, rounded(latency[of]));
    return { value: [rounded((from + until) / 2), value], symbol: alone ? 'circle' : 'none' };
  });
}

/** Times that lie in any of the windows, in order and without overlap. */
function union(windows: readonly (readonly [number, number])[]): readonly [number, number][] {
  const all: [number, number][] = [];
  for (const [from, until] of windows.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else all.push([from, until]);
  }
  return all;
}

/** The next number whose quarters are round. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8].find((step) => step * power >= value) ?? 10) * power;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
