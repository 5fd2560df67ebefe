/** Where to look for what runs, and the word that lets klab break what is not the lab's. */
import { LabError } from '../../errors.ts';
import type { Instance } from '../../cluster/instance.ts';

/** Where to look for what runs, and whether it may be broken whoever made it. */
export interface WhereOptions {
  /** A context of kubectl's configuration. @default every kind cluster on this machine */
  readonly context?: string;
  /** @default all namespaces; the context's own where one may not look into all */
  readonly namespace?: string;
  /** Break or remove also what somebody else deployed. @default false */
  readonly yes?: boolean;
}

/** A place that was named. */
export type Wanted = Pick<WhereOptions, 'context' | 'namespace'>;

/** The place alone, without what was not said. */
export function findOptions({ context, namespace }: WhereOptions): Wanted {
  return { ...(context !== undefined && { context }), ...(namespace !== undefined && { namespace }) };
}

/**
 * @param allow what lets it be done, as it reads before "to".
 * @throws LabError `usage` for what somebody else deployed, unless they said yes.
 */
export function assertMayChange(instance: Instance, doing: string, yes = false, allow = 'add --yes'): void {
  const { id, foreign, signed, whereabouts } = instance;
  if (foreign !== true || yes) return;
  const whose = signed === true ? 'was brought up from another KLAB_HOME' : 'was not brought up by klab';
  const where = whereabouts === undefined ? '' : ` in ${whereabouts.words}`;
  throw new LabError('usage', `${id}${where} ${whose}; ${allow} to ${doing} it all the same`);
}
