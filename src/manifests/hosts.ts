/** Names under which pods reach each other: their own, and those of the services before them. */
import { listOf, recordOf, textOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';
import type { OutsidePort } from './node.ts';

/** Services that select the pods of an object. */
export function servicesOf(
  { content, kind, namespace }: Manifest,
  all: readonly Manifest[],
): readonly Manifest[] {
  const metadata =
    kind === 'Pod' ? content['metadata'] : recordOf(recordOf(content['spec'])['template'])['metadata'];
  const labels = recordOf(recordOf(metadata)['labels']);
  return all.filter((one) => {
    const selector = Object.entries(recordOf(recordOf(one.content['spec'])['selector']));
    return (
      one.kind === 'Service' &&
      one.namespace === namespace &&
      selector.length > 0 &&
      selector.every(([label, value]) => labels[label] === value)
    );
  });
}

/** Services of one pod's alone. */
function ownServices(pod: string, all: readonly Manifest[]): readonly Manifest[] {
  return all.filter(
    ({ kind, content }) =>
      kind === 'Service' &&
      recordOf(recordOf(content['spec'])['selector'])['statefulset.kubernetes.io/pod-name'] === pod,
  );
}

/** Ports of a pod's that clients outside of the Kubernetes cluster reach, by which service. @param names of the container's ports, with their numbers */
export function outsidePorts(
  pod: string,
  services: readonly Manifest[],
  all: readonly Manifest[],
  names: ReadonlyMap<string, string>,
): readonly OutsidePort[] {
  return [...services, ...ownServices(pod, all)].flatMap(({ name, content }) => {
    const { type, ports } = recordOf(content['spec']);
    if (type !== 'NodePort' && type !== 'LoadBalancer') return [];
    return listOf(ports).map((one) => {
      const { port, targetPort = port, nodePort } = recordOf(one);
      const target = textOf(targetPort) ?? '';
      const outside = type === 'NodePort' ? (textOf(nodePort) ?? '') : (textOf(port) ?? '');
      return { service: name, type, port: outside, container: names.get(target) ?? target };
    });
  });
}

/** Its own names and those of its services, short and as whole as any object says them. */
export function hostsOf(
  id: string,
  pod: string,
  governing: string | undefined,
  services: readonly Manifest[],
  all: readonly Manifest[],
): readonly string[] {
  const names = new Set([...services, ...ownServices(pod, all)].map(({ name }) => name));
  if (governing !== undefined) names.add(governing);
  const bases = [...names].flatMap((service) => [`${pod}.${service}`, service]);
  return [...new Set([id, pod, ...bases])];
}
