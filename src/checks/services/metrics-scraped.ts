/** Smoke check: Prometheus scrapes every broker, and what it has is what the brokers say by Kafka's own protocol. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { brokerMetrics } from '../../kafka/metrics-rules.ts';
import { brokersOf } from '../../kafka/node.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { CheckContext, SmokeCheck } from '../kit/check.ts';
import {
  askPrometheus,
  describeUnscraped,
  lastScrapes,
  obstacleToAsking,
  scrapedTimeoutMs,
} from './prometheus-view.ts';
import { makeTopic } from '../kit/topics.ts';

/** Two views of one number, of which one is a scrape older. */
export const metricsScraped: SmokeCheck = {
  name: 'metrics-scraped',
  service: 'prometheus',
  claim: 'Prometheus scrapes every broker, and counts the leaders and copies that the cluster has.',
  skipReason: obstacleToAsking,
  async run(context) {
    const { topology } = context.cluster;
    // In a cluster without topics two views would agree on nothing.
    await makeTopic(context, { suffix: 'scraped', partitions: brokersOf(topology).length });
    context.note('asking Prometheus for every broker');
    const what = 'Prometheus to agree with the cluster';
    const { signal } = context;
    const before = await lastScrapes(context);
    const seen = await waitFor({ what, timeoutMs: scrapedTimeoutMs, signal }, async () => {
      const missing = describeUnscraped(topology, await lastScrapes(context), before);
      if (missing !== undefined) return new NotYet(missing);
      const [counted, there] = [await countedBy(context), await countedIn(context.cluster)];
      return describeDifference(counted, there) ?? counted;
    });
    return `${brokersOf(topology).length} brokers scraped; ${seen.leaders} leaders and ${seen.copies} copies, as the cluster has`;
  },
};

/** How many partitions have a leader, and how many copies all have together. */
export interface PartitionCount {
  readonly leaders: number;
  readonly copies: number;
}

/** In what Prometheus and the cluster do not agree; undefined where they do. */
export function describeDifference(counted: PartitionCount, there: PartitionCount): NotYet | undefined {
  const differing = (['leaders', 'copies'] as const).find((kind) => counted[kind] !== there[kind]);
  if (differing === undefined) return undefined;
  return new NotYet(
    `Prometheus counts ${counted[differing]} ${differing}, the cluster has ${there[differing]}`,
  );
}

async function countedBy(context: CheckContext): Promise<PartitionCount> {
  const sum = async (metric: string): Promise<number> =>
    (await askPrometheus(context, `sum(${metric})`))[0]?.value ?? Number.NaN;
  return { leaders: await sum(brokerMetrics.leaders), copies: await sum(brokerMetrics.partitions) };
}

async function countedIn(cluster: ClusterAccess): Promise<PartitionCount> {
  const partitions = await viewPartitions(cluster);
  return {
    leaders: partitions.filter(({ leader }) => leader >= 0).length,
    copies: partitions.reduce((sum, { replicas }) => sum + replicas.length, 0),
  };
}
