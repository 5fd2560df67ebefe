/** What `klab attach` says of a cluster that it has found. */
import type { Instance } from '../../cluster/instance.ts';
import { modeNames } from '../../kafka/versions/versions.ts';
import { counted } from '../../words.ts';
import { mark } from '../marks.ts';
import { table } from './table.ts';

/** A cluster that was found, and what is out of order. */
interface Found {
  readonly instance: Instance;
  readonly notes: readonly string[];
}

/** For a person. */
export function attachedReport({ instance, notes }: Found): string {
  const { id, topology, clusterId, addresses = {} } = instance;
  const kinds = ['broker', 'combined', 'controller'] as const;
  const counts = kinds.flatMap((role) => {
    const those = topology.nodes.filter((node) => node.role === role).length;
    const word = role === 'combined' ? 'broker that votes' : role;
    return those === 0
      ? []
      : [role === 'combined' && those > 1 ? `${those} brokers that vote` : counted(those, word)];
  });
  const rows = topology.nodes.map((node) => [
    node.id,
    node.role,
    addresses[node.id] ?? '-',
    node.rack ?? '-',
  ]);
  return [
    `${mark.good('✔')} ${mark.strong(id)} is attached: Kafka ${topology.kafkaVersion}, ${modeNames[topology.mode]}, ${counts.join(', ')}, cluster ${clusterId}`,
    '',
    table(['NODE', 'ROLE', 'ADVERTISED AT', 'RACK'], rows),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.map((note) => mark.doubtful(`! ${note}`)),
    '',
    `look: klab status ${id} (and what else klab can do to it), klab watch ${id}; prove: klab smoke ${id} (reads only; --yes lets it write topics of its own); forget: klab detach ${id}`,
  ].join('\n');
}

/** For a program. */
export function attachedJson({ instance, notes }: Found): object {
  const { id, topology, clusterId, addresses = {} } = instance;
  return {
    instance: id,
    clusterId,
    kafkaVersion: topology.kafkaVersion,
    mode: topology.mode,
    nodes: topology.nodes.map((node) => ({
      id: node.id,
      role: node.role,
      number: node.number,
      ...(addresses[node.id] !== undefined && { address: addresses[node.id] }),
      ...(node.rack !== undefined && { rack: node.rack }),
    })),
    notes,
  };
}
