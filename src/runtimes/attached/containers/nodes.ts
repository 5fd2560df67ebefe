/** The nodes of a cluster that run in containers: brokers as Kafka names them, and those that it only mentions. */
import type { BrokerValues } from '../../../client/kafkajs/settings-in-force.ts';
import type { FoundCluster } from '../discover.ts';
import type { ContainerFacts } from './facts.ts';
import type { InContainers } from './find.ts';
import { soughtNodes, untold } from '../sought-nodes.ts';
import { tiesOf } from './tie.ts';

/** A container that a node runs in, as it is stored. */
export type TiedContainer = Pick<ContainerFacts, 'id' | 'name' | 'networks' | 'policy' | 'restarter'>;

/** What was told of nodes and containers. */
export interface TiedNodes {
  /** By node id. */
  readonly containers: Readonly<Record<string, TiedContainer>>;
  /** Numbers of ZooKeeper's servers that are in containers: their places in `zookeeper.connect`. */
  readonly zookeepers: readonly number[];
  /** What cannot be told, a sentence each. */
  readonly untold: readonly string[];
  /** Names of containers that do not run, by the id of the node in them. */
  readonly stopped: ReadonlyMap<string, string>;
}

/** Ties what can be tied. @param settings in force of some brokers, which know of controllers and of ZooKeeper */
export function nodesIn(
  found: FoundCluster,
  settings: readonly BrokerValues[],
  { containers, isThisHost }: Pick<InContainers, 'containers' | 'isThisHost'>,
): TiedNodes {
  const sought = soughtNodes(found, settings);
  const { brokers, controllers, servers } = sought;
  const all = [...brokers, ...controllers, ...servers];
  const ties = tiesOf(all, containers, isThisHost);
  const lost = all.filter(({ id }) => !ties.has(id));
  return {
    containers: Object.fromEntries(
      [...ties].map(([id, { id: container, name, networks, policy, restarter }]) => [
        id,
        {
          id: container,
          name,
          networks,
          ...(policy !== undefined && { policy }),
          ...(restarter !== undefined && { restarter }),
        },
      ]),
    ),
    zookeepers: servers.flatMap(({ id }, index) => (ties.has(id) ? [index + 1] : [])),
    untold: untold(lost, 'containers', found, sought),
    stopped: new Map(
      [...ties].flatMap(([id, { isStopped, name }]) => (isStopped === true ? [[id, name] as const] : [])),
    ),
  };
}
