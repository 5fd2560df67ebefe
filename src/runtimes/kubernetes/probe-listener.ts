/** Asks one listener of one broker from where it is meant to be used: the host, or another pod. */
import { describeBroker, type BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { RuntimeError } from '../../errors.ts';
import type { LabNode, Listener } from '../../kafka/node.ts';
import { probing, metadataPortOf } from '../shared/listeners.ts';
import { knownNode } from '../shared/node-states.ts';
import { throughRelay, type RelayRequest } from '../docker/relay.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import type { Instance } from '../../cluster/instance.ts';
import { kubectlStream } from './kubectl/kubectl.ts';
import { placeOf } from './place/place.ts';
import { listPods } from './objects/pods.ts';
import type { ThroughListener } from '../up/first-users.ts';

/** A session in a pod starts in less than a second, on a busy machine in several. */
const sessionTimeoutMs = 30_000;

/** From a pod beside the one that is asked. */
export const probeListener = probing(ask);

/** From within the pod of the node itself, which is there anyway: what is asked there is no question of networks. */
export function throughPod(instance: Instance, signal: AbortSignal): ThroughListener {
  return async (node, { port }, work) => within(instance, node, { port, signal }, work);
}

/** The same to where a controller, or a ZooKeeper server, is asked for what it knows. */
export async function throughNode<T>(
  instance: Instance,
  nodeId: string,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const node = knownNode(instance, nodeId);
  return await within(instance, node, { port: metadataPortOf(node) }, work);
}

async function within<T>(
  instance: Instance,
  { id, software }: LabNode,
  { port, signal }: { readonly port: number; readonly signal?: AbortSignal },
  work: (address: string) => Promise<T>,
): Promise<T> {
  const pod = (await listPods(instance)).find(
    ({ nodeId, containerRunning, deleting }) => nodeId === id && containerRunning && !deleting,
  );
  if (pod === undefined) throw new RuntimeError('node-state', `${id} has no pod that runs`);
  const bash = bashIn(instance, { name: pod.name, container: software });
  const target = `127.0.0.1:${port}`;
  return await throughRelay({ from: `pod ${pod.name}`, target, bash, ...(signal && { signal }) }, work);
}

function bashIn(
  instance: Instance,
  { name, container }: { name: string; container: string },
): RelayRequest['bash'] {
  const session = ['exec', '--stdin', name, '--container', container, '--', 'bash'];
  return (args, signal) => kubectlStream(placeOf(instance), [...session, ...args], signal);
}

async function ask(instance: Instance, node: LabNode, listener: Listener): Promise<BrokersAnswer> {
  const from = await podBeside(instance, node);
  const target = `${node.id}:${listener.port}`;
  return await throughRelay({ from: `pod ${from.name}`, target, bash: bashIn(instance, from) }, (address) =>
    describeBroker(endpointOf(instance, listener, address), sessionTimeoutMs),
  );
}

/**
 * A pod of another node, so that what is asked travels as it does between nodes; the node's own where it is alone.
 * Not of a side service, whose image need not have what the relay uses.
 */
async function podBeside(instance: Instance, { id }: LabNode): Promise<{ name: string; container: string }> {
  const running = (await listPods(instance)).filter(
    ({ containerRunning, deleting, nodeId }) =>
      containerRunning && !deleting && knownNode(instance, nodeId).role !== 'service',
  );
  const pod = running.find(({ nodeId }) => nodeId !== id) ?? running[0];
  if (pod === undefined) throw new RuntimeError('node-state', `${instance.id} has no pod to ask ${id} from`);
  return { name: pod.name, container: knownNode(instance, pod.nodeId).software };
}
