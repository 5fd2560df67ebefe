/** Asks a topology's Prometheus, from the host, what it saw of the brokers (Prometheus documentation: "HTTP API"). */
import { findService, type ResolvedTopology } from '../../kafka/node.ts';
import { isPublished, servicePlace, type ServicePlace } from './address.ts';
import { request } from './http.ts';

/** One series' value at one time. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The topology's Prometheus; undefined where it has none that the host can ask. @param signal ends every request to it */
export function prometheusOf(
  topology: ResolvedTopology,
  portOffset: number,
  signal?: AbortSignal,
): ServicePlace | undefined {
  const node = findService(topology, 'prometheus');
  return node !== undefined && isPublished(node) ? servicePlace(node, portOffset, signal) : undefined;
}

/**
 * What an expression of PromQL is now, for each series that it has.
 * @throws RuntimeError `service-unavailable` or `service-refused`.
 */
export async function instantQuery(place: ServicePlace, query: string): Promise<readonly MetricSample[]> {
  const path = `/api/v1/query?${new URLSearchParams({ query }).toString()}`;
  const { data } = await request<InstantAnswer>(place, path);
  return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
}

/** One series over time. */
export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** In order of time; steps at which the series had no value are left out. Times are wall-clock, in milliseconds. */
  readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** Times of a range query, in milliseconds: wall-clock, both ends included. */
export interface MetricRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/**
 * What an expression of PromQL was at every step from start to end.
 * @throws RuntimeError `service-unavailable` or `service-refused`: Prometheus refuses more than 11,000 steps.
 */
export async function rangeQuery(
  place: ServicePlace,
  query: string,
  { startMs, endMs, stepMs }: MetricRange,
): Promise<readonly MetricSeries[]> {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3);
  const asked = new URLSearchParams({
    query,
    start: seconds(startMs),
    end: seconds(endMs),
    step: seconds(stepMs),
  });
  const { data } = await request<RangeAnswer>(place, `/api/v1/query_range?${asked.toString()}`);
  return data.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([at, text]) => [Math.round(at * 1_000), Number(text)]),
  }));
}

/**
 * The longest time between two scrapes of a target, in milliseconds (Prometheus documentation: "Targets").
 * @throws RuntimeError `service-unavailable` or `service-refused`.
 */
export async function scrapeIntervalMs(place: ServicePlace): Promise<number> {
  const { data } = await request<TargetsAnswer>(place, '/api/v1/targets?state=active');
  return Math.max(0, ...data.activeTargets.map(({ scrapeInterval }) => msOf(scrapeInterval)));
}

const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Prometheus writes `1s`, `1m30s`, `500ms`. */
function msOf(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|s|m|h)/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (msPer[unit] ?? 0),
    0,
  );
}

interface TargetsAnswer {
  readonly data: { readonly activeTargets: readonly { readonly scrapeInterval: string }[] };
}

type Value = readonly [seconds: number, text: string];

/** An answer whose result is a vector: a number comes as text. */
interface InstantAnswer {
  readonly data: {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: Value }[];
  };
}

/** An answer whose result is a matrix. */
interface RangeAnswer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly Value[];
    }[];
  };
}
