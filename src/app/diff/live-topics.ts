/** Topics of a topology, as it says them and as they are in what runs. Those of others are nobody's to compare. */
import { topicsThere } from '../../client/kafkajs/topics.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { FactGroup } from '../../diff/model.ts';
import { topicGroups } from '../../diff/topic-groups.ts';
import { LabError } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';

/** Both sides, and what could not be asked. */
export interface TopicsInForce {
  readonly before: readonly FactGroup[];
  readonly after: readonly FactGroup[];
  readonly notes: readonly string[];
}

const none: TopicsInForce = { before: [], after: [], notes: [] };

/** @param wanted what is compared with what runs. @default files, which have no topics */
export async function topicsInForce(
  cluster: RunningCluster,
  wanted: ResolvedTopology | undefined,
): Promise<TopicsInForce> {
  const topics = wanted?.topics ?? [];
  if (topics.length === 0) return none;
  try {
    await cluster.attach?.();
    const there = await topicsThere(
      cluster,
      topics.map(({ name }) => name),
    );
    return { before: topicGroups(topics), after: topicGroups(there), notes: [] };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { ...none, notes: [`topics cannot be asked for: ${error.message}`] };
  }
}
