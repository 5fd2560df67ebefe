/** The only registry of ready-made topologies: name to factory. */
import leven from 'leven';
import { LabError, TopologyValidationError, type Topology, type TopologyOptions } from '../src/index.ts';
import { multiBrokerIsolated } from './multi-broker-isolated.ts';
import { multiBroker } from './multi-broker.ts';
import { multiZookeeper } from './multi-zookeeper.ts';
import { singleBroker } from './single-broker.ts';
import { threeRacks } from './three-racks.ts';
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
  'zk-single-kafka-single': zkSingleKafkaSingle,
  'zk-single-kafka-multiple': zkSingleKafkaMultiple,
  'zk-multiple-kafka-single': zkMultipleKafkaSingle,
  'zk-multiple-kafka-multiple': zkMultipleKafkaMultiple,
};

/** Names of all ready-made topologies, simplest first. */
export const topologyNames: readonly string[] = Object.keys(factories);

/**
 * Makes a ready-made topology by name.
 * @throws LabError `unknown-topology` with the nearest names; TopologyValidationError for an option it does not have.
 */
export function createTopology(name: string, options: TopologyOptions = {}): Topology {
  const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
  if (factory === undefined) throw unknownTopology(name);
  if (options.zookeepers !== undefined && factory().resolve().mode !== 'zookeeper') {
    throw new TopologyValidationError([
      {
        path: name,
        message: `has no ZooKeeper, so zookeepers ${options.zookeepers} means nothing; drop it or use multi-zookeeper`,
      },
    ]);
  }
  return factory(options);
}

/** The error for a name that is in no registry; says which names come close. */
export function unknownTopology(name: string): LabError {
  const distance = (known: string): number => leven(name, known) - (known.includes(name) ? known.length : 0);
  const near = topologyNames.toSorted((a, b) => distance(a) - distance(b)).slice(0, 2);
  return new LabError(
    'unknown-topology',
    `unknown topology "${name}"; did you mean ${near.join(' or ')}? klab list shows all`,
  );
}
