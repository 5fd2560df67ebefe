/** The commands of klab that messages name, so that a person can paste them. */
import type { Instance } from '../../cluster/instance.ts';

/** What a person types to do something to an instance, to a node of it, or to a rack such as `rack:a`. */
export function nodeCommand(
  { id, findWith = [] }: Pick<Instance, 'id' | 'findWith'>,
  verb: 'start' | 'resume' | 'heal' | 'status' | 'down',
  node?: string,
): string {
  return ['klab', verb, id, ...(node === undefined ? [] : [node]), ...findWith].join(' ');
}
