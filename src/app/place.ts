/** Where on Kubernetes a topology goes, and when what was said of it makes sense. */
import { UsageError } from '../errors.ts';
import type { WantedPlace } from '../runtimes/kubernetes/place/place.ts';

/** What may be said of the place. */
export type PlaceOptions = WantedPlace;

/**
 * What of them was said.
 * @throws UsageError where they mean nothing or exclude each other.
 */
export function placeAsked(
  { context, cluster, namespace, nodeImage }: Partial<PlaceOptions>,
  runtime: string,
): PlaceOptions {
  const asked = Object.entries({ '--context': context, '--cluster': cluster, '--node-image': nodeImage })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const [first] = asked;
  if (first !== undefined && runtime !== 'kubernetes') {
    throw new UsageError(`${first} means something only on kubernetes; add --on kubernetes, or drop it`);
  }
  if (context !== undefined && asked.length > 1) {
    throw new UsageError(
      `--context uses a cluster that is there; drop it, or drop ${asked.slice(1).join(' and ')}`,
    );
  }
  if (namespace !== undefined && context === undefined) {
    throw new UsageError(
      '--namespace takes a namespace that is there, of a cluster that is there; add --context NAME, or drop it',
    );
  }
  if (cluster !== undefined && !/^[a-z0-9][a-z0-9.-]*$/.test(cluster)) {
    throw new UsageError(
      `--cluster "${cluster}" cannot be the name of a kind cluster; use a-z, 0-9, . and -`,
    );
  }
  return {
    ...(context !== undefined && { context }),
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(nodeImage !== undefined && { nodeImage }),
  };
}
