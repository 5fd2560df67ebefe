/** Asks one listener of one broker from where it is meant to be used: the host, a container inside, a container outside. */
import { marks } from '../../kafka/marks.ts';
import { describeBroker, type BrokersAnswer } from '../../client/wire/describe-cluster.ts';
import { RuntimeError } from '../../errors.ts';
import type { LabNode, Listener } from '../../kafka/node.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { dockerStream } from '../docker/docker.ts';
import { listNodes, listThings } from './containers/belongings.ts';
import { completed } from '../../render/compose/names.ts';
import { engineNetworks } from './containers/project.ts';
import { probing, metadataPortOf } from '../shared/listeners.ts';
import { knownNode } from '../shared/node-states.ts';
import { throughRelay, type RelayRequest } from '../docker/relay.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { ThroughListener } from '../up/first-users.ts';

/** A container starts in less than a second, on a busy machine in several. */
const containerTimeoutMs = 30_000;

/** From a container, on the network where the listener is. */
export const probeListener = probing(ask);

async function ask(instance: Instance, node: LabNode, listener: Listener): Promise<BrokersAnswer> {
  const { topology, portOffset, id } = instance;
  // The label lets `klab down` find what an accident leaves.
  const label = ['--label', `${marks.instance}=${id}`];
  const placement =
    listener.reach === 'docker-host'
      ? [...label, '--add-host', 'host.docker.internal:host-gateway']
      : [...label, '--network', await networkFor(instance, listener)];
  // The lab itself is on this host, where a topology's variable for its address leads to loopback.
  const target = completed(composeAddressing(topology, portOffset).advertised(node, listener), {});
  const run = ['run', '--rm', '--interactive', '--log-driver', 'none', '--entrypoint', 'bash'];
  const bash: RelayRequest['bash'] = (args, signal) =>
    dockerStream([...run, ...placement, node.image, ...args], signal);
  return await throughRelay({ from: 'a container', target, bash }, (address) =>
    describeBroker(endpointOf(instance, listener, address), containerTimeoutMs),
  );
}

/** The network on which a listener is, of the project that the nodes are in. */
async function networkFor(instance: Instance, { reach }: Listener): Promise<string> {
  if (instance.topology.hostNetwork === true) return 'host';
  const [nodes, networks] = await Promise.all([listNodes(instance.id), listThings('network', instance.id)]);
  return engineNetworks(instance, networks, nodes[0]?.project)[reach === 'quorum' ? 'quorum' : 'cluster'];
}

/** From within the container of the node itself, which is there anyway: what is asked there is no question of networks. */
export function throughContainer(instance: Instance, signal: AbortSignal): ThroughListener {
  return async ({ id }, { port }, work) => within(instance, { id, port, signal }, work);
}

/** The same to where a controller, or a ZooKeeper server, is asked for what it knows. */
export async function throughNode<T>(
  instance: Instance,
  nodeId: string,
  work: (address: string) => Promise<T>,
): Promise<T> {
  return await within(instance, { id: nodeId, port: metadataPortOf(knownNode(instance, nodeId)) }, work);
}

async function within<T>(
  instance: Instance,
  { id, port, signal }: { readonly id: string; readonly port: number; readonly signal?: AbortSignal },
  work: (address: string) => Promise<T>,
): Promise<T> {
  const container = (await listNodes(instance.id)).find(({ nodeId }) => nodeId === id);
  if (container === undefined) throw new RuntimeError('node-state', `${id} has no container`);
  const bound = composeAddressing(instance.topology, instance.portOffset).portOf(port);
  const bash: RelayRequest['bash'] = (args, end) =>
    dockerStream(['exec', '--interactive', container.id, 'bash', ...args], end);
  const request = { from: id, target: `127.0.0.1:${bound}`, bash, ...(signal && { signal }) };
  return await throughRelay(request, work);
}
