/** What can be done to one node: killed, stopped, started, paused, resumed. */
import { createInterface } from 'node:readline';
import { LabError, RuntimeError } from '../../../errors.ts';
import { NotYet, waitFor } from '../../../wait.ts';
import { assertPossible, knownNode, type NodeAction } from '../../shared/node-states.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { readReplicas } from '../objects/replicas.ts';
import { orGone, withoutStatefulSet } from '../objects/gone.ts';
import { isNotFound, kubectlError } from '../kubectl/errors.ts';
import { kubectl, kubectlStream, type KubectlPlace } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { assertNoneFailed, examinePods, readBefore } from '../objects/pod-problems.ts';
import type { Before } from '../objects/pod-reading.ts';
import { listPods, pendingReason } from '../objects/pods.ts';
import { killProcess, signalProcess, type ProcessPlace } from '../nodes/signals.ts';
import { handleOf, processOf, nodesNow } from '../nodes/status.ts';

/** What the manifests give a node to end in order, in milliseconds; the kubelet then kills it. */
const graceMs = 60_000;

/** The grace, and what a busy machine takes to remove a pod. */
const stopTimeoutMs = graceMs + 60_000;

/** Why a pod does not come is looked for less often than whether it has, in milliseconds. */
const lookIntervalMs = 2_000;

/** A pod is there in seconds; the end of the one before it may take its grace. */
const startTimeoutMs = graceMs + 120_000;

/**
 * Ends a node at once, and keeps its kubelet from restarting it: a container of a pod that is to go is not started
 * again. While that is arranged the JVM is frozen, some tenths of a second, so that it does not hear of it.
 */
export async function kill(instance: Instance, nodeId: string): Promise<void> {
  const target = await processToActOn(instance, nodeId, 'kill');
  const end = new AbortController();
  try {
    // Both are connected by the time the JVM is frozen, so that it is not for long.
    const scaleToZero = preparedScaleToZero(target.place, nodeId, end.signal);
    const deletion = deletionOf(target, end.signal);
    await killProcess(target, async () => {
      await scaleToZero();
      await deletion;
    });
  } finally {
    end.abort();
  }
}

/** Ends a node in order. @throws RuntimeError `not-ready` when it did not end in time and was killed. */
export async function stop(instance: Instance, nodeId: string): Promise<void> {
  const { place, pod } = await processToActOn(instance, nodeId, 'stop');
  const startedAt = performance.now();
  await scale(place, [nodeId], 0);
  const wait = ['wait', '--for=delete', `pod/${pod}`, `--timeout=${stopTimeoutMs / 1_000}s`];
  await kubectl(place, wait, { timeoutMs: stopTimeoutMs });
  if (performance.now() - startedAt < graceMs) return;
  throw new RuntimeError('not-ready', `${nodeId} did not end in order within ${graceMs} ms and was killed`);
}

/** Starts a node that was killed or stopped, and returns once its container runs. */
export async function start(instance: Instance, nodeId: string): Promise<void> {
  const { machineDown, pod } = await nodeFor(instance, nodeId, 'start');
  if (machineDown) {
    const { rack } = knownNode(instance, nodeId);
    const fix =
      rack === undefined ? `docker start ${pod?.machine}` : `klab start ${instance.id} rack:${rack}`;
    throw new LabError('node-state', `${nodeId} is on ${pod?.machine}, which is down; start that: ${fix}`);
  }
  await startNodes(instance, [nodeId]);
}

