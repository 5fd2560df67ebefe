/** How an instance's place shows in what is rendered for it. */
import type { RenderOptions } from '../../render/rendered-file.ts';
import type { KubernetesPlace } from '../../cluster/runtime.ts';

/** What of a place its manifests say. @param place of an instance that has one */
export function renderOptionsFor(place: KubernetesPlace | undefined): RenderOptions {
  if (place === undefined) return {};
  const { hostAccess, namespace, namespaceStays = false } = place;
  return { hostAccess, ...(namespaceStays && { namespace, createNamespace: false }) };
}
