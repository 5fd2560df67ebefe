/** One port of the host that leads to a port of a pod, and every connection through it. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { hasErrorCode, LabError } from '../../../errors.ts';
import {
  brokersOf,
  listenersOn,
  servicesOf,
  type LabNode,
  type ResolvedTopology,
} from '../../../kafka/node.ts';
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import { publishedPortsOf } from '../../../render/kubernetes/node-ports.ts';
import type { ClientSecurity } from '../../../cluster/access.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { WantedPort } from '../../host/ports.ts';
import type { LastingProxy } from './api-proxy.ts';
import { assertThere } from '../objects/gone.ts';
import { placeOf } from '../place/place.ts';
import type { PodPort } from './pod-port.ts';

/** One port of the host, and where it leads. */
export interface Forward {
  readonly nodeId: string;
  readonly hostPort: number;
  readonly target: PodPort;
  /** Whether Kafka's protocol is spoken there. */
  readonly isKafka: boolean;
  /** What a client must say there, where it is Kafka. @default whoever comes is let in */
  readonly security?: ClientSecurity;
  readonly proxy: LastingProxy;
  /** Clients that are connected now. */
  readonly clients: Set<Socket>;
  /** Absent while another process has the port. */
  server?: Server;
  takeOver?: NodeJS.Timeout;
  /** Set once nothing more may be opened. */
  ended?: boolean;
  /** Forgets the note of what this process forwards. */
  forget?: () => void;
}

/** The nodes that clients on the host use; the first is a broker, of which a cluster is known. */
export function reachableNodes(topology: ResolvedTopology) {
  return [...brokersOf(topology), ...servicesOf(topology)];
}

/** Whether an address of this host leads to a node's published ports: klab forwards to some alone, and a cluster's own node ports are of all. */
export function isReachable(instance: Instance, { id }: LabNode): boolean {
  return (
    placeOf(instance).hostAccess !== 'port-forward' ||
    reachableNodes(instance.topology).some((node) => node.id === id)
  );
}

/** Ports of the host by which an instance is reached where klab forwards them. */
export function portsToForward({ topology, portOffset }: Instance): readonly WantedPort[] {
  return reachableNodes(topology).flatMap((node) =>
    publishedPortsOf(node).map(({ port }) => ({ id: node.id, host: hostAddress, port: port + portOffset })),
  );
}

/** A forward for each published port of an instance's brokers and side services; none listens yet. */
export function forwardsOf(instance: Instance, proxy: LastingProxy): readonly Forward[] {
  const { namespace } = placeOf(instance);
  const security = instance.clientSecurity?.('host');
  return reachableNodes(instance.topology).flatMap((node) =>
    publishedPortsOf(node).map(({ port }) => ({
      nodeId: node.id,
      hostPort: port + instance.portOffset,
      isKafka: listenersOn(node, 'kubernetes').some((listener) => listener.port === port),
      ...(security && { security }),
      proxy,
      target: { namespace, pod: `${node.id}-0`, port },
      clients: new Set<Socket>(),
    })),
  );
}

/** Loaded only here: who uses another runtime, or node ports, needs no websockets. */
const podPorts = () => import('./pod-port.ts');

/** That a broker is not there yet is no obstacle; that nobody may forward to it is, and that it cannot come. */
export async function assertForwarded(instance: Instance, [first]: readonly Forward[]): Promise<void> {
  if (first === undefined) return;
  const { connectToPod } = await podPorts();
  try {
    (await connectToPod(await first.proxy.current(), first.target)).close();
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'node-state') throw error;
    await assertThere(instance);
  }
}

/** Leaves a forward without a server where somebody else has its port. */
export async function listen(forward: Forward): Promise<void> {
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    void serve(client, forward);
  });
  server.unref();
  server.listen({ host: hostAddress, port: forward.hostPort, exclusive: true });
  try {
    await once(server, 'listening');
    if (forward.ended) server.close();
    else forward.server = server;
  } catch (error) {
    if (!hasErrorCode(error, 'EADDRINUSE')) throw error;
  }
}

/** A client whose broker cannot be reached is closed at once: that is what a refused connection looks like from here. */
async function serve(client: Socket, { proxy, target, clients }: Forward): Promise<void> {
  client.unref();
  // Who has gone need not be told.
  client.on('error', () => undefined);
  clients.add(client);
  client.once('close', () => clients.delete(client));
  const { connectToPod, join } = await podPorts();
  try {
    join(client, await connectToPod(await proxy.current(), target));
  } catch {
    client.resetAndDestroy();
  }
}

/** Ends every connection through a forward. */
export function endClients({ clients }: Forward): void {
  for (const client of clients) client.resetAndDestroy();
}

/** Ends forwards and their connections. */
export async function closeAll(forwards: readonly Forward[]): Promise<void> {
  await Promise.all(
    forwards.map(async (forward) => {
      forward.ended = true;
      forward.forget?.();
      forward.proxy.close();
      clearInterval(forward.takeOver);
      endClients(forward);
      const { server } = forward;
      if (server?.listening) await new Promise((resolve) => server.close(resolve));
    }),
  );
}
