/** A running cluster at one moment, from what each of its brokers says. */
import type { NodeStatus } from '../../cluster/node-status.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { MetadataAnswer } from '../wire/fetch-metadata.ts';

/** A cluster at one moment. */
export interface ClusterSnapshot {
  /** Numbers of the brokers that answer, in order. */
  readonly answering: readonly number[];
  /** Number of the active controller; -1 when it is not known. */
  readonly controller: number;
  /** Of all topics that are watched, in order; the last that were known when no broker answers. */
  readonly partitions: readonly PartitionState[];
  /** What the runtime says of the processes; the last it said when it does not. */
  readonly nodes: readonly NodeStatus[];
}

/** The brokers' newest answers, by number of the broker. */
export type Answers = ReadonlyMap<number, MetadataAnswer>;

/**
 * The partitions as the best informed of the brokers know them.
 * Brokers learn of a change one after another: the later election is right, and within one the leader itself, which
 * decides who is in sync; a leader that was cut off is still in the election before.
 * @param isWanted whether a topic is watched. @default all are
 */
export function mergedPartitions(
  answers: Answers,
  isWanted: (topic: string, internal: boolean) => boolean = () => true,
): readonly PartitionState[] {
  const best = new Map<string, { state: PartitionState; byLeader: boolean }>();
  for (const [broker, { topics }] of [...answers].toSorted(([a], [b]) => a - b)) {
    for (const { topic, internal, partitions } of topics) {
      if (!isWanted(topic, internal)) continue;
      for (const state of partitions) {
        const key = `${topic}/${state.partition}`;
        const byLeader = state.leader === broker;
        const known = best.get(key);
        const newer = known === undefined || state.leaderEpoch > known.state.leaderEpoch;
        const same = state.leaderEpoch === known?.state.leaderEpoch;
        if (newer || (same && byLeader && !known.byLeader)) best.set(key, { state, byLeader });
      }
    }
  }
  return [...best.values()]
    .map(({ state }) => state)
    .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** The controller that most brokers name; of several the one that was known before. For ZooKeeper mode. */
export function namedController(answers: Answers, known: number): number {
  const votes = new Map<number, number>();
  for (const { controller } of answers.values()) {
    if (controller >= 0) votes.set(controller, (votes.get(controller) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  const named = [...votes].filter(([, count]) => count === most).map(([controller]) => controller);
  return named.includes(known) ? known : (named[0] ?? known);
}
