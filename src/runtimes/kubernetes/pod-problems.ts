/** Why nodes are not there yet, in the words of those who know: the scheduler, the kubelet, the node's own log. */
import { RuntimeError } from '../../errors.ts';
import { labelKeys } from '../../render/kubernetes/labels.ts';
import type { Instance } from '../runtime.ts';
import { kubectl, kubectlJson, type KubectlOptions } from './kubectl.ts';
import { placeOf } from './place.ts';
import {
  eventKey,
  nothingBefore,
  problemOf,
  type Before,
  type EventObject,
  type PodObject,
  type PodProblem,
} from './pod-reading.ts';
import { nodesSelector } from './selectors.ts';

/** Lines of a failing node's log that `up` shows. */
const shownLogLines = 15;

/** One line for each node that is not there yet, with the reason. */
export async function podProblems(
  instance: Instance,
  options: KubectlOptions = {},
): Promise<readonly string[]> {
  return (await examinePods(instance, nothingBefore, options)).map(
    ({ nodeId, reason }) => `${nodeId} ${reason}`,
  );
}

/** What keeps each node from running; nothing for those that run. @param before what does not count */
export async function examinePods(
  instance: Instance,
  before: Before = nothingBefore,
  options: KubectlOptions = {},
): Promise<readonly PodProblem[]> {
  const pods = await listPodObjects(instance, options);
  const problemsWith = (events: readonly EventObject[]): readonly PodProblem[] =>
    instance.topology.nodes.flatMap(({ id }) => problemOf(id, podOf(pods, id), events, before) ?? []);
  // Events tell what a pod does not, such as why there is none. They are many, so they are asked for only then.
  return problemsWith([]).length === 0 ? [] : problemsWith(await listWarnings(instance, options));
}

/** What is there now, for {@link examinePods} later. */
export async function readBefore(instance: Instance, options: KubectlOptions = {}): Promise<Before> {
  const [pods, events] = await Promise.all([
    listPodObjects(instance, options),
    listWarnings(instance, options),
  ]);
  const restarts = pods.map(
    ({ metadata, status }) => [metadata.uid, status?.containerStatuses?.[0]?.restartCount ?? 0] as const,
  );
  return { restarts: Object.fromEntries(restarts), events: new Set(events.map(eventKey)) };
}

/** @throws RuntimeError when waiting for a node is pointless, with its last log lines where it ended by itself. */
export async function assertNoneFailed(instance: Instance, problems: readonly PodProblem[]): Promise<void> {
  const failed = problems.find(({ final }) => final !== undefined);
  if (failed?.final === undefined) return;
  const { nodeId, reason, final } = failed;
  if (final !== 'node-died') throw new RuntimeError(final, `${nodeId} ${reason}`);
  throw new RuntimeError('node-died', `${nodeId} ${reason}; its last log lines:`, {
    details: await lastLines(instance, nodeId),
  });
}

/** Of the container that ended; of the one that runs, where the other's log is gone already. */
async function lastLines(instance: Instance, nodeId: string): Promise<readonly string[]> {
  const args = ['logs', `${nodeId}-0`, '--tail', String(shownLogLines)];
  for (const more of [['--previous'], []]) {
    try {
      const text = await kubectl(placeOf(instance), [...args, ...more]);
      const said = text.split('\n').filter((line) => line.trim() !== '');
      if (said.length > 0) return said;
    } catch {
      // There is no other container, or its log cannot be had: the error is told without it.
    }
  }
  return [];
}

async function listPodObjects(instance: Instance, options: KubectlOptions): Promise<readonly PodObject[]> {
  const selector = nodesSelector(instance);
  const args = ['get', 'pods', '--selector', selector];
  return (await kubectlJson<{ items: readonly PodObject[] }>(placeOf(instance), args, options)).items;
}

async function listWarnings(instance: Instance, options: KubectlOptions): Promise<readonly EventObject[]> {
  const args = ['get', 'events', '--field-selector', 'type=Warning'];
  return (await kubectlJson<{ items: readonly EventObject[] }>(placeOf(instance), args, options)).items;
}

function podOf(pods: readonly PodObject[], nodeId: string): PodObject | undefined {
  return pods.find(({ metadata }) => metadata.labels?.[labelKeys.node] === nodeId);
}
