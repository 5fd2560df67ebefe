/** Real Kafka as JVM processes of this host. */
import { join } from 'node:path';
import type { Remains } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { instead, LabError } from '../../errors.ts';
import { dataFolder, localHost } from '../../render/local/addressing.ts';
import type { PlannedLink } from '../../render/local/links.ts';
import type { LocalPlan, PlannedProcess } from '../../render/local/plan.ts';
import { signal } from '../host/signal.ts';
import { instanceDir } from '../instances.ts';
import { assertPossible, knownNode, stopTimeoutMs, type NodeAction } from '../shared/node-states.ts';
import { assertPortsFree } from '../host/ports.ts';
import { loseEverything } from './disk/lose-everything.ts';
import { loseUnflushed } from './disk/unflushed.ts';
import { prepareDown } from './down.ts';
import { findMarked } from './find-marked.ts';
import { heal, isolate, isolatedNodes, obstacleToIsolation } from './isolation.ts';
import { keptFolders } from './kept-data.ts';
import { launch, portsOf, prepareLaunch, readPlan } from './launcher.ts';
import { linksId, startLinks } from './links/links-process.ts';
import { liveFiles } from './live-files.ts';
import { lastLogLines, runLog } from './node-logs.ts';
import { probeListener } from './probe-listener.ts';
import {
  endAll,
  killTimeoutMs,
  listProcesses,
  waitUntilEnded,
  waitUntilPaused,
  type NodeProcess,
} from './processes.ts';
import { refusal } from './refusal.ts';
import { assertRoom, discard, provideFor } from './resizing.ts';
import { prepareUp } from './up.ts';

/** The `local` runtime. */
export const localRuntime: Runtime = {
  name: 'local',
  observe: { status, probeListener, findMarked, remains },
  lifecycle: { prepareUp, prepareDown },
  signals: {
    async kill(instance, nodeId) {
      const found = await processOf(instance, nodeId, 'kill');
      await endAll(instanceDir(instance.id), [found], { name: 'SIGKILL', timeoutMs: killTimeoutMs });
      await waitUntilEnded(found.pid, killTimeoutMs);
    },
    async stop(instance, nodeId) {
      const found = await processOf(instance, nodeId, 'stop');
      await endAll(instanceDir(instance.id), [found], { name: 'SIGTERM', timeoutMs: stopTimeoutMs });
      await waitUntilEnded(found.pid, killTimeoutMs);
    },
    start,
    async pause(instance, nodeId) {
      const found = await processOf(instance, nodeId, 'pause');
      signal(found.pid, 'SIGSTOP');
      await waitUntilPaused(instanceDir(instance.id), nodeId, true);
    },
    async resume(instance, nodeId) {
      const found = await processOf(instance, nodeId, 'resume');
      signal(found.pid, 'SIGCONT');
      await waitUntilPaused(instanceDir(instance.id), nodeId, false);
    },
  },
  isolation: { obstacleToIsolation, isolate, heal },
  disk: { loseUnflushed, loseEverything },
  // Nodes read the instance's own folder.
  certificates: { replace: async () => undefined },
  logs: {
    async logs(instance, nodeId, lines) {
      knownNode(instance, nodeId);
      return lastLogLines(instanceDir(instance.id), nodeId, lines);
    },
    async runLog(instance, nodeId) {
      knownNode(instance, nodeId);
      return runLog(instanceDir(instance.id), nodeId);
    },
  },
  liveFiles,
  redefinition: {
    refusal,
    // A node reads its file when it starts.
    async startAnew(instance, nodeId) {
      await provideFor(instance);
      await start(instance, nodeId);
    },
    resizing: { assertRoom, discard },
  },
};

async function remains(instance: Instance): Promise<Remains> {
  const dir = instanceDir(instance.id);
  const [processes, folders] = await Promise.all([listProcesses(dir), keptFolders(instance.id)]);
  return {
    nodes: processes.filter(({ nodeId }) => nodeId !== linksId).length,
    data: folders.map((name) => `folder ${join(dir, dataFolder, name)}`),
    instance,
  };
}

async function status(instance: Instance): Promise<readonly NodeStatus[]> {
  const processes = await listProcesses(instanceDir(instance.id));
  const [plan, isolated] = await Promise.all([planIfThere(instance), isolatedNodes(instance)]);
  return instance.topology.nodes.map(({ id }): NodeStatus => {
    const found = processes.find(({ nodeId }) => nodeId === id);
    const planned = plan?.processes.find((one) => one.id === id);
    const address = plan && planned && hostAddressOf(planned, plan);
    return {
      id,
      state: found === undefined ? 'stopped' : found.paused ? 'paused' : 'running',
      ...(isolated[id] !== undefined && { isolated: isolated[id] }),
      ...(address !== undefined && { address }),
      ...(found !== undefined && { handle: `pid ${found.pid}`, life: String(found.pid) }),
    };
  });
}

/** The files go with an instance that somebody takes down at this moment; which of its nodes run can be told all the same. */
async function planIfThere(instance: Instance): Promise<LocalPlan | undefined> {
  return await readPlan(instance).catch(instead(undefined, 'no-instance'));
}

/** Where links lead, no client on the host has one to a node that only other nodes use. */
function hostAddressOf({ id, readinessPort }: PlannedProcess, { links }: LocalPlan): string | undefined {
  const isReached = ({ from, to, ports }: PlannedLink): boolean =>
    from === undefined && to === id && ports.includes(readinessPort);
  return links === undefined || links.some(isReached) ? `${localHost}:${readinessPort}` : undefined;
}

async function start(instance: Instance, nodeId: string): Promise<void> {
  await findProcess(instance, nodeId, 'start');
  const plan = await readPlan(instance);
  const planned = plan.processes.filter(({ id }) => id === nodeId);
  await assertPortsFree(portsOf(planned));
  await startLinks(instance);
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
