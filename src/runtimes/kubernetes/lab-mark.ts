/** The mark on a kind cluster that the lab made: in the cluster itself, so that any later klab knows it may remove it. */
import { labelKeys } from '../../render/kubernetes/labels.ts';
import { kubectl, kubectlJson, type KubectlOptions } from './kubectl.ts';
import { orWithoutRight } from './missing-right.ts';

const name = 'klab-cluster';
const namespace = 'kube-system';

/** Marks a cluster as made by the lab. */
export async function markCluster(context: string, options: KubectlOptions = {}): Promise<void> {
  const mark = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'klab' } },
    data: { about: 'klab made this cluster and removes it with the last topology in it.' },
  };
  await kubectl({ context }, ['apply', '--filename', '-'], { ...options, input: JSON.stringify(mark) });
}

/** Whether the lab made a cluster; who may not see the mark does not know, and takes it for somebody else's. */
export async function isMarked(context: string, options: KubectlOptions = {}): Promise<boolean> {
  const args = ['get', 'configmap', name, '--ignore-not-found', '--output', 'name'];
  return (await orWithoutRight(kubectl({ context, namespace }, args, options), '')).trim() !== '';
}

/** Namespaces with anything of the lab's in them, also where nothing but data is left. */
export async function labNamespaces(
  context: string,
  options: KubectlOptions = {},
): Promise<readonly string[]> {
  const args = ['get', 'namespaces,statefulsets', '--all-namespaces', '--selector', labelKeys.instance];
  const { items } = await kubectlJson<{ items: readonly Labelled[] }>({ context }, args, options);
  return [...new Set(items.map(({ metadata }) => metadata.namespace ?? metadata.name))].toSorted();
}

interface Labelled {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}
