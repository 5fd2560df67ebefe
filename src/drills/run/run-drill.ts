/** Runs a drill from its topic to its verdict, and heals the cluster however it ends. */
import { createPlacedTopic, removeTopic } from '../../client/topics/placed-topic.ts';
import { TopicDeletionDisabled } from '../../client/wire/delete-topic.ts';
import { withJoining, type RunningCluster } from '../../cluster/running-cluster.ts';
import { InterruptedError, messageOf, withLeft } from '../../errors.ts';
import { packageVersion } from '../../package-root.ts';
import { loadNotReached, measureLoad } from '../judge/load.ts';
import { judge, type Verdict } from '../judge/verdict.ts';
import { stepsOf, type DrillPlan } from '../plan/plan.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { readBackOf } from '../record/read-back.ts';
import type { DrillRecording, VerdictInput } from '../record/recording.ts';
import { clusterMetrics } from '../watch/cluster-metrics.ts';
import { prepareDrill, type Drill, type DrillControls } from './prepare.ts';
import type { DrillOptions } from './setup.ts';

export type { DrillControls } from './prepare.ts';
export type { DrillOptions } from './setup.ts';

/** A drill that ended: what was recorded, and what it proved. */
export interface DrillResult extends DrillRecording {
  readonly verdict: Verdict;
}

/** What is known at the end of a drill; each part as soon as it is known, since an interruption may come between. */
interface Ending {
  readBack: VerdictInput['readBack'];
  underReplicated?: VerdictInput['underReplicated'];
  interrupted: boolean;
}

/** Time that a cluster that nobody brings back gets, in milliseconds. */
const graceMs = 5_000;

/** Time that topics beside the drill's own get to be whole again, in milliseconds. */
const metricsTimeoutMs = 30_000;

/**
 * Runs the drill.
 * @throws LabError `not-supported` when the topology cannot have it; UsageError for settings that cannot be;
 * RuntimeError when a node is down or the cluster takes no traffic to begin with, or when a step fails. Damage is a
 * verdict, never an error, and so is a node that could not be brought back; an interruption ends the drill early.
 */
export async function runDrill(
  given: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions = {},
  controls: DrillControls = {},
): Promise<DrillResult> {
  const drill = await prepareDrill(given, plan, options, controls);
  const { steps, cluster, settings } = drill;
  // All that is made has a name that begins so.
  const strikeOut = await cluster.noteTraces?.(settings.topic);
  await begin(drill);
  const ending: Ending = {
    readBack: { problem: 'the drill was interrupted before that' },
    interrupted: false,
  };
  try {
    const isSteady = await untilSteady(drill);
    for (const step of stepsOf(plan, cluster.topology)) {
      if (!steps.goesOn(step)) continue;
      if (step.kind === 'lose-member') await drill.traffic.loseMember();
      else if (step.kind === 'await-clients') await untilClientsBack(drill);
      else await steps.run(step);
    }
    await lookAround(drill, ending);
    await endTraffic(drill, isSteady, ending);
  } catch (error) {
    ending.interrupted = isInterruption(drill, error);
    await cleanUp(drill, strikeOut);
    if (!ending.interrupted)
      throw steps.left === undefined ? error : withLeft(error, `then ${steps.left}`, 'node-state');
    return resultOf(drill, ending);
  }
  await cleanUp(drill, strikeOut);
  return resultOf(drill, ending);
}

/** Makes the topic, and begins to watch it. */
async function begin(drill: Drill): Promise<void> {
  const { cluster, settings, placed, observer, eligible, watch, say } = drill;
  say(`make topic ${settings.topic}: ${describe(settings)}`);
  await createPlacedTopic(cluster, placed);
  observer.start();
  eligible?.start();
  await watch.start();
}

/**
 * Waits until everybody works and there is a baseline to compare with.
 * @returns false where somebody else kept it from being so: the drill ends without a fault then. @throws RuntimeError
 */
async function untilSteady({ settings, recorder, services, steps, traffic, say }: Drill): Promise<boolean> {
  const isSteady = await traffic
    .begin()
    .then(() => allOf([traffic.startCompanions(), steps.warmUp()]))
    .then(
      () => true,
      (error: unknown) => steps.disturb(error),
    );
  const load = measureLoad(settings, recorder.eventsSoFar());
  if (!load.isReached) say(loadNotReached(load));
  await services.lookBefore();
  return isSteady;
}

