/** How the host gets to each broker: a broker is known by its number, never by its place in a list of addresses. */
import { brokersOf, listenersOn, type LabNode, type ResolvedTopology, type Target } from '../kafka/node.ts';

/** One broker and where clients on the host reach it. */
export interface BrokerAccess {
  /** Kafka's `node.id` or `broker.id`. */
  readonly number: number;
  /** Its node's id, such as `broker-1`. */
  readonly id: string;
  /** Where it is asked, `host:port`: one address a broker, so that whoever counts addresses counts brokers. */
  readonly address: string;
  /** Every address at which it answers clients on the host, by listener name; the one above is among them. */
  readonly listeners: Readonly<Record<string, string>>;
}

/**
 * Every broker that the host can reach, in the order of their ids.
 * @param portOffset added to every port of the topology.
 */
export function brokerAccess(
  topology: ResolvedTopology,
  target: Target,
  portOffset: number,
): readonly BrokerAccess[] {
  return brokersOf(topology).flatMap((broker) => {
    const { number, id } = broker;
    const listeners = hostListeners(broker, target, portOffset);
    // The listener that shows that a node serves; topologies add others, and each broker may have them in any order.
    const address = listeners[broker.readinessPort] ?? Object.values(listeners)[0];
    return address === undefined ? [] : [{ number, id, address, listeners }];
  });
}

function hostListeners(node: LabNode, target: Target, portOffset: number): Record<string, string> {
  return Object.fromEntries(
    listenersOn(node, target)
      .filter(({ reach }) => reach === 'host')
      .map(({ name, port }) => [name, `127.0.0.1:${port + portOffset}`]),
  );
}
