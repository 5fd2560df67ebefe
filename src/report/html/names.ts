/** Names and colours of nodes: the same node looks the same in every chart. */
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';

/** Colours that the style sheet defines; beyond them brokers repeat, and their names still tell them apart. */
const nodeColours = 8;

/** Id of the broker with this number. */
export function brokerName(topology: ResolvedTopology, number: number): string {
  return brokersOf(topology).find((node) => node.number === number)?.id ?? `broker ${number}`;
}

/** Id of the Kafka node with this number: controllers have numbers among the brokers'. */
export function nodeName({ nodes }: ResolvedTopology, number: number): string {
  return nodes.find((node) => node.software === 'kafka' && node.number === number)?.id ?? `node ${number}`;
}

/** Colour of a node, as CSS; nodes that are no brokers are grey. */
export function nodeColour(topology: ResolvedTopology, number: number): string {
  const index = brokersOf(topology).findIndex((node) => node.number === number);
  return index < 0 ? 'var(--quiet)' : `var(--node-${(index % nodeColours) + 1})`;
}
