/** The nodes of a cluster that run in containers: brokers as Kafka names them, and those that it only mentions. */
import type { BrokerValues } from '../../../client/kafkajs/settings-in-force.ts';
import type { FoundCluster } from '../discover.ts';
import type { ContainerFacts } from './facts.ts';
import type { InContainers } from './find.ts';
import { soughtNodes } from '../sought-nodes.ts';
import { tiesOf } from './tie.ts';

/** A container that a node runs in, as it is stored. */
export type TiedContainer = Pick<ContainerFacts, 'id' | 'name' | 'networks' | 'restarter'>;

/** What was told of nodes and containers. */
export interface TiedNodes {
  /** By node id. */
  readonly containers: Readonly<Record<string, TiedContainer>>;
  /** Numbers of ZooKeeper's servers that are in containers: their places in `zookeeper.connect`. */
  readonly zookeepers: readonly number[];
  /** What cannot be told, a sentence each. */
  readonly untold: readonly string[];
}

/** Ties what can be tied. @param settings in force of some brokers, which know of controllers and of ZooKeeper */
export function nodesIn(
  found: FoundCluster,
  settings: readonly BrokerValues[],
  { containers, isThisHost }: Pick<InContainers, 'containers' | 'isThisHost'>,
): TiedNodes {
  const { brokers, controllers, servers, connect } = soughtNodes(found, settings);
  const ties = tiesOf([...brokers, ...controllers, ...servers], containers, isThisHost);
  const lost = [...brokers, ...controllers, ...servers].filter(({ id }) => !ties.has(id));
  return {
    containers: Object.fromEntries(
      [...ties].map(([id, { id: container, name, networks, restarter }]) => [
        id,
        { id: container, name, networks, ...(restarter !== undefined && { restarter }) },
      ]),
    ),
    zookeepers: servers.flatMap(({ id }, index) => (ties.has(id) ? [index + 1] : [])),
    untold: [
      ...lost.map(({ id, address }) => {
        const at = address === undefined ? '' : ` (${address})`;
        return `in which of these containers ${id}${at} runs, neither its address nor an environment tells: klab cannot break it`;
      }),
      ...(found.mode === 'zookeeper' && connect === undefined
        ? ['the brokers do not tell their zookeeper.connect, so nobody knows where ZooKeeper runs']
        : []),
    ],
  };
}
