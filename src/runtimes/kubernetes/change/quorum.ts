/** The ConfigMap with where a dynamic quorum is looked for, as it is while the cluster runs. */
import type { Instance } from '../../../cluster/instance.ts';
import { quorumFileNames } from '../../../kafka/images/quorum-files.ts';
import { quorumConfigMapName } from '../../../kafka/marks.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { applySelected } from './apply.ts';

/** Brings it into the cluster, before a node starts that reads it; nothing where voters are fixed. */
export async function applyQuorum(instance: Instance): Promise<void> {
  if (instance.topology.dynamicQuorum !== true) return;
  await applySelected(instance, 'app.kubernetes.io/component=quorum');
  await endBeginning(instance);
}

/**
 * Strikes out who begins the quorum, once it is one: a controller whose storage is new would pass for a voter whose promises it has
 * lost. Nothing where voters are fixed.
 */
export async function endBeginning(instance: Instance): Promise<void> {
  if (instance.topology.dynamicQuorum !== true) return;
  const patch = JSON.stringify({ data: { [quorumFileNames.firstVoters]: null } });
  await kubectl(placeOf(instance), [
    'patch',
    'configmap',
    quorumConfigMapName,
    '--type=merge',
    '--patch',
    patch,
  ]);
}
