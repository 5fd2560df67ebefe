/** Which nodes there must be, and where others reach them: brokers as Kafka names them, controllers and servers of ZooKeeper as it mentions them. */
import type { BrokerValues } from '../../client/kafkajs/settings-in-force.ts';
import type { FoundCluster } from './discover.ts';

/** A node that runs somewhere. */
export interface SoughtNode {
  readonly id: string;
  /** Kafka's number of it. @default it has none, as a server of ZooKeeper */
  readonly number?: number;
  /** Where others reach it, `host:port`. @default nobody says */
  readonly address?: string;
}

/** All of them. */
export interface SoughtNodes {
  readonly brokers: readonly SoughtNode[];
  /** Those that are no brokers. */
  readonly controllers: readonly SoughtNode[];
  /** Of ZooKeeper, numbered by their places in `zookeeper.connect`. */
  readonly servers: readonly SoughtNode[];
  /** That setting, as brokers have it. @default they do not say */
  readonly connect?: string;
}

/** @param settings in force of some brokers, which know of controllers and of ZooKeeper */
export function soughtNodes(found: FoundCluster, settings: readonly BrokerValues[]): SoughtNodes {
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
  return { brokers, controllers, servers, ...(connect !== undefined && { connect }) };
}

/**
 * What nobody can tell, a sentence each.
 * @param lost nodes that are tied to nothing
 * @param where in which of the things they may be, as it reads after "which of these"
 */
export function untold(
  lost: readonly SoughtNode[],
  where: 'containers' | 'pods',
  { mode }: FoundCluster,
  { connect }: SoughtNodes,
): readonly string[] {
  return [
    ...lost.map(({ id, address }) => {
      const at = address === undefined ? '' : ` (${address})`;
      return `in which of these ${where} ${id}${at} runs, neither its address nor an environment tells: klab cannot break it`;
    }),
    ...(mode === 'zookeeper' && connect === undefined
      ? ['the brokers do not tell their zookeeper.connect, so nobody knows where ZooKeeper runs']
      : []),
  ];
}

/** A setting as the first broker has it that says it. */
export function valueOf(settings: readonly BrokerValues[], name: string): string | undefined {
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
