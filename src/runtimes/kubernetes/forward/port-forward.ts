/**
 * Makes an instance's host addresses lead to its brokers, through the API server, for as long as this process lives.
 * Every connection is forwarded for itself, so that pods and the API server may go and come back.
 */
import { hostAddress } from '../../../render/kubernetes/addressing.ts';
import type { ForwardedPort } from '../../../cluster/forwards.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { startLastingProxy } from './api-proxy.ts';
import { forwardTarget, portsForwardedTo, recordForwards } from './forward-records.ts';
import {
  assertForwarded,
  closeAll,
  endClients,
  forwardsOf,
  listen,
  portsToForward,
  type Forward,
} from './forward.ts';
import { assertHeldForSameCluster } from './held-ports.ts';
import { whereHeldLeads } from './leads-here.ts';
import { placeOf } from '../place/place.ts';

/** How often a port that another klab has is asked for, in milliseconds. */
const takeOverIntervalMs = 250;

/** The forwards of this process, by where they lead. */
const opened = new Map<string, Promise<readonly Forward[]>>();

/**
 * Listens on every published port of an instance's brokers and side services; twice is fine, and opens what leads to nodes that have come
 * since: clients of the others notice nothing. Neither servers nor connections keep the process alive.
 * @returns whether they were opened now, and none before.
 * @throws LabError `port-taken` when something else listens there, but for a forward of another klab to the same
 * cluster; `cluster-unavailable` or `cluster-refused` when the cluster forwards nothing now.
 */
export async function openForwards(instance: Instance): Promise<boolean> {
  const key = keyOf(instance);
  const before = opened.get(key);
  const forwards = before === undefined ? open(instance) : withFurther(instance, before);
  opened.set(key, forwards);
  try {
    await forwards;
    return before === undefined;
  } catch (error) {
    if (before === undefined) opened.delete(key);
    else opened.set(key, before);
    throw error;
  }
}

async function withFurther(
  instance: Instance,
  opening: Promise<readonly Forward[]>,
): Promise<readonly Forward[]> {
  const before = await opening;
  const further = portsToForward(instance)
    .map(({ id }) => id)
    .filter((id) => before.every(({ nodeId }) => nodeId !== id));
  const nodes = instance.topology.nodes.filter(({ id }) => further.includes(id));
  if (nodes.length === 0) return before;
  return [...before, ...(await open({ ...instance, topology: { ...instance.topology, nodes } }))];
}

/** Ends an instance's forwards and their connections; fine where there are none. */
export async function closeForwards(instance: Instance): Promise<void> {
  const forwards = opened.get(keyOf(instance));
  opened.delete(keyOf(instance));
  await closeAll((await forwards?.catch(() => undefined)) ?? []);
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
    await closeAll(forwards);
    throw error;
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
