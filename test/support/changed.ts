/** A topology with another setting: what a person gets by editing its file. */
import type { ResolvedTopology } from '../../src/index.ts';
import { isBroker } from '../../src/kafka/node.ts';

/** The topology with this setting on every broker. */
export function withBrokerSetting(topology: ResolvedTopology, name: string, value: string): ResolvedTopology {
  const nodes = topology.nodes.map((node) =>
    isBroker(node) ? { ...node, settings: { ...node.settings, [name]: value } } : node,
  );
  return { ...topology, nodes };
}
