/** Whether a change that is half-way can still be taken back. */
import { votersMoveIn } from '../../change/quorum-steps.ts';
import { finalizedFeatures } from '../../client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { ChangeJournal } from './journal.ts';
import { finalizedAt } from './migration.ts';

/** @throws LabError `not-supported` once the cluster works with what was not there before, or with what never goes away again */
export async function assertWayBack(cluster: RunningCluster, journal: ChangeJournal): Promise<void> {
  const { steps, done, begun } = journal;
  const final = finalizedAt(journal);
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
