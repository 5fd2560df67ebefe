/** One upgrade of a matrix: the change of version that a person would make, measured by its own report. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { MatrixRun } from '../../drills/compare/matrix.ts';
import { upgradeMeasuresOf } from '../../drills/compare/upgrade-measures.ts';
import { RuntimeError } from '../../errors.ts';
import type { KafkaVersion } from '../../kafka/versions/versions.ts';
import type { Caller } from '../caller.ts';
import { makeChange, type ChangeRun } from '../change/change.ts';
import { prepareVersion } from '../change/prepare-version.ts';

/** What stands where else a drill's name does. */
export const upgradeRun = 'upgrade';

/**
 * Upgrades a running cluster under traffic, with the feature levels of the later version.
 * @throws RuntimeError where nothing was measured; LabError as the change does
 */
export async function upgraded(
  cluster: RunningCluster,
  to: KafkaVersion,
  run: ChangeRun,
  caller: Caller,
): Promise<MatrixRun> {
  const prepared = await prepareVersion(cluster, { version: to, raises: true }, caller.signal);
  const { result, isDone, stepsMs, wayBack } = await makeChange(cluster, prepared, run, caller);
  if (result === undefined)
    throw new RuntimeError('client', `${cluster.instance.id} had nothing to change for Kafka ${to}`);
  const end = { ...(isDone && { stepsMs }), ...(wayBack?.closedBy && { closedBy: wayBack.closedBy }) };
  return { result, upgrade: upgradeMeasuresOf(result.verdict, end), isSpent: true };
}
