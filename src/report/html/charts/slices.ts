/** Cuts a recording's traffic into slices of time: rates and latencies that a chart of any length can show. */
import { quantile } from '../../../drills/judge/windows.ts';
import type { History } from '../../../drills/record/history.ts';
import { secondsOf, type TimeFrame } from './time-frame.ts';

/** Lengths that a person can name, in milliseconds. */
const sliceLengthsMs = [100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000] as const;
/** More would be narrower than what a screen shows. */
const mostSlices = 240;
/** Fewer records in a slice would show the spacing of the probes instead of the rate. */
const fewestProbes = 5;
/** A slice that the traffic fills less than this is left out: its rate would be chance. */
const fewestShare = 0.3;

/** A slice of time. */
export interface Slice {
  /** Edges, in seconds on the report's axis. */
  readonly from: number;
  readonly until: number;
  /** Records acknowledged per second, by the number of the broker that acknowledged. */
  readonly rates: ReadonlyMap<number, number>;
  /** Records given to readers per second; undefined where the drill had none. */
  readonly readRate: number | undefined;
  /** From a record's first try to its acknowledgement, in milliseconds; undefined where nothing was acknowledged. */
  readonly latency: Latency | undefined;
}

/** Latencies of a slice, in milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
  readonly highest: number;
}

/** Length of the slices of these recordings, in milliseconds; one for all, so that they can be compared. */
export function sliceLengthMs(frames: readonly TimeFrame[], intervalsMs: readonly number[]): number {
  const longestMs = Math.max(...frames.map(({ fromMs, untilMs }) => untilMs - fromMs));
  const neededMs = Math.max(longestMs / mostSlices, fewestProbes * Math.max(...intervalsMs));
  return sliceLengthsMs.find((lengthMs) => lengthMs >= neededMs) ?? neededMs;
}

interface Bin {
  readonly acks: Map<number, number>;
  readonly latencies: number[];
  reads: number;
}

/** The traffic in slices, in order. */
export function slicesOf({ events }: History, frame: TimeFrame, lengthMs: number): readonly Slice[] {
  // Edges lie at whole multiples from the origin, so that no slice mixes before and after the fault.
  const first = Math.floor((frame.fromMs - frame.originMs) / lengthMs);
  const last = Math.ceil((frame.untilMs - frame.originMs) / lengthMs) - 1;
  const bins = Array.from({ length: last - first + 1 }, (): Bin => ({
    acks: new Map(),
    latencies: [],
    reads: 0,
  }));
  const binAt = (atMs: number): Bin | undefined =>
    bins[Math.min(bins.length - 1, Math.floor((atMs - frame.originMs) / lengthMs) - first)];
  const firstTries = new Map<string, number>();
  const asked = new Map<number, number>();
  let reads = false;
  for (const event of events) {
    if (event.type === 'attempt') {
      asked.set(event.partition, event.leader);
      if (event.attempt === 1) firstTries.set(`${event.partition}:${event.sequence}`, event.atMs);
    } else if (event.type === 'ack') {
      const bin = binAt(event.atMs);
      // One record is under way per partition: the last try is the one that is answered.
      const broker = asked.get(event.partition) ?? -1;
      bin?.acks.set(broker, (bin.acks.get(broker) ?? 0) + 1);
      const startedAtMs = firstTries.get(`${event.partition}:${event.sequence}`) ?? event.startedAtMs;
      bin?.latencies.push(event.atMs - startedAtMs);
    } else if (event.type === 'read') {
      reads = true;
      const bin = binAt(event.atMs);
      if (bin !== undefined) bin.reads += event.records.length;
    }
  }
  return bins.flatMap((bin, index) => {
    const startMs = frame.originMs + (first + index) * lengthMs;
    const fromMs = Math.max(startMs, frame.fromMs);
    const untilMs = Math.min(startMs + lengthMs, frame.untilMs);
    const seconds = (untilMs - fromMs) / 1_000;
    if (bins.length > 1 && seconds * 1_000 < fewestShare * lengthMs) return [];
    const slice: Slice = {
      from: secondsOf(frame, fromMs),
      until: secondsOf(frame, untilMs),
      rates: new Map([...bin.acks].map(([broker, count]) => [broker, count / seconds])),
      readRate: reads ? bin.reads / seconds : undefined,
      latency: latencyOf(bin.latencies),
    };
    return [slice];
  });
}

function latencyOf(latencies: readonly number[]): Latency | undefined {
  if (latencies.length === 0) return undefined;
  const at = (share: number): number => quantile(latencies, share);
  return { median: at(0.5), p99: at(0.99), highest: at(1) };
}
