/** Where a lesson is worked through: finds or makes its cluster, and leaves that as it was found. */
import { giveLeadersBack, removeTraces, startNodes, untilWhole } from '../../checks/kit/cleanup.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError, RuntimeError, UsageError } from '../../errors.ts';
import { labOf, type Lab } from '../../lessons/lab.ts';
import type { UnderWay } from '../../lessons/learner.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { runtimeOf } from '../../runtimes/choose.ts';
import { takeDown } from '../../runtimes/up/down.ts';
import { bringUpNamed } from '../bring-up.ts';
import type { Caller } from '../caller.ts';
import { clusterNamed } from '../find/cluster.ts';
import type { PortOffset } from '../free-offset.ts';
import { silenceOf } from '../node.ts';
import { drillReportsOf } from './drill-reports.ts';

/** Where the cluster of a lesson is to be. */
export interface ClassroomOptions {
  /** Runtime. @default that of the one that is up; for one that is brought up KLAB_ON, else the lab's own */
  readonly on?: string | undefined;
  /** Added to every port of one that is brought up. @default 0 */
  readonly portOffset?: PortOffset | undefined;
}

/** The cluster of a lesson that begins: one of its topology that is up, else one that is made. @throws LabError */
export async function openClassroom(
  { topology }: Lesson,
  { on, portOffset = 0 }: ClassroomOptions,
  caller: Caller,
): Promise<{ readonly cluster: RunningCluster; readonly made: boolean }> {
  const { topologies } = caller;
  try {
    const options = { on, running: 'a broker', breaking: 'work through a lesson on' } as const;
    return { cluster: await clusterNamed(topology, topologies, options), made: false };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
  }
  const { cluster } = await bringUpNamed(topology, { on, portOffset, overrides: {}, where: {} }, caller);
  return { cluster, made: true };
}

/** The cluster of a lesson that is under way. @throws LabError with what to do where it is gone */
export async function enterClassroom(
  { instance, lesson }: UnderWay,
  { topologies }: Caller,
): Promise<RunningCluster> {
  try {
    return await clusterNamed(instance, topologies, {
      running: 'a broker',
      breaking: 'work through a lesson on',
    });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'no-instance') throw error;
    throw new UsageError(
      `${instance}, the cluster of lesson ${lesson}, is gone; end the lesson: klab lesson end, then begin anew: klab lesson start ${lesson}`,
      { cause: error },
    );
  }
}

/** What checks look with. @param sinceMs when the step was begun, in milliseconds since 1970. @default whatever there is may be of it */
export function labIn(cluster: RunningCluster, sinceMs = 0): Lab {
  return labOf(cluster, { sinceMs, reports: () => drillReportsOf(cluster.instance.id) });
}

/** Brings back what the lesson has stopped, and removes what it has made. @throws RuntimeError with what is left */
export async function tidyClassroom(
  cluster: RunningCluster,
  { topics, groups, tidy }: Lesson,
  { progress }: Caller,
): Promise<void> {
  const stopped = (await cluster.status()).filter(({ state }) => state !== 'running');
  if (stopped.length > 0) {
    progress.step(`bringing ${stopped.map(({ id }) => id).join(', ')} back`);
    await startNodes(cluster, stopped);
    // One that was killed a moment ago still counts as in sync: it must have come back first.
    const ids = stopped.map(({ id }) => id);
    const silence = await silenceOf(cluster, ids, (reason) => progress.update(reason));
    if (silence !== undefined)
      throw new RuntimeError('not-ready', `${ids.join(', ')} was started: ${silence}`);
  }
  progress.step(`removing what the lesson has made`);
  await tidy?.(labIn(cluster));
  await removeTraces(cluster, { topics: new Set(topics), groups: new Set(groups) });
  if (stopped.length > 0) {
    progress.step('waiting until every copy is in sync');
    await untilWhole(cluster);
    // A later lesson says beforehand who leads.
    await giveLeadersBack(cluster);
  }
  progress.succeed(`${cluster.instance.id} is as it was`);
}

/** Takes the cluster down with its data. */
export async function closeClassroom({ instance }: RunningCluster, { progress }: Caller): Promise<void> {
  progress.step(`taking ${instance.id} down`);
  await takeDown(runtimeOf(instance), instance, { progress });
  progress.succeed(`${instance.id} is gone, with its data`);
}
