/** Where on Kubernetes an instance is: decided once, before anything is rendered or made. */
import { LabError } from '../../errors.ts';
import { ownNamespace } from '../../render/kubernetes/context.ts';
import type { Instance, KubernetesPlace, PlaceRequest } from '../runtime.ts';
import type { KubectlPlace } from './kubectl.ts';

/** Where kubectl finds an instance. @throws LabError `no-instance` when nobody knows where it is. */
export function placeOf({ id, kubernetes }: Instance): KubectlPlace & KubernetesPlace {
  if (kubernetes !== undefined) return kubernetes;
  throw new LabError('no-instance', `nobody knows in which context ${id} is; name it with --context`);
}

/** Name of the context that kind gives to its cluster. */
export function contextOfKind(cluster: string): string {
  return `kind-${cluster}`;
}

/**
 * Decides where a new instance will be.
 * @throws LabError when the place cannot be used.
 */
export async function choosePlace({
  topology,
  portOffset,
  context,
  cluster,
}: PlaceRequest): Promise<KubernetesPlace> {
  const namespace = ownNamespace(topology, portOffset);
  if (context !== undefined) return { context, namespace, hostAccess: 'port-forward' };
  const kindCluster = cluster ?? namespace;
  return Promise.resolve({
    context: contextOfKind(kindCluster),
    namespace,
    hostAccess: 'node-port',
    kindCluster,
    madeByLab: true,
  });
}
