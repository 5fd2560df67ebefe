/** What `up` may change of an instance that runs, and what it may not: a rolling restart can only do so much. */
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { Instance } from '../runtime.ts';

/**
 * Why the instance cannot become this topology one node at a time; undefined when it can.
 * @returns text that continues a sentence which begins with the instance's id.
 */
export function obstacleToChange(instance: Instance, topology: ResolvedTopology): string | undefined {
  const [first, ...rest] = obstacles(instance.topology, topology);
  if (first === undefined) return undefined;
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  return `cannot be changed in place: ${first}${more}`;
}

function obstacles(from: ResolvedTopology, to: ResolvedTopology): readonly string[] {
  return from.mode === to.mode ? [] : [`it keeps its metadata in ${from.mode}, not in ${to.mode}`];
}
