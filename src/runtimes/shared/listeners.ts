/** What every runtime asks of a node's listeners in the same way. */
import type { BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { LabError } from '../../errors.ts';
import { listenersOn, type LabNode, type Listener } from '../../kafka/node.ts';
import { knownNode } from './node-states.ts';
import type { ListenerAnswer } from '../../cluster/capabilities.ts';
import type { Instance, RuntimeName } from '../../cluster/instance.ts';

/** A node and one of its listeners. @throws LabError `unknown-node` when there is no such node or listener. */
export function knownListener(
  instance: Instance,
  nodeId: string,
  listenerName: string,
): { readonly node: LabNode; readonly listener: Listener } {
  const node = knownNode(instance, nodeId);
  const listener = listenersOn(node, instance.runtime).find(({ name }) => name === listenerName);
  if (listener !== undefined) return { node, listener };
  throw new LabError('unknown-node', `${nodeId} has no listener ${listenerName} on ${instance.runtime}`);
}

/** A broker's answer as that of the listener which was asked. */
export function listenerAnswer({ clusterId, brokers }: BrokersAnswer): ListenerAnswer {
  return { clusterId, advertised: new Map(brokers.map(({ number, address }) => [number, address])) };
}

/** Port through which the host reaches a node, without the instance's offset; undefined where it does not. */
export function hostPortOf(node: LabNode, runtime: RuntimeName): number | undefined {
  const listener = listenersOn(node, runtime).find(({ reach }) => reach === 'host');
  return listener?.port ?? node.ports.find(({ published }) => published)?.port;
}
