/** Reads a namespace, which may not be there. */
import { kubectl, type KubectlOptions } from './kubectl.ts';
import { orWithoutRight } from './missing-right.ts';
import type { ObjectMeta } from './objects.ts';
import { showSignatures } from './signature.ts';

/** The part of a namespace that is read (Kubernetes API, Namespace v1). */
export interface NamespaceObject {
  readonly metadata: Pick<ObjectMeta, 'labels' | 'managedFields'>;
  readonly status?: { readonly phase?: string };
}

/** The namespace of this name, if there is one. */
export async function readNamespace(
  context: string,
  name: string,
  options: KubectlOptions = {},
): Promise<NamespaceObject | undefined> {
  const args = ['get', 'namespace', name, '--ignore-not-found', showSignatures, '--output', 'json'];
  const text = await kubectl({ context }, args, options);
  return text.trim() === '' ? undefined : (JSON.parse(text) as NamespaceObject);
}

/**
 * The namespace of this name, if there is one, for whoever asks whose it is: who may not look at it has not made it, and
 * is given one without the lab's labels.
 */
export async function readNamespaceIfAllowed(
  context: string,
  name: string,
  options: KubectlOptions = {},
): Promise<NamespaceObject | undefined> {
  return orWithoutRight<NamespaceObject | undefined>(readNamespace(context, name, options), { metadata: {} });
}
