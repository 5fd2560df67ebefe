/** The commands of klab that messages name, so that a person can paste them. */
import type { Instance } from '../../cluster/runtime.ts';

/** What a person types to do something to an instance, to a node of it, or to a rack such as `rack:a`. */
export function nodeCommand(
  { id, foreign, kubernetes }: Pick<Instance, 'id' | 'foreign' | 'kubernetes'>,
  verb: 'start' | 'resume' | 'heal' | 'status' | 'down',
  node?: string,
): string {
  const place =
    foreign === true && kubernetes !== undefined
      ? ` --context ${kubernetes.context} --namespace ${kubernetes.namespace}`
      : '';
  return `klab ${verb} ${id}${node === undefined ? '' : ` ${node}`}${place}`;
}
