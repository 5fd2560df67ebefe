/** What checks ask a topology's Prometheus, and why they cannot where there is none. */
import { instantQuery, prometheusOf, type MetricSample } from '../../client/services/prometheus.ts';
import { CheckFailure } from '../../errors.ts';
import { brokerMetrics } from '../../kafka/metrics-rules.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { CheckContext, TriedOn } from '../kit/check.ts';

/** Prometheus has a target's state after one scrape, and the brokers' after two. */
export const scrapedTimeoutMs = 30_000;

/** Why Prometheus cannot be asked; undefined where it can. */
export function obstacleToAsking({ cluster: { topology, instance } }: TriedOn): string | undefined {
  if (prometheusOf(topology, instance.portOffset) !== undefined) return undefined;
  return 'the topology has no Prometheus; open-stack has one';
}

/** Asks the topology's Prometheus. */
export async function askPrometheus(
  { cluster: { topology, instance }, signal }: CheckContext,
  query: string,
): Promise<readonly MetricSample[]> {
  const place = prometheusOf(topology, instance.portOffset, signal);
  if (place === undefined) throw new CheckFailure(`${topology.name} has no Prometheus`);
  return await instantQuery(place, query);
}

/** The last scrape of a broker. */
export interface Scrape {
  readonly node: string;
  /** When Prometheus made it, in seconds of its own clock. */
  readonly at: number;
  readonly reached: boolean;
}

/** The last scrape of each broker that Prometheus knows. */
export async function lastScrapes(context: CheckContext): Promise<readonly Scrape[]> {
  // In this order, so that what was reached is never older than its time.
  const times = await askPrometheus(context, 'timestamp(up)');
  const up = await askPrometheus(context, 'up');
  return times.flatMap(({ labels: { node }, value: at }) => {
    const reached = up.some(({ labels, value }) => labels['node'] === node && value === 1);
    return node === undefined ? [] : [{ node, at, reached }];
  });
}

/**
 * Brokers that are not scraped, in words; undefined when all are.
 * @param before scrapes that do not count: a broker may have gone since. @default none
 */
export function describeUnscraped(
  topology: ResolvedTopology,
  scrapes: readonly Scrape[],
  before: readonly Scrape[] = [],
): string | undefined {
  const missing = brokersOf(topology)
    .map(({ id }) => id)
    .filter((id) => {
      const since = before.find(({ node }) => node === id)?.at ?? 0;
      return !scrapes.some(({ node, at, reached }) => node === id && reached && at > since);
    });
  return missing.length === 0 ? undefined : `${missing.join(', ')} not scraped`;
}

/** Under-replicated partitions as the brokers that answer count them. */
export async function underReplicated(context: CheckContext): Promise<number> {
  const samples = await askPrometheus(context, `sum(${brokerMetrics.underReplicatedPartitions})`);
  return samples[0]?.value ?? Number.NaN;
}
