/** Real Kafka as JVM processes of this host. */
import { describeBroker } from '../../client/describe-broker.ts';
import { LabError } from '../../errors.ts';
import { brokersOf, listenersOn } from '../../kafka/node.ts';
import { cacheDir } from '../../paths.ts';
import { localHost } from '../../render/local/addressing.ts';
import { instanceDir, listInstances, removeInstance } from '../instances.ts';
import { assertPossible, knownNode, type NodeAction } from '../node-states.ts';
import { assertPortsFree } from '../ports.ts';
import type { DownOptions, Instance, ListenerAnswer, NodeStatus, Runtime } from '../runtime.ts';
import { stopClassArchiveMaker } from './class-archive.ts';
import { findMarked } from './find-marked.ts';
import { launch, portsOf, prepareLaunch, readPlan } from './launcher.ts';
import { lastLogLines } from './node-logs.ts';
import { listProcesses, signal, waitUntilGone, type NodeProcess } from './processes.ts';
import { upLocal } from './up.ts';

/** A broker hands over its leaders before it ends; without a controller it gives up after some retries. */
const stopTimeoutMs = 90_000;
const killTimeoutMs = 10_000;

/** The `local` runtime. */
export const localRuntime: Runtime = {
  name: 'local',
  up: upLocal,
  findMarked,
  down,
  status,
  async kill(instance, nodeId) {
    const found = await processOf(instance, nodeId, 'kill');
    signal(found.pid, 'SIGKILL');
    await waitUntilGone(instanceDir(instance.id), [nodeId], killTimeoutMs);
  },
  async stop(instance, nodeId) {
    const found = await processOf(instance, nodeId, 'stop');
    signal(found.pid, 'SIGTERM');
    await waitUntilGone(instanceDir(instance.id), [nodeId], stopTimeoutMs);
  },
  start,
  async pause(instance, nodeId) {
    const found = await processOf(instance, nodeId, 'pause');
    signal(found.pid, 'SIGSTOP');
  },
  async resume(instance, nodeId) {
    const found = await processOf(instance, nodeId, 'resume');
    signal(found.pid, 'SIGCONT');
  },
  async logs(instance, nodeId, lines) {
    knownNode(instance, nodeId);
    return lastLogLines(instanceDir(instance.id), nodeId, lines);
  },
  probeListener,
};

async function down(instance: Instance, { keepData = false }: DownOptions = {}): Promise<void> {
  const dir = instanceDir(instance.id);
  if (keepData) await endSessions(instance);
  const found = await listProcesses(dir);
  for (const { pid } of found) signal(pid, 'SIGKILL');
  await waitUntilGone(
    dir,
    found.map(({ nodeId }) => nodeId),
    killTimeoutMs,
  );
  if (!keepData) await removeInstance(instance.id);
  const others = (await listInstances()).some(({ runtime }) => runtime === 'local');
  if (!others) await stopClassArchiveMaker(cacheDir());
}

/**
 * Stops brokers in order where their sessions are kept with the data: ZooKeeper goes on with them after a restart, and a
 * broker that finds one of its own under way gives up (Kafka 3.9, KafkaZkClient.CheckedEphemeral).
 */
async function endSessions({ id, topology }: Instance): Promise<void> {
  if (topology.mode !== 'zookeeper') return;
  const dir = instanceDir(id);
  const brokers = brokersOf(topology).map((broker) => broker.id);
  const running = (await listProcesses(dir)).filter(
    ({ nodeId, paused }) => !paused && brokers.includes(nodeId),
  );
  for (const { pid } of running) signal(pid, 'SIGTERM');
  await waitUntilGone(
    dir,
    running.map(({ nodeId }) => nodeId),
    stopTimeoutMs,
  );
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
  await findProcess(instance, nodeId, 'start');
  const plan = await readPlan(instance);
  const planned = plan.processes.filter(({ id }) => id === nodeId);
  await assertPortsFree(portsOf(planned));
  const kit = await prepareLaunch(instance);
  for (const one of planned) await launch(instance, one, kit);
}

/** The node's process, if it has one. @throws LabError when the action makes no sense now. */
async function findProcess(
  instance: Instance,
  nodeId: string,
  action: NodeAction,
): Promise<NodeProcess | undefined> {
  const { id } = knownNode(instance, nodeId);
  const found = (await listProcesses(instanceDir(instance.id))).find((one) => one.nodeId === id);
  const state = found === undefined ? 'stopped' : found.paused ? 'paused' : 'running';
  assertPossible(action, { id, state, ...(found && { handle: `pid ${found.pid}` }) }, instance);
  return found;
}

async function processOf(instance: Instance, nodeId: string, action: NodeAction): Promise<NodeProcess> {
  const found = await findProcess(instance, nodeId, action);
  if (found === undefined) throw new LabError('node-state', `${nodeId} does not run`);
  return found;
}

async function probeListener(
  instance: Instance,
  nodeId: string,
  listenerName: string,
): Promise<ListenerAnswer> {
  const node = knownNode(instance, nodeId);
  const listener = listenersOn(node, 'local').find(({ name }) => name === listenerName);
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
