/** Topics of a topology are made by `up`, as soon as brokers can have them. */
import type { Instance } from '../../cluster/instance.ts';
import type { UpRequest } from '../../cluster/lifecycle.ts';
import { accessOf } from '../../cluster/running-cluster.ts';

/** Every broker knows a new topic soon, or something is wrong with it. */
const knownTimeoutMs = 30_000;

/** Once the cluster is ready. @throws RuntimeError `client` when brokers refuse one, `not-ready` when one does not hear of it */
export async function makeTopics(
  instance: Instance,
  { progress, signal }: Pick<UpRequest, 'progress' | 'signal'>,
): Promise<void> {
  const { topics = [] } = instance.topology;
  if (topics.length === 0) return;
  // Loaded only now, with the client that they need: most topologies have none.
  const [{ makeMissingTopics }, { untilKnown }] = await Promise.all([
    import('../../client/kafkajs/topics.ts'),
    import('../../client/topics/placed-topic.ts'),
  ]);
  progress.update(`making topics: ${topics.map(({ name }) => name).join(', ')}`);
  const access = accessOf(instance);
  for (const { name, partitions } of await makeMissingTopics(access, topics)) {
    const placed = { topic: name, replicas: Array.from({ length: partitions }, () => []) };
    await untilKnown(access, placed, { timeoutMs: knownTimeoutMs, signal });
  }
}
