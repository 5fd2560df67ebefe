/** How many pods each node is to have: one where it runs, none where it was stopped. */
import type { Instance } from '../../../cluster/instance.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { listObjects, type KubernetesObject } from '../kubectl/objects.ts';
import { nodesSelector } from '../kubectl/selectors.ts';
import { placeOf } from '../place/place.ts';

/** The nodes that are there, and whether they are to run. */
export async function readReplicas(
  instance: Instance,
  options: KubectlOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const what = ['statefulsets', '--selector', nodesSelector(instance)];
  const sets = await listObjects<StatefulSetObject>(placeOf(instance), what, options);
  return new Map(sets.map(({ metadata, spec }) => [metadata.name, spec.replicas ?? 1]));
}

interface StatefulSetObject extends KubernetesObject {
  readonly spec: { readonly replicas?: number };
}
