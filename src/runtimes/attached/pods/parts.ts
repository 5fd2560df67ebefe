/** What can be done to a cluster of others by the pods that its nodes run in; nodes that are in none are only looked at. */
import type { Instance } from '../../../cluster/instance.ts';
import type { Runtime } from '../../../cluster/runtime.ts';
import { LabError } from '../../../errors.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { kubectl } from '../../kubernetes/kubectl/kubectl.ts';
import { killProcess, signalProcess } from '../../kubernetes/nodes/signals.ts';
import { assertPossible, knownNode, stopTimeoutMs, type NodeAction } from '../../shared/node-states.ts';
import { endConnectionsTo, leadThere, programsOfTheirs } from './instance-ways.ts';
import { logs, runLog } from './logs.ts';
import { endOnMachine, signalOnMachine } from './machine.ts';
import { handleOf, podsNow, processIn, type PodNow } from './now.ts';
import { kubectlPlace, placeIn, type HeldPod } from './place.ts';
import { obstacleToNode, obstacleToPause, restarterOf, tiedToNone, type EndingAct } from './limits.ts';

const killTimeoutMs = 20_000;

/** What ends a pod is waited for; what comes in its place may wait for its volume, or for Kubernetes' patience with it. */
const startTimeoutMs = 300_000;

/** A pod of which nothing is made anew within this time is made by nobody, in milliseconds. */
const absentMs = 20_000;

/** The parts that pods give a runtime. */
export const podParts: Pick<Runtime, 'signals' | 'signalLimits' | 'obstacleToNode' | 'logs' | 'forwards'> = {
  signals: {
    async kill(instance, nodeId) {
      await end(instance, nodeId, 'kill');
      await endConnectionsTo(instance, nodeId);
    },
    stop: async (instance, nodeId) => await end(instance, nodeId, 'stop'),
    start,
    pause: async (instance, nodeId) => await hold(instance, nodeId, 'pause'),
    resume: async (instance, nodeId) => await hold(instance, nodeId, 'resume'),
  },
  signalLimits: { obstacleToPause, restarterOf },
  obstacleToNode,
  logs: { logs, runLog },
  forwards: {
    areNeeded: (instance) => Object.keys(placeIn(instance).ways).length > 0,
    attach: leadThere,
    keep: async (instance) => {
      throw new LabError('not-supported', programsOfTheirs(instance));
    },
  },
};

/** Ends a node, whose process or pod is not there any more once this is done. */
async function end(instance: Instance, nodeId: string, act: EndingAct): Promise<void> {
  const now = await ready(instance, nodeId, act);
  const { tied, pod, at } = now;
  const obstacle = obstacleToNode(instance, nodeId);
  if (obstacle !== undefined) throw new LabError('not-supported', obstacle);
  if (pod === undefined) return;
  const isKill = act === 'kill';
  if (tied.grip === 'machine' && at !== undefined)
    return await endOnMachine(at, isKill ? 'KILL' : 'TERM', isKill ? killTimeoutMs : stopTimeoutMs);
  if (tied.grip === 'pod') return await deletePod(instance, pod.metadata.name, isKill);
  const target = processIn(instance, tied, pod);
  if (isKill) return await killProcess(target, async () => undefined);
  await signalProcess(target, 'TERM');
  const what = `${nodeId} to end in order`;
  await waitFor({ what, timeoutMs: stopTimeoutMs, intervalMs: 500 }, async () => {
    const later = await nodeNow(instance, nodeId);
    const isOver = later.life !== now.life || later.state === 'stopped';
    return isOver || new NotYet(`${handleOf(pod)} still runs`);
  });
}

/** At once, its object goes at once and its process after a SIGTERM and two seconds; else it has its grace. */
async function deletePod(instance: Instance, name: string, atOnce: boolean): Promise<void> {
  const options = atOnce ? ['--grace-period=0', '--force'] : [];
  const args = ['delete', 'pod', name, '--wait', ...options];
  await kubectl(kubectlPlace(placeIn(instance)), args, { timeoutMs: stopTimeoutMs });
}

/** Waits for whoever starts it: nothing of klab's does. */
async function start(instance: Instance, nodeId: string): Promise<void> {
  await ready(instance, nodeId, 'start');
  const { owner, name } = tied(instance, nodeId);
  const startedAt = performance.now();
  const what = `Kubernetes to start ${nodeId} again`;
  await waitFor({ what, timeoutMs: startTimeoutMs, intervalMs: 250 }, async () => {
    const { state, pod } = await nodeNow(instance, nodeId);
    if (state !== 'stopped') return true;
    if (pod === undefined && performance.now() - startedAt > absentMs) {
      const whose = owner === undefined ? 'nothing makes pods for it' : `see whether ${owner} still wants it`;
      throw new LabError('node-state', `there is no pod of ${nodeId} (${name}), and none to start: ${whose}`);
    }
    return new NotYet(pod === undefined ? `${nodeId} has no pod` : waitingWords(pod));
  });
}

function waitingWords({ metadata, status }: NonNullable<PodNow['pod']>): string {
  const reason = status?.containerStatuses?.find(({ state }) => state?.waiting !== undefined)?.state?.waiting
    ?.reason;
  return `pod ${metadata.name} does not run yet${reason === undefined ? '' : ` (${reason})`}`;
}

async function hold(instance: Instance, nodeId: string, act: 'pause' | 'resume'): Promise<void> {
  const obstacle = obstacleToPause(instance);
  if (obstacle !== undefined) throw new LabError('not-supported', `${nodeId} cannot be ${act}d: ${obstacle}`);
  const { tied: held, pod, at } = await ready(instance, nodeId, act);
  if (pod === undefined) return;
  const signal = act === 'pause' ? 'STOP' : 'CONT';
  if (held.grip === 'machine' && at !== undefined) await signalOnMachine(at, signal);
  else await signalProcess(processIn(instance, held, pod), signal);
}

/** @throws LabError `unknown-node`, and `not-supported` for a node of which nobody knows where it runs */
function tied(instance: Instance, nodeId: string): HeldPod {
  const { id } = knownNode(instance, nodeId);
  const pod = placeIn(instance).pods[id];
  if (pod !== undefined) return pod;
  throw new LabError('not-supported', tiedToNone(id));
}

async function nodeNow(instance: Instance, nodeId: string): Promise<PodNow> {
  const { id } = knownNode(instance, nodeId);
  const found = (await podsNow(instance)).find((one) => one.id === id);
  return found ?? { id, tied: tied(instance, nodeId), state: 'stopped' };
}

/** The node's pod, in a state that the action needs. */
async function ready(instance: Instance, nodeId: string, action: NodeAction): Promise<PodNow> {
  tied(instance, nodeId);
  const now = await nodeNow(instance, nodeId);
  const by = action === 'start' ? restarterOf(instance, nodeId) : undefined;
  const itself = by === undefined ? '' : `; ${by} starts it whenever it ends`;
  const handle = now.pod && `${handleOf(now.pod)}${itself}`;
  assertPossible(action, { id: nodeId, state: now.state, ...(handle !== undefined && { handle }) }, instance);
  return now;
}
