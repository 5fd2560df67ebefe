/** The nodes of a cluster that run in containers: brokers as Kafka names them, and those that it only mentions. */
import type { BrokerValues } from '../../../client/kafkajs/settings-in-force.ts';
import type { FoundCluster } from '../discover.ts';
import type { ContainerFacts } from './facts.ts';
import type { InContainers } from './find.ts';
import { tiesOf, type SoughtNode } from './tie.ts';

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
  const brokers = found.brokers.map(({ number, address }) => ({ id: `broker-${number}`, number, address }));
  const numbers = found.brokers.map(({ number }) => number);
  const voters = votersIn(valueOf(settings, 'controller.quorum.voters'));
  const controllers = (found.voters ?? [])
    .filter((number) => !numbers.includes(number))
    .map((number): SoughtNode => {
      const address = found.voterAddresses?.get(number) ?? voters.get(number);
      return { id: `controller-${number}`, number, ...(address !== undefined && { address }) };
    });
  const connect = found.mode === 'zookeeper' ? valueOf(settings, 'zookeeper.connect') : undefined;
  const servers = zooKeepersIn(connect);
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

function valueOf(settings: readonly BrokerValues[], name: string): string | undefined {
  return settings.map((one) => one.get(name)).find((value) => value !== undefined && value !== '');
}

/** As in `1@one:9093,2@two:9093`. */
function votersIn(value = ''): ReadonlyMap<number, string> {
  const voters = value.split(',').map((voter) => voter.trim().split('@'));
  return new Map(voters.flatMap(([id, address]) => (address === undefined ? [] : [[Number(id), address]])));
}

/** As in `one:2181,two:2181/kafka`. */
function zooKeepersIn(value = ''): readonly SoughtNode[] {
  const servers = value.split('/')[0]!.split(',').filter(Boolean);
  return servers.map((address, index) => ({ id: `zookeeper-${index + 1}`, address: address.trim() }));
}
