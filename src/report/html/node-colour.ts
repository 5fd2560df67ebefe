/** Colours of nodes: the same node looks the same in every chart. */
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';

/** Colours that the style sheet defines; beyond them brokers repeat, and their names still tell them apart. */
const nodeColours = 8;

/** Colour of a node, as CSS; nodes that are no brokers are grey. */
export function nodeColour(topology: ResolvedTopology, number: number): string {
  const index = brokersOf(topology).findIndex((node) => node.number === number);
  return index < 0 ? 'var(--quiet)' : `var(--node-${(index % nodeColours) + 1})`;
}