/** Starts nodes and returns once their containers run. */
export async function startNodes(instance: Instance, nodeIds: readonly string[]): Promise<void> {
  let before: Before;
  try {
    const scaled = orGone(instance, scale(placeOf(instance), nodeIds, 1));
    [before] = await Promise.all([orGone(instance, readBefore(instance)), scaled]);
  } catch (error) {
    throw isNotFound(error) ? withoutStatefulSet(instance, nodeIds) : error;
  }
  let lookAt = performance.now() + lookIntervalMs;
  const what = `the pods of ${nodeIds.join(', ')} to run`;
  await waitFor({ what, timeoutMs: startTimeoutMs }, async () => {
    const pods = await listPods(instance);
    const missing = nodeIds.flatMap(
      (id) =>
        pendingReason(
          id,
          pods.find(({ nodeId }) => nodeId === id),
        ) ?? [],
    );
    if (missing.length === 0) return true;
    if (performance.now() >= lookAt) {
      await assertComing(instance, nodeIds, before);
      lookAt = performance.now() + lookIntervalMs;
    }
    return new NotYet(missing.join('; '));
  });
}

/** @throws RuntimeError for nodes that cannot come: nothing makes pods of them any more, or may. */
async function assertComing(instance: Instance, nodeIds: readonly string[], before: Before): Promise<void> {
  const found = await readReplicas(instance);
  const lost = nodeIds.filter((id) => !found.has(id));
  if (lost.length > 0) throw withoutStatefulSet(instance, lost);
  const problems = await examinePods(instance, before);
  await assertNoneFailed(
    instance,
    problems.filter(({ nodeId }) => nodeIds.includes(nodeId)),
  );
}

/** Freezes a node's JVM. */
export async function pause(instance: Instance, nodeId: string): Promise<void> {
  await signalProcess(await processToActOn(instance, nodeId, 'pause'), 'STOP');
}

/** Lets a frozen JVM go on. */
export async function resume(instance: Instance, nodeId: string): Promise<void> {
  await signalProcess(await processToActOn(instance, nodeId, 'resume'), 'CONT');
}

/** A node as it is now. @throws LabError `node-state` when the action makes no sense now. */
export async function nodeFor(instance: Instance, nodeId: string, action: NodeAction) {
  const [now] = await nodesNow(instance, [knownNode(instance, nodeId)]);
  const found = now!;
  const handle = found.pod && { handle: handleOf(found.pod, false) };
  assertPossible(action, { id: nodeId, state: found.state, ...handle }, instance);
  return found;
}

async function processToActOn(instance: Instance, nodeId: string, action: NodeAction): Promise<ProcessPlace> {
  const { pod } = await nodeFor(instance, nodeId, action);
  if (pod === undefined) throw new RuntimeError('node-state', `${nodeId} has no pod`);
  return processOf(instance, knownNode(instance, nodeId), pod);
}

async function scale(place: KubectlPlace, nodeIds: readonly string[], replicas: 0 | 1): Promise<void> {
  await kubectl(place, ['scale', 'statefulset', ...nodeIds, `--replicas=${replicas}`]);
}

/** Connects now and sends when called: a process that starts first would take tenths of a second longer. */
function preparedScaleToZero(place: KubectlPlace, nodeId: string, signal: AbortSignal): () => Promise<void> {
  const { namespace } = place;
  const path = `/apis/apps/v1/namespaces/${namespace}/statefulsets/${nodeId}/scale`;
  const child = kubectlStream(place, ['replace', '--raw', path, '--filename', '-'], signal);
  child.stdin.on('error', () => undefined);
  const metadata = { name: nodeId, namespace };
  return async () => {
    child.stdin.end(
      JSON.stringify({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas: 0 } }),
    );
    const output = await child;
    if (output.exitCode !== 0) throw kubectlError('kubectl scale', output, place.context);
  };
}

/** Resolves once a pod is to be deleted; rejects when it is not seen. */
function deletionOf({ place, pod }: ProcessPlace, signal: AbortSignal): Promise<void> {
  const format = 'jsonpath={.metadata.deletionTimestamp}{"\\n"}';
  const child = kubectlStream(place, ['get', 'pod', pod, '--watch', '--output', format], signal);
  const seen = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== '') resolve();
    });
    void child.then((output) => reject(kubectlError('kubectl get pod', output, place.context)));
  });
  // Whoever waits for it hears of a failure; when nobody does any more it is none.
  seen.catch(() => undefined);
  return seen;
}
