/** Who a cluster's brokers are, and how clients on the host get to them: a broker is known by its number, never by its place in a list. */
import { brokersOf, listenersOn, type LabNode, type ResolvedTopology, type Target } from '../kafka/node.ts';
import type { SaslMechanism } from '../kafka/security/listener.ts';
import { partOfListener } from '../kafka/security/settings.ts';

/**
 * Whom a client trusts, and what it shows of itself where it is asked to; all as PEM. A key stands behind a function, so that
 * nothing that is printed or stored holds it.
 */
export interface ClientTls {
  /** The CAs one of which has signed the brokers' certificates. */
  readonly ca: string;
  /** The client's own certificate, with the key that belongs to it. @default it shows none */
  readonly cert?: string;
  readonly key?: () => string;
  /** Takes a broker's certificate also where it is for another name than the broker is reached by. @default false */
  readonly anyName?: boolean;
  /** Whom a broker's certificate must be for. @default the host at which it is asked */
  readonly brokerName?: string;
}

/** As whom a client comes to a cluster whose secrets the lab has. */
export interface ClientIdentity {
  /** @default the lab itself */
  readonly user?: string;
  /** How long a token is good, where one is asked for, in seconds; below 0 it is over already. @default some minutes */
  readonly tokenSeconds?: number;
}

/** Who a client says it is. A secret stands behind a function, so that nothing that is printed or stored holds it. */
export type ClientSasl =
  | {
      readonly mechanism: Exclude<SaslMechanism, 'OAUTHBEARER'>;
      readonly username: string;
      readonly password: () => string;
    }
  | {
      readonly mechanism: 'OAUTHBEARER';
      /** A token that is valid now. */
      readonly token: () => Promise<string>;
    };

/** What a client must say to be let in by a listener that is secured. */
export interface ClientSecurity {
  /** @default plain text */
  readonly tls?: ClientTls;
  /** @default nobody asks who it is */
  readonly sasl?: ClientSasl;
}

/** Where something that speaks Kafka's protocol is asked, and what a client must say there to be let in. */
export interface Endpoint {
  /** `host:port`. */
  readonly address: string;
  /** @default whoever comes is let in */
  readonly security?: ClientSecurity;
}

/** One broker and where clients on the host reach it: one endpoint a broker, so that whoever counts them counts brokers. */
export interface BrokerAccess extends Endpoint {
  /** Kafka's `node.id` or `broker.id`. */
  readonly number: number;
  /** Its node's id, such as `broker-1`. */
  readonly id: string;
  /** Every address at which it answers clients on the host, by listener name; its own is among them. */
  readonly listeners: Readonly<Record<string, string>>;
}

/** What a client needs to work with a cluster; every running cluster is one. */
export interface ClusterAccess {
  /** Those that the host can reach, in the order of their ids. */
  readonly brokers: readonly BrokerAccess[];
  /** What a client must say to each of them, for clients that know one way for all. @default whoever comes is let in */
  readonly security?: ClientSecurity;
}

/**
 * Access to every broker that the host can reach.
 * @param portOffset added to every port of the topology.
 * @param security what clients on the host must say. @default whoever comes is let in
 */
export function clusterAccess(
  topology: ResolvedTopology,
  target: Target,
  portOffset: number,
  security?: ClientSecurity,
): ClusterAccess {
  const secured = security && { security };
  const brokers = brokersOf(topology).flatMap((broker) => {
    const { number, id } = broker;
    const listeners = hostListeners(broker, target, portOffset);
    // The listener that shows that a node serves; topologies add others, and each broker may have them in any order.
    const address = listeners[broker.readinessPort] ?? Object.values(listeners)[0];
    return address === undefined ? [] : [{ number, id, address, listeners, ...secured }];
  });
  return { brokers, ...secured };
}

/** Access to brokers whose addresses are known by node id, whatever the topology says of ports. */
export function accessAt(
  topology: ResolvedTopology,
  addresses: Readonly<Record<string, string>>,
  security?: ClientSecurity,
): ClusterAccess {
  const secured = security && { security };
  const brokers = brokersOf(topology).flatMap(({ number, id, readinessPort }) => {
    const address = addresses[id];
    if (address === undefined) return [];
    return [{ number, id, address, listeners: { [readinessPort]: address }, ...secured }];
  });
  return { brokers, ...secured };
}

/** The same brokers as a client with this security comes to them. */
export function accessWith({ brokers }: ClusterAccess, security: ClientSecurity | undefined): ClusterAccess {
  const secured = security && { security };
  const theirs = brokers.map(({ number, id, address, listeners }) => {
    return { number, id, address, listeners, ...secured };
  });
  return { brokers: theirs, ...secured };
}

/** The same brokers by every listener for the host: what a topology adds to them answers as well, each in its own way. */
export function byEveryListener({ brokers, ...access }: ClusterAccess): ClusterAccess {
  return {
    ...access,
    brokers: brokers.flatMap(({ security, ...broker }) =>
      Object.entries(broker.listeners).map(([name, address]) => {
        const secured = saidAt(name, security);
        return { ...broker, address, ...(secured && { security: secured }) };
      }),
    ),
  };
}

/** What a client says at a listener of this name: nothing at one that a topology adds, which speaks plain text. */
export function saidAt(listener: string, security: ClientSecurity | undefined): ClientSecurity | undefined {
  return partOfListener(listener) === undefined ? undefined : security;
}

/** The brokers' addresses, for what takes nothing else: kafkajs, Kafka's own commands, and people. */
export function addressesOf({ brokers }: { readonly brokers: readonly Endpoint[] }): readonly string[] {
  return brokers.map(({ address }) => address);
}

function hostListeners(node: LabNode, target: Target, portOffset: number): Record<string, string> {
  return Object.fromEntries(
    listenersOn(node, target)
      .filter(({ reach }) => reach === 'host')
      .map(({ name, port }) => [name, `127.0.0.1:${port + portOffset}`]),
  );
}
