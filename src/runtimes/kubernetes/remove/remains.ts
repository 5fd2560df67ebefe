/** What of an instance its cluster still has: records outlive clusters and namespaces. */
import { marks } from '../../../kafka/marks.ts';
import type { Remains } from '../../../cluster/found.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listNames } from '../kubectl/objects.ts';
import { listMachines } from '../place/machines.ts';
import { placeOf } from '../place/place.ts';

/** Asked by every verb: none may wait long for a cluster that hangs. */
const timeoutMs = 5_000;

/** @throws LabError where the cluster does not answer. */
export async function remains(instance: Instance): Promise<Remains> {
  const place = placeOf(instance);
  const { kindCluster } = place;
  const isGone = kindCluster !== undefined && (await listMachines(kindCluster, { timeoutMs })).length === 0;
  if (isGone) return { nodes: 0, data: [], instance };
  // Claims carry the labels that a StatefulSet selects by, and no others.
  const selector = `${marks.topology}=${instance.topology.name}`;
  const what = ['statefulsets,persistentvolumeclaims', '--selector', selector];
  const found = await listNames(place, what, { timeoutMs });
  const claims = found.filter((name) => name.startsWith('persistentvolumeclaim/'));
  return {
    nodes: found.length - claims.length,
    data: claims.map((name) => name.replace('persistentvolumeclaim/', 'claim ')),
    instance,
  };
}
