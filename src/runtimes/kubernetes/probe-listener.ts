/** Asks one listener of one broker from where it is meant to be used: the host, or another pod. */
import { describeBroker, type BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { RuntimeError } from '../../errors.ts';
import type { LabNode, Listener } from '../../kafka/node.ts';
import { probing } from '../shared/listeners.ts';
import { knownNode } from '../shared/node-states.ts';
import { throughRelay, type RelayRequest } from '../docker/relay.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import type { Instance } from '../../cluster/instance.ts';
import { kubectlStream } from './kubectl/kubectl.ts';
import { placeOf } from './place/place.ts';
import { listPods } from './objects/pods.ts';

/** A session in a pod starts in less than a second, on a busy machine in several. */
const sessionTimeoutMs = 30_000;

/** From a pod beside the one that is asked. */
export const probeListener = probing(ask);

async function ask(instance: Instance, node: LabNode, listener: Listener): Promise<BrokersAnswer> {
  const from = await podBeside(instance, node);
  const session = ['exec', '--stdin', from.name, '--container', from.container, '--', 'bash'];
  const bash: RelayRequest['bash'] = (args, signal) =>
    kubectlStream(placeOf(instance), [...session, ...args], signal);
  const target = `${node.id}:${listener.port}`;
  return await throughRelay({ from: `pod ${from.name}`, target, bash }, (address) =>
    describeBroker(endpointOf(instance, listener.reach, address), sessionTimeoutMs),
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
  if (pod === undefined) throw new RuntimeError('client', `${instance.id} has no pod to ask ${id} from`);
  return { name: pod.name, container: knownNode(instance, pod.nodeId).software };
}
