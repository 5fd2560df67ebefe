/** Numbers and lists as findings say them. */

/** `partition 0`, `partitions 0, 2`. */
export function partitionsNamed(partitions: readonly { readonly partition: number }[]): string {
  const noun = partitions.length === 1 ? 'partition' : 'partitions';
  return `${noun} ${partitions.map(({ partition }) => partition).join(', ')}`;
}

/** More names than this are no longer read, only counted. */
const mostNames = 4;

/** `broker-1`, `broker-1, broker-2`, `6 nodes`; each name once. */
export function nodesNamed(nodes: readonly { readonly nodeId: string }[]): string {
  const names = [...new Set(nodes.map(({ nodeId }) => nodeId))];
  return names.length > mostNames ? `${names.length} nodes` : names.join(', ');
}

/** Why something may be gone that was acknowledged. */
export const uncleanAllows = 'unclean.leader.election.enable=true lets a copy lead that lacks them';
/** What is added where something came after all, once it was no longer waited for. */
export function later(isLate: boolean): string {
  return isLate ? ', later than was waited for' : '';
}
