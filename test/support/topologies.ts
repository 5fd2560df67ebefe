/** Every ready-made topology, resolved, for tests that hold for all of them. */
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
  type ResolvedTopology,
  type Target,
} from '../../src/index.ts';
import type { KafkaVersion } from '../../src/kafka/versions/versions.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';

/** All ready-made topologies as they come without options. */
export function allTopologies(): readonly ResolvedTopology[] {
  return topologyNames.map((name) => createTopology(name).resolve());
}

/** Those that have a target: side services are images, which no local process runs. */
export function topologiesOn(target: Target): readonly ResolvedTopology[] {
  return allTopologies().filter(({ targets }) => targets.includes(target));
}

/** One of them. */
export function resolved(name: string): ResolvedTopology {
  return createTopology(name).resolve();
}

/** As multi-broker, with sessions of three seconds: a killed broker is missed, and may come back, so much sooner. */
export function quickFailover(): ResolvedTopology {
  return withShortSessions('multi-broker', 'combined');
}

/** As {@link quickFailover}, with a second listener for the host on every broker. */
export function twoHostListeners(): ResolvedTopology {
  return withShortSessions('multi-broker', 'combined', {
    extraListeners: [{ name: 'SECOND', protocol: 'PLAINTEXT', reach: 'host', port: 9_300 }],
  });
}

/**
 * As {@link twoHostListeners}, with brokers of these numbers, as other people's clusters have them: from 0, from 101, with
 * gaps. On every other broker the second listener stands first.
 */
export function numberedBrokers(...numbers: readonly number[]): ResolvedTopology {
  const topology = twoHostListeners();
  const nodes = topology.nodes.map((node, index) => {
    const number = numbers[index] ?? node.number;
    const second = node.listeners.filter(({ name }) => name === 'SECOND');
    const others = node.listeners.filter(({ name }) => name !== 'SECOND');
    return {
      ...node,
      number,
      id: `broker-${number}`,
      settings: { ...node.settings, 'node.id': String(number) },
      listeners: index % 2 === 0 ? [...others, ...second] : [...second, ...others],
    };
  });
  return { ...topology, nodes };
}

/** Two brokers and a controller that have little in common: what a person's own topology may say of each. */
export function unlikeBrokers(): ResolvedTopology {
  const topology = new Topology('unlike', { summary: 'two brokers that are not like each other' });
  const metadata = new ControllerQuorum(topology, 'controllers', {
    mode: 'isolated',
    voters: 1,
    idPrefix: 'ctl',
    firstNumber: 10,
    jvmOptions: ['-Dcolour=blue'],
  });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    idPrefix: 'kafka',
    firstNumber: 0,
    jvmOptions: ['-XX:+UseG1GC'],
    perBroker: [
      { ports: { EXTERNAL: 9_192 }, settings: { 'log.retention.ms': '60000' } },
      {
        id: 'third',
        number: 7,
        ports: { EXTERNAL: 9_292 },
        rack: 'r1',
        heapMb: 300,
        jvmOptions: ['-Dcolour=red'],
      },
    ],
  });
  return topology.resolve();
}

/** As multi-broker-isolated, with sessions of three seconds. */
export function quickFailoverIsolated(): ResolvedTopology {
  return withShortSessions('multi-broker-isolated', 'isolated');
}

/** As {@link quickFailoverIsolated}, with voters that can be changed while it runs. */
export function quickFailoverDynamic(kafkaVersion?: KafkaVersion): ResolvedTopology {
  const topology = new Topology('dynamic', { summary: 'three brokers, a dynamic quorum' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', dynamic: true });
  const version = kafkaVersion === undefined ? {} : { kafkaVersion };
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 3_000, ...version });
  return topology.resolve();
}

/** Three brokers and one node that keeps their metadata, with sessions of six seconds. */
export function isolatedBrokers(
  mode: 'kraft' | 'zookeeper',
  more: Partial<KafkaClusterProps> = {},
): ResolvedTopology {
  const kraft = mode === 'kraft';
  const topology = new Topology(kraft ? 'multi-broker-isolated' : 'multi-zookeeper', {
    summary: `3 brokers, ${mode}`,
  });
  const metadata = kraft
    ? new ControllerQuorum(topology, 'controllers', { mode: 'isolated', voters: 1 })
    : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 6_000, ...more });
  return topology.resolve();
}

function withShortSessions(
  name: string,
  mode: 'combined' | 'isolated',
  more: Partial<KafkaClusterProps> = {},
): ResolvedTopology {
  const topology = new Topology(name, { summary: 'three brokers, short sessions' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 3_000, ...more });
  return topology.resolve();
}
