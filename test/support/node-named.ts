/** One node of a resolved topology, for tests that know that it is there. */
import type { LabNode, ResolvedTopology } from '../../src/index.ts';

/** @throws Error where the topology has no such node. */
export function nodeNamed({ nodes }: ResolvedTopology, id: string): LabNode {
  const found = nodes.find((node) => node.id === id);
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}
