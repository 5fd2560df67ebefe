/** The ConfigMaps of a dynamic quorum, as they are while the cluster runs. */
import type { Instance } from '../../../cluster/instance.ts';
import { componentLabel, quorumComponents, quorumConfigMapNames } from '../../../kafka/marks.ts';
import { hasBegun } from '../../up/quorum-begun.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { applySelected } from './apply.ts';

/** Brings into the cluster where the quorum is, before a node starts that reads it; nothing where voters are fixed. */
export async function applyQuorum(instance: Instance): Promise<void> {
  if (instance.topology.dynamicQuorum !== true) return;
  await applySelected(instance, `${componentLabel}=${quorumComponents.sought}`);
}

/**
 * Strikes out who begins the quorum, once all of those do vote: from then on a controller whose storage is new would pass for a voter
 * whose promises it has lost. While one is late it stays, until the next `up`.
 */
export async function endBeginning(instance: Instance): Promise<void> {
  if (!(await hasBegun(instance))) return;
  const map = ['configmap', quorumConfigMapNames.firstVoters];
  await kubectl(placeOf(instance), ['delete', ...map, '--ignore-not-found']);
}
