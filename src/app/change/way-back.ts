/** Whether there is a way back from a change, how far it leads, and its journal: none once a cluster works with what the version before does not read. */
import { votersMoveIn } from '../../change/quorum-steps.ts';
import { stepsBack } from '../../change/steps.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import { finalizedFeatures, type FeatureLevels } from '../../client/wire/features/finalized-features.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import { highestMetadataLevel, lineReading, metadataFeature } from '../../kafka/versions/features.ts';
import { isOlder, lineOf } from '../../kafka/versions/versions.ts';
import type { ChangeJournal } from './journal.ts';
import { everyNode } from './members.ts';
import { afterMigration, finalizedAt, migrationBack, movedAt } from './migration.ts';

/** The way back from an upgrade, looked at when it is done. */
export interface WayBack {
  /** The version of before. */
  readonly to: string;
  /** Why there is none. @default it is open */
  readonly closedBy?: string;
}

/** Why a cluster with these levels cannot have a version; undefined where it can, or the lab does not know the version's line. */
export function unreadBy(version: string, now: FeatureLevels): string | undefined {
  const level = now[metadataFeature] ?? 0;
  const highest = highestMetadataLevel(lineOf(version));
  if (highest === undefined || highest >= level) return undefined;
  const line = lineReading(level);
  const of = line === undefined ? '' : `, of Kafka ${line}`;
  return `the cluster works with metadata.version ${level}${of}, and ${version} reads up to ${highest}`;
}

/** The way back from a change that is done; undefined where it was no upgrade. */
export async function wayBackFrom(
  cluster: RunningCluster,
  { from, to, direction }: ChangeJournal,
): Promise<WayBack | undefined> {
  const [before, after] = [from.topology.kafkaVersion, to.topology.kafkaVersion];
  if (direction === 'back' || !isOlder(before, after)) return undefined;
  const closedBy = unreadBy(before, await firstAnswer(cluster, 'says its features', finalizedFeatures));
  return { to: before, ...(closedBy !== undefined && { closedBy }) };
}

/** @throws LabError `not-supported` once a controller has left ZooKeeper, or the cluster works with levels that the version before does not know */
export async function assertWayBack(cluster: RunningCluster, journal: ChangeJournal): Promise<void> {
  const { steps, done, begun } = journal;
  const final = movedAt(journal) ? undefined : finalizedAt(journal);
  if (final !== undefined)
    throw new LabError(
      'not-supported',
      `there is no way back: ${final} has left the migration, or may have, and then nothing is written to ZooKeeper any more; go on: klab change ${cluster.instance.id} --resume`,
    );
  const raise = steps.slice(0, done + Number(begun)).find((step) => step.kind === 'raise');
  if (raise === undefined) return;
  const now = await firstAnswer(cluster, 'says its features', finalizedFeatures);
  const [name] = Object.keys(raise.levels).filter((one) => (now[one] ?? 0) > (raise.before[one] ?? 0));
  if (name === undefined) return;
  const why = votersMoveIn(raise)
    ? 'the voters are in the metadata now, and Kafka never lowers kraft.version'
    : `the cluster works with ${name} ${now[name]} now, which the version before does not know`;
  throw new LabError(
    'not-supported',
    `there is no way back: ${why}; go on: klab change ${cluster.instance.id} --resume`,
  );
}

/**
 * The journal of the way back: what was begun may be done, and is taken back too. An upgrade that follows a move of metadata is
 * taken back alone, since nothing leads from KRaft to ZooKeeper once the move is done.
 * @param leaders ids of those who lead now, and so restart last
 */
export function turned(journal: ChangeJournal, leaders: readonly string[]): ChangeJournal {
  const { nodes, steps, done, begun } = journal;
  const after = movedAt(journal) ? afterMigration(journal) : undefined;
  const to = after?.definition ?? journal.from;
  const toUndo = steps.slice(after?.first ?? 0, done + Number(begun));
  const start = { schemaVersion: 1, direction: 'back', done: 0, begun: false, from: to, to } as const;
  const undone = { ...start, steps: stepsBack(toUndo, to.topology, leaders) };
  if (after !== undefined)
    return {
      ...undone,
      leaves: 'its metadata stays in KRaft, from where Kafka leads nothing back to ZooKeeper',
    };
  return {
    ...undone,
    ...(nodes !== undefined && { nodes: everyNode({ topology: { ...to.topology, nodes } }, to) }),
    ...migrationBack(journal),
  };
}
