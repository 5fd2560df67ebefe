/** Names under which pods reach each other: their own, and those of the services before them. */
import { recordOf } from '../untyped.ts';
import type { Manifest } from './documents.ts';

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

/** Its own names and those of its services, short and as whole as any object says them. */
export function hostsOf(
  id: string,
  pod: string,
  governing: string | undefined,
  services: readonly Manifest[],
  all: readonly Manifest[],
): readonly string[] {
  const own = all.filter(
    ({ kind, content }) =>
      kind === 'Service' &&
      recordOf(recordOf(content['spec'])['selector'])['statefulset.kubernetes.io/pod-name'] === pod,
  );
  const names = new Set([...services, ...own].map(({ name }) => name));
  if (governing !== undefined) names.add(governing);
  const bases = [...names].flatMap((service) => [`${pod}.${service}`, service]);
  return [...new Set([id, pod, ...bases])];
}
