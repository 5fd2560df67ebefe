/** How many pods each node is to have: one where it runs, none where it was stopped. */
import type { Instance } from '../../../cluster/instance.ts';
import { kubectlList, type KubectlOptions } from '../kubectl/kubectl.ts';
import { nodesSelector } from '../kubectl/selectors.ts';
import { placeOf } from '../place/place.ts';

/** The nodes that are there, and whether they are to run. */
export async function readReplicas(
  instance: Instance,
  options: KubectlOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const selector = nodesSelector(instance);
  const sets = await kubectlList<StatefulSet>(
    placeOf(instance),
    ['get', 'statefulsets', '--selector', selector],
    options,
  );
  return new Map(sets.map(({ metadata, spec }) => [metadata.name, spec.replicas ?? 1]));
}

/** The part that is read (Kubernetes API, StatefulSet apps/v1). */
interface StatefulSet {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas?: number };
}