/** Nobody waits for clients of a cluster that is not back itself. */
async function untilClientsBack({ steps, traffic }: Drill): Promise<void> {
  if (steps.expectation.survives && steps.notReached.length === 0) await traffic.untilBack();
}

/** What the cluster itself counted and is set to, while there is traffic still, so that the report shows it to its end. */
async function lookAround(drill: Drill, ending: Ending): Promise<void> {
  const { steps, inForce } = drill;
  const timeoutMs = steps.isBroken ? graceMs : metricsTimeoutMs;
  ending.underReplicated = await clusterMetrics({ ...drill, timeoutMs });
  if (steps.left === undefined) await inForce.look();
}

/** Ends the traffic, reads everything back, and waits for side services. What nobody will bring back is not waited for. */
async function endTraffic(drill: Drill, isSteady: boolean, ending: Ending): Promise<void> {
  const { cluster, settings, limits, observer, services, steps, traffic, signal, say } = drill;
  say('stop traffic');
  if (steps.isBroken && observer.answering().length === 0) {
    ending.readBack = { problem: 'no broker answers any more' };
    say('no broker answers any more: nothing is read back');
  } else {
    await traffic.finish(isSteady);
    say(`read everything back, ${Math.round(limits.readBackMs / 1_000)} s at most`);
    ending.readBack = await readBackOf(withJoining(cluster), settings, limits.readBackMs, signal);
  }
  await services.untilBack(steps.isBroken ? graceMs : limits.recoveryMs, signal);
}

/** What fails once it is interrupted says nothing of the cluster, and must not keep the recording from anybody. */
function isInterruption({ signal, say }: Drill, error: unknown): boolean {
  const isOwn = error instanceof InterruptedError;
  if (!isOwn && !signal.aborted) return false;
  say(`interrupted: heal the cluster${isOwn ? '' : ` (${messageOf(error)})`}`);
  return true;
}

/**
 * Heals the cluster and removes what the drill made: every part is tried, whatever became of the ones before.
 * @param strikeOut what was noted of it, once it is gone
 */
async function cleanUp(drill: Drill, strikeOut?: () => Promise<void>): Promise<void> {
  const { cluster, settings, observer, eligible, watch, steps, traffic, say } = drill;
  await Promise.allSettled([traffic.halt(), steps.settle()]);
  await traffic.close();
  await eligible?.stop();
  await observer.stop();
  watch.stop();
  // A quorum that has just got its majority back needs a moment; one that stays without is not waited for.
  const timeoutMs = steps.isBroken ? 10_000 : 60_000;
  try {
    await removeTopic(cluster, settings.topic, timeoutMs);
    await strikeOut?.();
  } catch (error) {
    const { message } = error as Error;
    say(error instanceof TopicDeletionDisabled ? message : `topic ${settings.topic} is left: ${message}`);
  }
}

function resultOf(drill: Drill, { readBack, underReplicated, interrupted }: Ending): DrillResult {
  const { plan, options, cluster, recorder, inForce, services, steps, traffic } = drill;
  const recording: DrillRecording = {
    drill: plan.name,
    instance: cluster.instance.id,
    runtime: cluster.instance.runtime,
    topology: {
      ...cluster.topology,
      nodes: [...cluster.topology.nodes, ...(cluster.joining ?? []).map(({ node }) => node)],
    },
    klabVersion: packageVersion(),
    history: recorder.history(inForce.current),
    readBack,
    expectation: steps.expectation,
    notReached: steps.notReached,
    ...traffic.evidence(),
    ...(underReplicated !== undefined && { underReplicated }),
    ...(services.found.length > 0 && { services: services.found }),
    ...(steps.left !== undefined && { left: steps.left }),
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(interrupted && { interrupted }),
  };
  return { ...recording, verdict: judge(recording) };
}

/** Waits for all of them, also where one fails: what goes on behind its back would meet the clean-up. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function describe({
  partitions,
  replicationFactor,
  minInSyncReplicas,
  acks,
  idempotent,
}: DrillSettings): string {
  const producers = idempotent ? 'idempotent' : 'not idempotent';
  return `${partitions} partitions, RF ${replicationFactor}, min ISR ${minInSyncReplicas}; acks=${acks}, producers ${producers}`;
}
