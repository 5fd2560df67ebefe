/** Applies what klab has made and no file holds. */
import { kubectl, type KubectlOptions, type KubectlPlace } from './kubectl.ts';
import { fieldManager } from './signature.ts';

/**
 * Brings an object, or a List of them, into a cluster, in place of what is there under its name. It is the API server that
 * applies: kubectl would keep a copy in an annotation, which more people may read than a Secret, and which has no room for
 * the jars of an agent (Kubernetes, Server-Side Apply).
 */
export async function applyByServer(
  place: KubectlPlace,
  object: object,
  options: KubectlOptions = {},
): Promise<void> {
  const args = [
    'apply',
    '--server-side',
    '--force-conflicts',
    `--field-manager=${fieldManager}`,
    '--filename=-',
  ];
  await kubectl(place, args, { ...options, input: JSON.stringify(object) });
}
