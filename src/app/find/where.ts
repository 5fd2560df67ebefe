/** Where to look for what runs, and the word that lets klab break what is not the lab's. */
import { LabError } from '../../errors.ts';
import type { FindOptions } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/runtime.ts';

/** Where to look for what runs, and whether it may be broken whoever made it. */
export interface WhereOptions extends FindOptions {
  /** Break or remove also what somebody else deployed. @default false */
  readonly yes?: boolean;
}

/** The place alone, without what was not said. */
export function findOptions({ context, namespace }: WhereOptions): FindOptions {
  return { ...(context !== undefined && { context }), ...(namespace !== undefined && { namespace }) };
}

/** True where the instance is in the place that was named, or none was. */
export function isIn({ kubernetes }: Instance, { context, namespace }: FindOptions): boolean {
  return (
    (context === undefined || kubernetes?.context === context) &&
    (namespace === undefined || kubernetes?.namespace === namespace)
  );
}

/**
 * @param allow what lets it be done, as it reads before "to".
 * @throws LabError `usage` for what somebody else deployed, unless they said yes.
 */
export function assertMayChange(instance: Instance, doing: string, yes = false, allow = 'add --yes'): void {
  const { id, foreign, signed, kubernetes } = instance;
  if (foreign !== true || yes) return;
  const whose = signed === true ? 'was brought up from another KLAB_HOME' : 'was not brought up by klab';
  const place = `in namespace ${kubernetes?.namespace} of context ${kubernetes?.context}`;
  throw new LabError('usage', `${id} ${place} ${whose}; ${allow} to ${doing} it all the same`);
}
