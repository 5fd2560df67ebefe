/** A topology with another number of brokers: what a cluster becomes that is made bigger or smaller while it runs. */
import { brokersOf, isBroker, type LabNode, type Listener, type ResolvedTopology } from '../../kafka/node.ts';
import { replicationSettings } from '../../kafka/settings.ts';
import type { KafkaVersion } from '../../kafka/versions/versions.ts';
import { withSuperUsers } from './super-users.ts';

/**
 * The topology with so many brokers: further ones as it would have them, none of which votes; or without the last ones.
 * Who votes stays as it is, since that is decided once. Where there were too few brokers for the usual three copies, the
 * number of copies follows.
 * @param count at least 1.
 */
export function withBrokers(topology: ResolvedTopology, count: number): ResolvedTopology {
  const now = brokersOf(topology);
  const gone = new Set(now.slice(count).map(({ id }) => id));
  const further = Array.from({ length: Math.max(0, count - now.length) }, (_, index) =>
    furtherBroker(now, now.length + index),
  );
  const last = topology.nodes.findLastIndex(isBroker);
  const nodes = [...topology.nodes.slice(0, last + 1), ...further, ...topology.nodes.slice(last + 1)];
  return withSuperUsers(
    withReplication({ ...topology, nodes: nodes.filter(({ id }) => !gone.has(id)) }, now.length, count),
  );
}

/** Brokers that a topology has and another one, of the same cluster, has not. */
export function brokersBeyond(
  topology: Pick<ResolvedTopology, 'nodes'>,
  other: Pick<ResolvedTopology, 'nodes'>,
): readonly LabNode[] {
  return topology.nodes.filter((node) => isBroker(node) && other.nodes.every(({ id }) => id !== node.id));
}

/** What all brokers have in common, under the next number and on the next ports. */
function furtherBroker(now: readonly LabNode[], index: number): LabNode {
  const first = now[0]!;
  const last = now.at(-1)!;
  const step = index - now.length + 1;
  const number = Math.max(...now.map((broker) => broker.number)) + step;
  const rack = rackOf(now, index);
  const { rack: _, jmxPort, ...shared } = last;
  return {
    ...shared,
    id: `${idPrefix(last)}${number}`,
    role: 'broker',
    number,
    settings: { ...commonSettings(now), ...identity(first, number), ...(rack && { 'broker.rack': rack }) },
    listeners: brokerListeners(now).map((listener) => ({ ...listener, port: listener.port + step })),
    ...(rack !== undefined && { rack }),
    ...(jmxPort !== undefined && { jmxPort: jmxPort + step }),
  };
}

function idPrefix({ id, number }: LabNode): string {
  return id.endsWith(String(number)) ? id.slice(0, -String(number).length) : 'broker-';
}

/** Racks are given out in turn, so the shortest list that gives those of now goes on. */
function rackOf(now: readonly LabNode[], index: number): string | undefined {
  const racks = now.map(({ rack }) => rack);
  const length = racks.findIndex(
    (_, at) => at > 0 && racks.every((rack, other) => rack === racks[other % at]),
  );
  return racks[index % (length < 0 ? racks.length : length)];
}

function identity({ settings }: LabNode, number: number): Readonly<Record<string, string>> {
  return settings['process.roles'] === undefined
    ? { 'broker.id': String(number) }
    : { 'process.roles': 'broker', 'node.id': String(number) };
}

/** Settings that all of these brokers have alike, without those by which each is known. */
export function commonSettings(now: readonly LabNode[]): Readonly<Record<string, string>> {
  const [first, ...others] = now;
  const own = new Set(['broker.id', 'node.id', 'process.roles', 'broker.rack']);
  return Object.fromEntries(
    Object.entries(first?.settings ?? {}).filter(
      ([name, value]) => !own.has(name) && others.every(({ settings }) => settings[name] === value),
    ),
  );
}

/** Those of the last broker, at the highest port that any has, and without the quorum's. */
function brokerListeners(now: readonly LabNode[]): readonly Listener[] {
  const highest = (name: string): number =>
    Math.max(
      ...now.flatMap(({ listeners }) => listeners.filter((one) => one.name === name).map(({ port }) => port)),
    );
  return (now.at(-1)?.listeners ?? [])
    .filter(({ reach }) => reach !== 'quorum')
    .map((listener) => ({ ...listener, port: highest(listener.name) }));
}

/** As many copies as a topology has by itself that says nothing of them. */
function usualCopies(brokers: number): {
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
} {
  const replicationFactor = Math.min(3, brokers);
  return { replicationFactor, minInSyncReplicas: Math.max(1, replicationFactor - 1) };
}

function withReplication(topology: ResolvedTopology, before: number, count: number): ResolvedTopology {
  const [was, usual] = [usualCopies(before), usualCopies(count)];
  if (count < before || usual.replicationFactor === was.replicationFactor) return topology;
  if (topology.replicationFactor !== was.replicationFactor) return topology;
  const { replicationFactor } = usual;
  const minInSyncReplicas =
    topology.minInSyncReplicas === was.minInSyncReplicas
      ? usual.minInSyncReplicas
      : topology.minInSyncReplicas;
  const settings = replicationSettings(
    { replicationFactor, minInSyncReplicas },
    topology.kafkaVersion as KafkaVersion,
  );
  return {
    ...topology,
    replicationFactor,
    minInSyncReplicas,
    ...(topology.topics && {
      topics: topology.topics.map((topic) =>
        topic.replicationFactor === was.replicationFactor ? { ...topic, replicationFactor } : topic,
      ),
    }),
    nodes: topology.nodes.map((node) =>
      node.software === 'kafka' ? { ...node, settings: { ...node.settings, ...settings } } : node,
    ),
  };
}
