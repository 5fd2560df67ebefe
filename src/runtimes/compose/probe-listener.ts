/** Asks one listener of one broker from where it is meant to be used: the host, a container inside, a container outside. */
import { describeBroker, type BrokersAnswer } from '../../client/describe-broker.ts';
import { LabError } from '../../errors.ts';
import { listenersOn, type LabNode, type Listener } from '../../kafka/node.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { composeInstance, labelNames, networkNames, projectName } from '../../render/compose/names.ts';
import { dockerStream } from '../docker.ts';
import { knownNode } from '../node-states.ts';
import { throughRelay, type RelayRequest } from '../relay.ts';
import type { Instance, ListenerAnswer } from '../runtime.ts';

/** A container starts in less than a second, on a busy machine in several. */
const containerTimeoutMs = 30_000;

/** @throws LabError `unknown-node` for a listener that is not there; RuntimeError `client` when it does not answer. */
export async function probeListener(
  instance: Instance,
  nodeId: string,
  listenerName: string,
): Promise<ListenerAnswer> {
  const node = knownNode(instance, nodeId);
  const listener = listenersOn(node, 'compose').find(({ name }) => name === listenerName);
  if (listener === undefined) {
    throw new LabError('unknown-node', `${nodeId} has no listener ${listenerName} on compose`);
  }
  const { clusterId, brokers } = await ask(instance, node, listener);
  return { clusterId, advertised: new Map(brokers.map(({ number, address }) => [number, address])) };
}

async function ask(instance: Instance, node: LabNode, listener: Listener): Promise<BrokersAnswer> {
  const { topology, portOffset, id } = instance;
  if (listener.reach === 'host') return describeBroker(`127.0.0.1:${listener.port + portOffset}`);
  // The label lets `klab down` find what an accident leaves.
  const label = ['--label', `${labelNames.instance}=${id}`];
  const network = `${projectName(composeInstance(topology, portOffset))}_${networkNames.cluster}`;
  const placement =
    listener.reach === 'docker-host'
      ? [...label, '--add-host', 'host.docker.internal:host-gateway']
      : [...label, '--network', network];
  const target = composeAddressing(topology, portOffset).advertised(node, listener);
  const run = ['run', '--rm', '--interactive', '--log-driver', 'none', '--entrypoint', 'bash'];
  const bash: RelayRequest['bash'] = (args, signal) =>
    dockerStream([...run, ...placement, node.image, ...args], signal);
  return await throughRelay({ from: 'a container', target, bash }, (address) =>
    describeBroker(address, containerTimeoutMs),
  );
}
