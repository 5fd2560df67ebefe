/** The only registry of ready-made topologies: name to factory. */
import leven from 'leven';
import { LabError, ZooKeeperEnsemble, type Topology, type TopologyOptions } from '../src/index.ts';
import { conduktorKafkaSingle } from './conduktor-kafka-single.ts';
import { fullStack } from './full-stack.ts';
import { multiBrokerIsolated } from './multi-broker-isolated.ts';
import { multiBroker } from './multi-broker.ts';
import { multiZookeeper } from './multi-zookeeper.ts';
import { openStack } from './open-stack.ts';
import { singleBroker } from './single-broker.ts';
import { threeRacks } from './three-racks.ts';
import { zkMultipleKafkaMultipleSchemaRegistry } from './zk-multiple-kafka-multiple-schema-registry.ts';
import { zkMultipleKafkaMultiple } from './zk-multiple-kafka-multiple.ts';
import { zkMultipleKafkaSingle } from './zk-multiple-kafka-single.ts';
import { zkSingleKafkaMultiple } from './zk-single-kafka-multiple.ts';
import { zkSingleKafkaSingle } from './zk-single-kafka-single.ts';

/** Makes a topology, with what the command line may change of it. */
export type TopologyFactory = (options?: TopologyOptions) => Topology;

const factories: Readonly<Record<string, TopologyFactory>> = {
  'single-broker': singleBroker,
  'multi-broker': multiBroker,
  'multi-broker-isolated': multiBrokerIsolated,
  'three-racks': threeRacks,
  'multi-zookeeper': multiZookeeper,
  'open-stack': openStack,
  'zk-single-kafka-single': zkSingleKafkaSingle,
  'zk-single-kafka-multiple': zkSingleKafkaMultiple,
  'zk-multiple-kafka-single': zkMultipleKafkaSingle,
  'zk-multiple-kafka-multiple': zkMultipleKafkaMultiple,
  'zk-multiple-kafka-multiple-schema-registry': zkMultipleKafkaMultipleSchemaRegistry,
  'conduktor-kafka-single': conduktorKafkaSingle,
  'full-stack': fullStack,
};

/** Names of all ready-made topologies, simplest first. */
export const topologyNames: readonly string[] = Object.keys(factories);

/**
 * Makes a ready-made topology by name; an option that it does not have is one of its problems.
 * @throws LabError `unknown-topology` with the nearest names.
 */
export function createTopology(name: string, options: TopologyOptions = {}): Topology {
  const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
  if (factory === undefined) throw unknownTopology(name);
  const topology = factory(options);
  const hasZooKeeper = topology.node.findAll().some((construct) => construct instanceof ZooKeeperEnsemble);
  if (options.zookeepers !== undefined && !hasZooKeeper) {
    const problem = `has no ZooKeeper, so zookeepers ${options.zookeepers} means nothing; drop it or use multi-zookeeper`;
    topology.node.addValidation({ validate: () => [problem] });
  }
  return topology;
}

/** The error for a name that is in no registry; says which names come close, if any do. */
export function unknownTopology(name: string): LabError {
  const near = nearTopologies(name).slice(0, 2);
  const meant = near.length === 0 ? '' : `did you mean ${near.join(' or ')}? `;
  return new LabError('unknown-topology', `unknown topology "${name}"; ${meant}klab list shows all`);
}

/** Names of ready-made topologies that may have been meant, nearest first. */
export function nearTopologies(name: string): readonly string[] {
  const distance = (known: string): number => leven(name, known);
  return topologyNames.filter((known) => isNear(name, known)).toSorted((a, b) => distance(a) - distance(b));
}

/** Near are a slip of the pen, up to a third of what was written, and a name of which a part was written. */
function isNear(name: string, known: string): boolean {
  return leven(name, known) <= name.length / 3 || (name.length >= 3 && known.includes(name));
}
