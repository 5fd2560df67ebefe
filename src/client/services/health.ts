/** Whether side services serve, asked from the host as their users would ask. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, RuntimeError } from '../../errors.ts';
import { servicesOf, type ResolvedTopology, type ServiceNode } from '../../kafka/node.ts';
import { NotYet, waitFor, type WaitOptions } from '../../wait.ts';
import { hostAddressOf, isPublished } from './address.ts';
import { ask } from './http.ts';
import { withSql } from './postgres.ts';

const answerTimeoutMs = 3_000;

/** A connection that lives so long has somebody at its other end. */
const keptOpenMs = 300;

/**
 * Why a service does not serve, in words; undefined when it does, or publishes nothing that could be asked.
 * @throws RuntimeError `service-refused` where it serves, but not the lab.
 */
export async function obstacleToServing(node: ServiceNode, portOffset: number): Promise<string | undefined> {
  const { health } = node.service;
  const portName = health !== undefined && 'port' in health ? health.port : node.readinessPort;
  if (!isPublished(node, portName)) return undefined;
  const place = { nodeId: node.id, url: `http://${hostAddressOf(node, portName, portOffset)}` };
  try {
    if (node.software === 'postgresql') return await withSql(node, portOffset, async () => undefined);
    if (health?.kind !== 'http') return await obstacleToConnecting(hostAddressOf(node, portName, portOffset));
    const { status } = await ask(place, health.path, { timeoutMs: answerTimeoutMs });
    return status === 200 ? undefined : `answers ${status} at ${health.path}`;
  } catch (error) {
    // Waiting does not change a password.
    if (error instanceof RuntimeError && error.code === 'service-refused') throw error;
    return messageOf(error).replace(`${node.id} `, '');
  }
}

/** Who publishes a port takes connections for whoever listens behind it, and ends them at once where nobody does. */
async function obstacleToConnecting(address: string): Promise<string | undefined> {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect');
    const ended = await Promise.race([once(socket, 'close').then(() => true), delay(keptOpenMs)]);
    return ended === true ? 'takes no connections yet' : undefined;
  } catch (error) {
    return `takes no connections: ${messageOf(error)}`;
  } finally {
    socket.destroy();
  }
}

/** Waits until every side service serves. @throws RuntimeError `not-ready` that names those that do not, and why. */
export async function waitForServices(
  topology: ResolvedTopology,
  portOffset: number,
  options: Omit<WaitOptions, 'what'>,
  assertAlive: () => Promise<void> | void = () => undefined,
): Promise<void> {
  const services = servicesOf(topology);
  if (services.length === 0) return;
  await waitFor({ ...options, what: 'every side service to serve', intervalMs: 250 }, async () => {
    await assertAlive();
    const obstacles = await Promise.all(services.map((node) => obstacleToServing(node, portOffset)));
    const reasons = services.flatMap(({ id }, index) =>
      obstacles[index] === undefined ? [] : [`${id} ${obstacles[index]}`],
    );
    return reasons.length === 0 ? true : new NotYet(reasons.join(', '));
  });
}
