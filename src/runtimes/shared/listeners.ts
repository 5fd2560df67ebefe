/** What every runtime asks of a node's listeners in the same way. */
import { describeBroker, type BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { LabError } from '../../errors.ts';
import { zooKeeperPortNames } from '../../kafka/addresses.ts';
import { listenersOn, type LabNode, type Listener } from '../../kafka/node.ts';
import { knownNode } from './node-states.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import type { Observable } from '../../cluster/capabilities.ts';
import type { Instance, RuntimeName } from '../../cluster/instance.ts';

/**
 * Asks one listener of one broker from where it is meant to be used. What is for the host is asked from here.
 * @param ask asks what is meant for anybody else, such as from a container or a pod
 * @throws LabError `unknown-node` for a listener that is not there; RuntimeError `client` when it does not answer.
 */
export function probing(
  ask: (instance: Instance, node: LabNode, listener: Listener) => Promise<BrokersAnswer>,
): Observable['probeListener'] {
  return async (instance, nodeId, listenerName) => {
    const { node, listener } = knownListener(instance, nodeId, listenerName);
    const { clusterId, brokers } =
      listener.reach === 'host'
        ? await describeBroker(endpointOf(instance, listener, hostAddress(instance, node, listener)))
        : await ask(instance, node, listener);
    return { clusterId, advertised: new Map(brokers.map(({ number, address }) => [number, address])) };
  };
}

function hostAddress({ addresses, portOffset }: Instance, { id }: LabNode, { port }: Listener): string {
  return addresses?.[id] ?? `127.0.0.1:${port + portOffset}`;
}

/** A node and one of its listeners. @throws LabError `unknown-node` when there is no such node or listener. */
function knownListener(
  instance: Instance,
  nodeId: string,
  listenerName: string,
): { readonly node: LabNode; readonly listener: Listener } {
  const node = knownNode(instance, nodeId);
  const listener = listenersOn(node, instance.runtime).find(({ name }) => name === listenerName);
  if (listener !== undefined) return { node, listener };
  throw new LabError('unknown-node', `${nodeId} has no listener ${listenerName} on ${instance.runtime}`);
}

/** Port through which the host reaches a node, without the instance's offset; undefined where it does not. */
export function hostPortOf(node: LabNode, runtime: RuntimeName): number | undefined {
  const listener = listenersOn(node, runtime).find(({ reach }) => reach === 'host');
  return listener?.port ?? node.ports.find(({ published }) => published)?.port;
}

/** Port at which a node serves metadata: a controller its quorum's, a ZooKeeper server its clients'. @throws LabError `unknown-node` for any other */
export function metadataPortOf({ id, listeners, ports }: LabNode): number {
  const port =
    listeners.find(({ reach }) => reach === 'quorum')?.port ??
    ports.find(({ name }) => name === zooKeeperPortNames.client)?.port;
  if (port !== undefined) return port;
  throw new LabError('unknown-node', `${id} is neither a controller nor a ZooKeeper server`);
}
