/** The only registry of ready-made topologies: name to factory. */
import { TopologyRegistry, type Topology, type TopologyOptions } from '../src/index.ts';
import { conduktorKafkaSingle } from './conduktor-kafka-single.ts';
import { fullStack } from './full-stack.ts';
import { multiBrokerIsolated } from './multi-broker-isolated.ts';
import { multiBroker } from './multi-broker.ts';
import { multiZookeeper } from './multi-zookeeper.ts';
import { openStack } from './open-stack.ts';
import { secureZookeeper } from './secure-zookeeper.ts';
import { secure } from './secure.ts';
import { singleBroker } from './single-broker.ts';
import { threeRacks } from './three-racks.ts';
import { zkMultipleKafkaMultipleSchemaRegistry } from './zk-multiple-kafka-multiple-schema-registry.ts';
import { zkMultipleKafkaMultiple } from './zk-multiple-kafka-multiple.ts';
import { zkMultipleKafkaSingle } from './zk-multiple-kafka-single.ts';
import { zkSingleKafkaMultiple } from './zk-single-kafka-multiple.ts';
import { zkSingleKafkaSingle } from './zk-single-kafka-single.ts';

/** Every ready-made topology, the simplest first. */
export const registry = new TopologyRegistry({
  'single-broker': singleBroker,
  'multi-broker': multiBroker,
  'multi-broker-isolated': multiBrokerIsolated,
  'three-racks': threeRacks,
  'multi-zookeeper': multiZookeeper,
  secure,
  'secure-zookeeper': secureZookeeper,
  'open-stack': openStack,
  'zk-single-kafka-single': zkSingleKafkaSingle,
  'zk-single-kafka-multiple': zkSingleKafkaMultiple,
  'zk-multiple-kafka-single': zkMultipleKafkaSingle,
  'zk-multiple-kafka-multiple': zkMultipleKafkaMultiple,
  'zk-multiple-kafka-multiple-schema-registry': zkMultipleKafkaMultipleSchemaRegistry,
  'conduktor-kafka-single': conduktorKafkaSingle,
  'full-stack': fullStack,
});

/** Names of all ready-made topologies, simplest first. */
export const topologyNames: readonly string[] = registry.names;

/**
 * Makes a ready-made topology by name; an option that it does not have is one of its problems.
 * @throws LabError `unknown-topology` with the nearest names.
 */
export function createTopology(name: string, options: TopologyOptions = {}): Topology {
  return registry.create(name, options);
}
