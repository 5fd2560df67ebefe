/** What there is of one node: its data, and what runs it, by name. */
import type { Instance } from '../../src/cluster/instance.ts';
import { listBelongings } from '../../src/runtimes/compose/containers/belongings.ts';
import { placeOf } from '../../src/runtimes/kubernetes/place/place.ts';
import { kubectl } from './kubernetes.ts';

/** On Docker. */
export async function partsOnDocker({ id }: Instance, nodeId: string): Promise<readonly string[]> {
  const { containers, volumes } = await listBelongings(id);
  return [...containers, ...volumes].filter((one) => one.nodeId === nodeId).map(({ name }) => name);
}

/** On Kubernetes. */
export async function partsOnKubernetes(instance: Instance, nodeId: string): Promise<readonly string[]> {
  const { context, namespace } = placeOf(instance);
  const kinds = 'statefulsets,pods,services,configmaps,poddisruptionbudgets,persistentvolumeclaims';
  const place = ['--context', context, '--namespace', namespace];
  const what = ['get', kinds, '--selector', `klab.node=${nodeId}`, '--output', 'name'];
  return (await kubectl(...place, ...what)).split('\n').filter(Boolean);
}
