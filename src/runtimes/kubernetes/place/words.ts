/** How a place reads: in messages, and as options of commands that find it or go there again. */
import type { Instance, Place } from '../../../cluster/instance.ts';
import type { PlaceWishes } from '../../../cluster/places.ts';
import type { RenderOptions } from '../../../render/rendered-file.ts';
import { knownPlace, type KubernetesPlace, type WantedPlace } from './place.ts';

/** The options that say where, as they read in a sentence. */
export const optionNames = '--context, --cluster and --namespace';

/** Where it is, in words. */
export function wordsOf(place: Place): string {
  const { namespace, context } = place as KubernetesPlace;
  return `namespace ${namespace} of context ${context}`;
}

/** Options with which every verb finds what is there. */
export function optionsToFind(place: Place): readonly string[] {
  const { namespace, context } = place as KubernetesPlace;
  return ['--context', context, '--namespace', namespace];
}

/** Options with which `up` goes there again; nothing of a place that it would make by itself. */
export function optionsToUp(place: Place): readonly string[] {
  const { context, namespace, kindCluster, madeByLab, namespaceStays } = place as KubernetesPlace;
  if (madeByLab === true) return [];
  const stays = namespaceStays === true ? [`--namespace ${namespace}`] : [];
  return kindCluster === undefined || stays.length > 0
    ? [`--context ${context}`, ...stays]
    : [`--cluster ${kindCluster}`];
}

/** Whether an instance is where it was wished, as far as anything was. */
export function fits(instance: Pick<Instance, 'place'>, where: PlaceWishes): boolean {
  const place = knownPlace(instance);
  const { context, cluster, namespace }: WantedPlace = where;
  return (
    (context === undefined || context === place?.context) &&
    (cluster === undefined || cluster === place?.kindCluster) &&
    (namespace === undefined || namespace === place?.namespace)
  );
}

/** How the place shows in manifests; nothing where it is one of node ports, as committed ones are. */
export function renderOptions(place: Place): RenderOptions {
  const { hostAccess, namespace, namespaceStays = false } = place as KubernetesPlace;
  return {
    ...(hostAccess !== 'node-port' && { hostAccess }),
    ...(namespaceStays && { namespace, createNamespace: false }),
  };
}
