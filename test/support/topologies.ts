/** Every ready-made topology, resolved, for tests that hold for all of them. */
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../src/index.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';

/** All ready-made topologies as they come without options. */
export function allTopologies(): readonly ResolvedTopology[] {
  return topologyNames.map((name) => createTopology(name).resolve());
}

/** One of them. */
export function resolved(name: string): ResolvedTopology {
  return createTopology(name).resolve();
}

/** As multi-broker, with sessions of three seconds: a killed broker is missed, and may come back, so much sooner. */
export function quickFailover(): ResolvedTopology {
  const topology = new Topology('multi-broker', { summary: '3 combined KRaft nodes, short sessions' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 3_000 });
  return topology.resolve();
}
