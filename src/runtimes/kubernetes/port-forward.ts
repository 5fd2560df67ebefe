/**
 * Makes an instance's host addresses lead to its brokers, through the API server, for as long as this process lives.
 * Every connection is forwarded for itself, so that pods and the API server may go and come back.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { leadToSameBroker } from '../../client/same-broker.ts';
import { hasErrorCode, LabError, RuntimeError } from '../../errors.ts';
import { brokersOf, listenersOn, servicesOf, type ResolvedTopology } from '../../kafka/node.ts';
import { hostAddress } from '../../render/kubernetes/addressing.ts';
import { publishedPortsOf } from '../../render/kubernetes/node-ports.ts';
import type { ForwardedPort, Instance } from '../runtime.ts';
import { startLastingProxy, type LastingProxy } from './api-proxy.ts';
import { forwardTarget, portsForwardedTo, recordForwards } from './forward-records.ts';
import { assertThere } from './gone.ts';
import { assertHeldForSameCluster, type HeldPort } from './held-ports.ts';
import { placeOf } from './place.ts';
import type { PodPort } from './pod-port.ts';

/** How often a port that another klab has is asked for, in milliseconds. */
const takeOverIntervalMs = 250;

/** One port of the host, and where it leads. */
interface Forward {
  readonly nodeId: string;
  readonly hostPort: number;
  readonly target: PodPort;
  /** Whether Kafka's protocol is spoken there. */
  readonly isKafka: boolean;
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

/** The forwards of this process, by where they lead. */
const opened = new Map<string, Promise<readonly Forward[]>>();

/**
 * Listens on every published port of an instance's brokers and side services; twice is fine. Neither servers nor connections keep the
 * process alive.
 * @returns whether they were opened now, and not before.
 * @throws LabError `port-taken` when something else listens there, but for a forward of another klab to the same
 * cluster; `cluster-unavailable` or `cluster-refused` when the cluster forwards nothing now.
 */
export async function openForwards(instance: Instance): Promise<boolean> {
  const key = keyOf(instance);
  const before = opened.get(key);
  const forwards = before ?? open(instance);
  opened.set(key, forwards);
  try {
    await forwards;
    return before === undefined;
  } catch (error) {
    opened.delete(key);
    throw error;
  }
}

/** Ends an instance's forwards and their connections; fine where there are none. */
export async function closeForwards(instance: Instance): Promise<void> {
  const forwards = opened.get(keyOf(instance));
  opened.delete(keyOf(instance));
  await close((await forwards?.catch(() => undefined)) ?? []);
}

/**
 * Ends the connections to a node whose process has just ended. The cluster ends them too, but gives the other side up
 * to a second (containerd); a client would measure that instead of Kafka.
 */
export async function endConnections(instance: Instance, nodeId: string): Promise<void> {
  const forwards = (await opened.get(keyOf(instance))) ?? [];
  for (const forward of forwards.filter((each) => each.nodeId === nodeId)) endClients(forward);
}

/** What this process forwards of an instance now. */
export async function forwardedPorts(instance: Instance): Promise<readonly ForwardedPort[]> {
  const forwards = (await opened.get(keyOf(instance))) ?? [];
  return forwards.map(({ nodeId, hostPort, target, server }) => ({
    node: nodeId,
    address: `${hostAddress}:${hostPort}`,
    pod: target.pod,
    port: target.port,
    own: server !== undefined,
  }));
}

function keyOf(instance: Instance): string {
  const { context, namespace } = placeOf(instance);
  return JSON.stringify([context, namespace, instance.id]);
}

async function open(instance: Instance): Promise<readonly Forward[]> {
  const [proxy, target] = await Promise.all([
    startLastingProxy(placeOf(instance).context),
    forwardTarget(instance),
  ]);
  const forwards = forwardsOf(instance, proxy);
  try {
    await Promise.all([...forwards.map(listen), assertForwarded(instance, forwards)]);
    const ports = forwards.map(({ hostPort }) => hostPort);
    const held = forwards.filter(({ server }) => server === undefined);
    if (held.length > 0) {
      const known = await portsForwardedTo(target, ports);
      const unknown = held.filter(({ hostPort }) => !known.has(hostPort));
      await assertHeldForSameCluster(await Promise.all(unknown.map(whereHeldLeads)));
      for (const forward of held) takeOverLater(forward);
    }
    const forget = await recordForwards(target, ports);
    for (const forward of forwards) forward.forget = forget;
    return forwards;
  } catch (error) {
    await close(forwards);
    throw error;
  }
}

/** The nodes that clients on the host use; the first is a broker, of which a cluster is known. */
export function reachableNodes(topology: ResolvedTopology) {
  return [...brokersOf(topology), ...servicesOf(topology)];
}

function forwardsOf(instance: Instance, proxy: LastingProxy): readonly Forward[] {
  const { namespace } = placeOf(instance);
  return reachableNodes(instance.topology).flatMap((node) =>
    publishedPortsOf(node).map(({ port }) => ({
      nodeId: node.id,
      hostPort: port + instance.portOffset,
      isKafka: listenersOn(node, 'kubernetes').some((listener) => listener.port === port),
      proxy,
      target: { namespace, pod: `${node.id}-0`, port },
      clients: new Set<Socket>(),
    })),
  );
}

/** Loaded only here: who uses another runtime, or node ports, needs no websockets. */
const podPorts = () => import('./pod-port.ts');

/** That a broker is not there yet is no obstacle; that nobody may forward to it is, and that it cannot come. */
async function assertForwarded(instance: Instance, [first]: readonly Forward[]): Promise<void> {
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
async function listen(forward: Forward): Promise<void> {
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

/** Whether a port that somebody else has leads to the very broker that the API server leads to. */
async function whereHeldLeads(forward: Forward): Promise<HeldPort> {
  const { nodeId, hostPort, target, isKafka } = forward;
  const leadsHere = isKafka
    ? await throughApiServer(forward.proxy, target, (sure) =>
        leadToSameBroker(sure, `${hostAddress}:${hostPort}`),
      )
    : undefined;
  return { nodeId, hostPort, leadsHere };
}

/** Gives work an address that leads to a port of a pod for certain, for as long as it takes. */
async function throughApiServer<T>(
  proxy: LastingProxy,
  target: PodPort,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const past: Forward = { nodeId: '', hostPort: 0, isKafka: true, proxy, target, clients: new Set() };
  await listen(past);
  const address = past.server?.address();
  try {
    return await work(
      typeof address === 'object' && address !== null ? `${hostAddress}:${address.port}` : '',
    );
  } finally {
    endClients(past);
    past.server?.close();
  }
}

/**
 * Asserts that the host's addresses lead to the brokers of this context, and of no other cluster.
 * @throws RuntimeError `not-ready` naming the first that does not.
 */
export async function assertLeadsHere(instance: Instance): Promise<void> {
  const { context, namespace } = placeOf(instance);
  const proxy = await startLastingProxy(context);
  const forwards = forwardsOf(instance, proxy).filter(({ isKafka }) => isKafka);
  try {
    await assertForwarded(instance, forwards);
    await Promise.all(
      forwards.map(async (forward) => {
        const { leadsHere, hostPort, nodeId } = await whereHeldLeads(forward);
        if (leadsHere !== false) return;
        throw new RuntimeError(
          'not-ready',
          `${hostAddress}:${hostPort} does not lead to ${nodeId} in namespace ${namespace} of context ${context}: another Kafka uses this port; end it, or use --port-offset N`,
        );
      }),
    );
  } finally {
    proxy.close();
  }
}

/** Takes the port over once the other process has ended. */
function takeOverLater(forward: Forward): void {
  const tryAgain = async (): Promise<void> => {
    await listen(forward);
    if (forward.server !== undefined) clearInterval(forward.takeOver);
  };
  forward.takeOver = setInterval(() => void tryAgain(), takeOverIntervalMs).unref();
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

function endClients({ clients }: Forward): void {
  for (const client of clients) client.resetAndDestroy();
}

async function close(forwards: readonly Forward[]): Promise<void> {
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
