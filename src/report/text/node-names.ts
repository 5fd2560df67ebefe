/** Names of nodes by the numbers that Kafka gives them. */
import { isBroker, type ResolvedTopology } from '../../kafka/node.ts';

/** The name of a broker by its number. */
export function brokerName({ nodes }: ResolvedTopology): (broker: number) => string {
  return (broker) => nodes.find((node) => isBroker(node) && node.number === broker)?.id ?? `broker ${broker}`;
}

/** The name of a controller by its number. */
export function controllerName({ nodes }: ResolvedTopology): (controller: number) => string {
  return (controller) =>
    nodes.find(({ software, number }) => software === 'kafka' && number === controller)?.id ??
    String(controller);
}
