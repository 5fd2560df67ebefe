/** Whether containers get to what is published for them: a file that was brought up by hand may have it at loopback alone. */
import { brokersOf, listenersOn, type Reach } from '../../../kafka/node.ts';
import { lines } from '../../../words.ts';
import { docker } from '../../docker/docker.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listNodes } from './belongings.ts';
import { bindVariable, dockerHostAddress } from '../environment.ts';

/** Docker's port bindings by port and protocol, such as `29092/tcp` (Docker Engine API, HostConfig.PortBindings). */
type PortBindings = Readonly<Record<string, readonly { readonly HostIp?: string }[] | null>> | null;

/** Why clients outside of the networks' containers do not get to the brokers; undefined where they do, or nobody can tell. */
export async function obstacleToReach(instance: Instance, reach: Reach): Promise<string | undefined> {
  if (reach !== 'docker-host') return undefined;
  const brokers = brokersOf(instance.topology).map(({ id }) => id);
  const containers = (await listNodes(instance.id)).filter(({ nodeId }) => brokers.includes(nodeId));
  if (containers.length === 0) return undefined;
  const format = '{{json .HostConfig.PortBindings}}';
  const [output, address] = await Promise.all([
    docker(['container', 'inspect', ...containers.map(({ id }) => id), '--format', format]),
    dockerHostAddress({}),
  ]);
  const bindings = lines(output).map((line) => JSON.parse(line) as PortBindings);
  const ports = brokersOf(instance.topology).flatMap((broker) =>
    listenersOn(broker, 'compose')
      .filter((listener) => listener.reach === reach)
      .map(({ port }) => port),
  );
  return obstacleIn(bindings, ports, address);
}

/**
 * @param bindings of each container.
 * @param ports of the listeners that are for containers, within theirs.
 * @param address where `host.docker.internal` leads to; loopback where all that is published on the host is found there.
 */
export function obstacleIn(
  bindings: readonly PortBindings[],
  ports: readonly number[],
  address: string,
): string | undefined {
  if (isLoopback(address)) return undefined;
  const published = bindings.flatMap((one) => ports.flatMap((port) => one?.[`${port}/tcp`] ?? []));
  const atLoopback = published.find(({ HostIp = '' }) => isLoopback(HostIp))?.HostIp;
  if (atLoopback === undefined) return undefined;
  return `this host publishes it at ${atLoopback} alone, where no container gets; bring it up with ${bindVariable}=${address} to have it published for them`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
