/** Whether a change that is open can be taken back, how far, and the journal of the way. */
import { stepsBack } from '../../change/steps.ts';
import { finalizedFeatures } from '../../client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { ChangeJournal } from './journal.ts';
import { everyNode } from './members.ts';
import { afterMigration, finalizedAt, migrationBack, movedAt } from './migration.ts';

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
  throw new LabError(
    'not-supported',
    `there is no way back: the cluster works with ${name} ${now[name]} now, which the version before does not know; go on: klab change ${cluster.instance.id} --resume`,
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
