/** What a drill must leave behind, however it ended. */
import { expect } from 'vitest';
import { createKafka, withAdmin } from '../../src/client/kafkajs/kafka.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

/** Every node is up, and none of the drill's topics is there. */
export async function expectHealed(cluster: RunningCluster): Promise<void> {
  expect(new Set((await cluster.status()).map(({ state }) => state))).toEqual(new Set(['running']));
  // A broker that has just been started again reads in its log of metadata that the topic was there, before it
  // reads that it is gone.
  const topics = async (): Promise<string[]> =>
    await withAdmin(createKafka({ access: cluster }), (admin) => admin.listTopics());
  await expect
    .poll(async () => (await topics()).filter((topic) => topic.startsWith('klab-')), { timeout: 20_000 })
    .toEqual([]);
}
