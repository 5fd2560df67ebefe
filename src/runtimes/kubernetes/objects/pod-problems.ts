/** Why nodes are not there yet, in the words of those who know: the scheduler, the kubelet, the node's own log. */
import { RuntimeError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { nodeDied } from '../../up/log-watch.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listObjects, nodeOf, type PodObject } from '../kubectl/objects.ts';
import { assertThere } from './gone.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { placeOf } from '../place/place.ts';
import {
  eventKey,
  nothingBefore,
  problemOf,
  type Before,
  type EventObject,
  type PodProblem,
} from './pod-reading.ts';
import { nodesSelector } from '../kubectl/selectors.ts';

/** How much of a log is read for its first error, in bytes. */
const mostLogBytes = 4_000_000;

/** One line for each node that is not there yet, with the reason. */
export async function podProblems(instance: Instance): Promise<readonly string[]> {
  return (await examinePods(instance)).map(({ nodeId, reason }) => `${nodeId} ${reason}`);
}

/** What keeps each node from running; nothing for those that run. @param before what does not count */
export async function examinePods(
  instance: Instance,
  before: Before = nothingBefore,
  options: KubectlOptions = {},
): Promise<readonly PodProblem[]> {
  const pods = await listPodObjects(instance, options);
  const problemsWith = (events: readonly EventObject[]): readonly PodProblem[] =>
    instance.topology.nodes.flatMap(({ id }) => {
      const pod = pods.find((each) => nodeOf(each) === id);
      return problemOf(id, pod, events, before) ?? [];
    });
  // Events tell what a pod does not, such as why there is none. They are many, so they are asked for only then.
  if (problemsWith([]).length === 0) return [];
  if (pods.every(({ metadata }) => metadata.deletionTimestamp !== undefined))
    await assertThere(instance, options);
  const problems = problemsWith(await listWarnings(instance, options));
  return problems.some(({ unlessFreed }) => unlessFreed !== undefined)
    ? judgeQuotas(problems, before, await isAnythingEnding(instance, options))
    : problems;
}

/** What is used up stays so, but for what ends; a refusal from while it ended says nothing of now. */
function judgeQuotas(
  problems: readonly PodProblem[],
  { excused }: Before,
  isEnding: boolean,
): readonly PodProblem[] {
  return problems.map((problem) => {
    const { unlessFreed } = problem;
    if (unlessFreed === undefined) return problem;
    if (isEnding) excused?.add(unlessFreed);
    return isEnding || excused?.has(unlessFreed) === true
      ? problem
      : { ...problem, final: 'cluster-refused' as const };
  });
}

/** Whether a pod of the namespace, whosoever, is about to give something back. */
async function isAnythingEnding(instance: Instance, options: KubectlOptions): Promise<boolean> {
  const pods = await listObjects<PodObject>(placeOf(instance), ['pods'], options);
  return pods.some(({ metadata }) => metadata.deletionTimestamp !== undefined);
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
  return {
    restarts: Object.fromEntries(restarts),
    events: new Set(events.map(eventKey)),
    excused: new Set(),
  };
}

/** @throws RuntimeError when waiting for a node is pointless, with the cause in its log where it ended by itself. */
export async function assertNoneFailed(instance: Instance, problems: readonly PodProblem[]): Promise<void> {
  const failed = problems.find(({ final }) => final !== undefined);
  if (failed?.final === undefined) return;
  const { nodeId, reason, final } = failed;
  if (final !== 'node-died') throw new RuntimeError(final, `${nodeId} ${reason}`);
  throw nodeDied(`${nodeId} ${reason}`, await endedLog(instance, nodeId));
}

/** Of the container that ended; of the one that runs, where the other's log is gone already. */
async function endedLog(instance: Instance, nodeId: string): Promise<readonly string[]> {
  const args = ['logs', `${nodeId}-0`, '--limit-bytes', String(mostLogBytes)];
  for (const more of [['--previous'], []]) {
    try {
      const said = lines(await kubectl(placeOf(instance), [...args, ...more]));
      if (said.length > 0) return said;
    } catch {
      // There is no other container, or its log cannot be had: the error is told without it.
    }
  }
  return [];
}

async function listPodObjects(instance: Instance, options: KubectlOptions): Promise<readonly PodObject[]> {
  return await listObjects(placeOf(instance), ['pods', '--selector', nodesSelector(instance)], options);
}

/** Also what is said of claims that wait, which is no warning to whoever says it. Without the right to read them: none. */
async function listWarnings(instance: Instance, options: KubectlOptions): Promise<readonly EventObject[]> {
  const listed = listObjects<EventObject>(placeOf(instance), ['events'], options);
  return (await orWithoutRight(listed, [])).filter(
    ({ type, involvedObject: { kind }, reason = '' }) =>
      type === 'Warning' || (kind === 'PersistentVolumeClaim' && /^FailedBinding|^External/.test(reason)),
  );
}
