/** Real Kafka as JVM processes of this host. */
import { describeBroker } from '../../client/describe-broker.ts';
import { LabError } from '../../errors.ts';
import { listenersOn } from '../../kafka/node.ts';
import { cacheDir } from '../../paths.ts';
import { localHost } from '../../render/local/addressing.ts';
import { instanceDir, listInstances, removeInstance } from '../instances.ts';
import type { Instance, ListenerAnswer, NodeStatus, Runtime } from '../runtime.ts';
import { stopClassArchiveMaker } from './class-archive.ts';
import { launch, prepareLaunch, readPlan } from './launcher.ts';
import { lastLogLines } from './node-logs.ts';
import { assertPortsFree } from './ports.ts';
import { listProcesses, signal, waitUntilGone, type NodeProcess } from './processes.ts';
import { assertKnownNode, upLocal } from './up.ts';

/** A broker hands over its leaders before it ends; without a controller it gives up after some retries. */
const stopTimeoutMs = 90_000;
const killTimeoutMs = 10_000;

/** The `local` runtime. */
export const localRuntime: Runtime = {
  name: 'local',
  up: upLocal,
  down,
  status,
  async kill(instance, nodeId) {
    const found = await processOf(instance, nodeId);
    signal(found.pid, 'SIGKILL');
    await waitUntilGone(instanceDir(instance.id), [nodeId], killTimeoutMs);
  },
  async stop(instance, nodeId) {
    const found = await processOf(instance, nodeId);
    if (found.paused) {
      throw new LabError(
        'node-state',
        `${nodeId} is paused and cannot end in order; resume it first, or kill it`,
      );
    }
    signal(found.pid, 'SIGTERM');
    await waitUntilGone(instanceDir(instance.id), [nodeId], stopTimeoutMs);
  },
  start,
  async pause(instance, nodeId) {
    const found = await processOf(instance, nodeId);
    if (found.paused) throw new LabError('node-state', `${nodeId} is paused already`);
    signal(found.pid, 'SIGSTOP');
  },
  async resume(instance, nodeId) {
    const found = await processOf(instance, nodeId);
    if (!found.paused) throw new LabError('node-state', `${nodeId} is not paused`);
    signal(found.pid, 'SIGCONT');
  },
  async logs(instance, nodeId, lines) {
    assertKnownNode(instance, nodeId);
    return lastLogLines(instanceDir(instance.id), nodeId, lines);
  },
  probeListener,
};

async function down(instance: Instance): Promise<void> {
  const dir = instanceDir(instance.id);
  const found = await listProcesses(dir);
  for (const { pid } of found) signal(pid, 'SIGKILL');
  await waitUntilGone(
    dir,
    found.map(({ nodeId }) => nodeId),
    killTimeoutMs,
  );
  await removeInstance(instance.id);
  const others = (await listInstances()).some(({ runtime }) => runtime === 'local');
  if (!others) await stopClassArchiveMaker(cacheDir());
}

async function status(instance: Instance): Promise<readonly NodeStatus[]> {
  const processes = await listProcesses(instanceDir(instance.id));
  const plan = await readPlan(instance);
  return plan.processes.map(({ id, readinessPort }) => {
    const found = processes.find(({ nodeId }) => nodeId === id);
    const address = `${localHost}:${readinessPort}`;
    if (found === undefined) return { id, state: 'stopped', address };
    return { id, state: found.paused ? 'paused' : 'running', address, handle: `pid ${found.pid}` };
  });
}

async function start(instance: Instance, nodeId: string): Promise<void> {
  assertKnownNode(instance, nodeId);
  const running = (await listProcesses(instanceDir(instance.id))).find((found) => found.nodeId === nodeId);
  if (running !== undefined) throw new LabError('node-state', `${nodeId} runs already (pid ${running.pid})`);
  const plan = await readPlan(instance);
  const planned = plan.processes.filter(({ id }) => id === nodeId);
  await assertPortsFree(planned);
  const kit = await prepareLaunch(instance);
  for (const one of planned) await launch(instance, one, kit);
}

async function processOf(instance: Instance, nodeId: string): Promise<NodeProcess> {
  assertKnownNode(instance, nodeId);
  const found = (await listProcesses(instanceDir(instance.id))).find((one) => one.nodeId === nodeId);
  if (found === undefined) {
    const fix = `start it with: klab start ${instance.id} ${nodeId}`;
    throw new LabError('node-state', `${nodeId} does not run; ${fix}`);
  }
  return found;
}

async function probeListener(
  instance: Instance,
  nodeId: string,
  listenerName: string,
): Promise<ListenerAnswer> {
  assertKnownNode(instance, nodeId);
  const node = instance.topology.nodes.find(({ id }) => id === nodeId);
  const listener = node && listenersOn(node, 'local').find(({ name }) => name === listenerName);
  if (listener === undefined) {
    throw new LabError('unknown-node', `${nodeId} has no listener ${listenerName} on local`);
  }
  // Every process of the host is inside the cluster's network here, so each listener is asked in the same way.
  const answer = await describeBroker(`${localHost}:${listener.port + instance.portOffset}`);
  return {
    clusterId: answer.clusterId,
    advertised: new Map(answer.brokers.map(({ number, address }) => [number, address])),
  };
}
