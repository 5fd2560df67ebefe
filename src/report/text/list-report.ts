/** The table of `klab list`. */
import type { NodeRole, ResolvedTopology } from '../../kafka/node.ts';
import { modeNames } from '../../kafka/versions/versions.ts';
import { table } from './table.ts';

/** One of each role, and several. */
const words: Readonly<Record<NodeRole, readonly [string, string]>> = {
  combined: ['combined', 'combined'],
  controller: ['controller', 'controllers'],
  zookeeper: ['ZooKeeper', 'ZooKeeper'],
  broker: ['broker', 'brokers'],
  service: ['service', 'services'],
};

/** One line per topology. */
export function listReport(topologies: readonly ResolvedTopology[]): string {
  const rows = topologies.map((topology) => [
    topology.name,
    nodeCounts(topology),
    modeNames[topology.mode],
    topology.kafkaVersion,
    [...new Set(topology.nodes.flatMap(({ rack }) => rack ?? []))].join(', ') || '-',
    topology.targets.join(', '),
  ]);
  return table(['TOPOLOGY', 'NODES', 'METADATA', 'KAFKA', 'RACKS', 'TARGETS'], rows);
}

function nodeCounts({ nodes }: ResolvedTopology): string {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  return roles
    .map((role) => {
      const count = nodes.filter((node) => node.role === role).length;
      const [one, several] = words[role];
      return `${count} ${count === 1 ? one : several}`;
    })
    .join(' + ');
}
