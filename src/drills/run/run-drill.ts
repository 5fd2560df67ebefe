/** Runs a drill from its topic to its verdict, and heals the cluster however it ends. */
import { assertAllRunning } from '../../cluster/all-running.ts';
import { clientTimes } from '../../client/kafkajs/client-limits.ts';
import { TopicDeletionDisabled } from '../../client/wire/delete-topic.ts';
import { createPlacedTopic, removeTopic, roundRobinReplicas } from '../../client/topics/placed-topic.ts';
import { InterruptedError, LabError, messageOf, RuntimeError } from '../../errors.ts';
import { brokersOf } from '../../kafka/node.ts';
import { packageVersion } from '../../package-root.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { brokersAllow } from '../plan/brokers-allow.ts';
import { clusterMetrics } from '../watch/cluster-metrics.ts';
import { drillSettings, type DrillOptions } from './setup.ts';
import { limitsFor } from '../plan/waits.ts';
import { DrillClients } from '../traffic/drill-clients.ts';
import { DrillSteps } from './steps.ts';
import type { DrillRecording, VerdictInput } from '../record/recording.ts';
import type { HistoryEvent } from '../record/history.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { SettingsInForce } from '../plan/in-force.ts';
import { loadNotReached, measureLoad } from '../judge/load.ts';
import { NodeWatch } from '../watch/node-watch.ts';
import { Observer } from '../watch/observer.ts';
import { assertPossibleOn } from '../plan/obstacles.ts';
import { stepsOf, type DrillPlan } from '../plan/plan.ts';
import { readBackOf } from '../record/read-back.ts';
import { Recorder } from '../record/recorder.ts';
import { ServicesBack } from './services-back.ts';
import { startTraffic } from '../traffic/traffic.ts';
import { judge, type Verdict } from '../judge/verdict.ts';

export type { DrillOptions } from './setup.ts';

/** How a drill is watched and interrupted. */
export interface DrillControls {
  /** Interrupts the drill; the cluster is healed before it ends. */
  readonly signal?: AbortSignal;
  /** Told every event as it happens. */
  readonly onEvent?: (event: HistoryEvent) => void;
}

/** A drill that ended: what was recorded, and what it proved. */
export interface DrillResult extends DrillRecording {
  readonly verdict: Verdict;
}

/** Time that records under way get at the end of the traffic, in milliseconds. */
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
  { signal = new AbortController().signal, onEvent }: DrillControls = {},
): Promise<DrillResult> {
  const { topology } = given;
  await assertPossibleOn(given, plan);
  const settings = drillSettings(topology, plan.name, options);
  await assertAllRunning(given, 'the drill');
  const recorder = new Recorder();
  const watch = new NodeWatch(given, recorder);
  const { cluster } = watch;
  if (onEvent !== undefined) recorder.onEvent(onEvent);
  const say = (text: string): void => recorder.record({ type: 'step', text });
  const observer = new Observer({ topic: settings.topic, mode: topology.mode, access: cluster, recorder });
  const limits = limitsFor(topology);
  const inForce = new SettingsInForce(cluster, settings, say);
  const times = clientTimes(await brokersAllow(cluster, settings));
  const services = new ServicesBack(cluster, recorder);
  const steps = new DrillSteps({
    cluster,
    plan,
    settings,
    inForce,
    limits,
    observer,
    watch,
    recorder,
    signal,
  });

  const numbers = brokersOf(topology).map(({ number }) => number);
  say(`make topic ${settings.topic}: ${describe(settings)}`);
  const placed = {
    topic: settings.topic,
    replicas: roundRobinReplicas(numbers, settings.partitions, settings.replicationFactor),
    configs: { 'min.insync.replicas': String(settings.minInSyncReplicas), ...options.topicConfigs },
  };
  const clients = new DrillClients({
    access: cluster,
    settings,
    times,
    placed,
    limits,
    recorder,
    signal,
  });
  await createPlacedTopic(cluster, placed);
  observer.start();
  await watch.start();
  const traffic = startTraffic({ ...settings, observer, recorder }, options);
  let readBack: VerdictInput['readBack'] = { problem: 'the drill was interrupted before that' };
  let underReplicated: VerdictInput['underReplicated'];
  let interrupted = false;
  try {
    say(`start traffic: ${Math.round(1_000 / settings.intervalMs)} records/s to each partition`);
    const begun = await allOf([clients.start(), steps.warmUp()]).then(
      () => true,
      (error: unknown) => steps.disturb(error),
    );
    const load = measureLoad(settings, recorder.eventsSoFar());
    if (!load.isReached) say(loadNotReached(load));
    await services.lookBefore();
    for (const step of stepsOf(plan, topology)) {
      if (steps.goesOn(step)) await steps.run(step);
    }
    // While there is traffic still, so that the report shows the count to its end.
    const timeoutMs = steps.isBroken ? graceMs : metricsTimeoutMs;
    underReplicated = await clusterMetrics({ cluster, recorder, timeoutMs, signal });
    if (steps.left === undefined) await inForce.look();
    say('stop traffic');
    if (steps.isBroken && observer.answering().length === 0) {
      // What nobody will bring back is not waited for.
      readBack = { problem: 'no broker answers any more' };
      say('no broker answers any more: nothing is read back');
    } else {
      await traffic.stop(graceMs);
      if (begun) await clients.finish();
      say(`read everything back, ${Math.round(limits.readBackMs / 1_000)} s at most`);
      readBack = await readBackOf(cluster, settings, limits.readBackMs, signal);
    }
    await services.untilBack(steps.isBroken ? graceMs : limits.recoveryMs, signal);
  } catch (error) {
    // What fails once it is interrupted says nothing of the cluster, and must not keep the recording from anybody.
    interrupted = signal.aborted || error instanceof InterruptedError;
    const why = error instanceof InterruptedError ? '' : ` (${messageOf(error)})`;
    if (interrupted) say(`interrupted: heal the cluster${why}`);
    await cleanUp();
    if (!interrupted) throw steps.left === undefined ? error : bothOf(error, steps.left);
  }
  if (!interrupted) await cleanUp();
  const recording: DrillRecording = {
    drill: plan.name,
    instance: cluster.instance.id,
    runtime: cluster.instance.runtime,
    topology,
    klabVersion: packageVersion(),
    history: recorder.history(inForce.current),
    readBack,
    expectation: steps.expectation,
    notReached: steps.notReached,
    ...clients.evidence(),
    ...(underReplicated !== undefined && { underReplicated }),
    ...(services.found.length > 0 && { services: services.found }),
    ...(steps.left !== undefined && { left: steps.left }),
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(interrupted && { interrupted }),
  };
  return { ...recording, verdict: judge(recording) };

  /** Every part is tried, whatever became of the ones before. */
  async function cleanUp(): Promise<void> {
    await Promise.allSettled([traffic.stop(0), steps.heal()]);
    await clients.stop();
    await observer.stop();
    watch.stop();
    // A quorum that has just got its majority back needs a moment; one that stays without is not waited for.
    const timeoutMs = steps.isBroken ? 10_000 : 60_000;
    await removeTopic(cluster, settings.topic, timeoutMs).catch((error: unknown) => {
      const { message } = error as Error;
      say(error instanceof TopicDeletionDisabled ? message : `topic ${settings.topic} is left: ${message}`);
    });
  }
}

/** Waits for all of them, also where one fails: what goes on behind its back would meet the clean-up. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/** What ended the drill decides the code; the node that stays away after it must be known as well. */
function bothOf(error: unknown, left: string): LabError {
  const { code, exitCode, details } =
    error instanceof LabError ? error : new RuntimeError('node-state', left);
  const message = `${messageOf(error)}; and then ${left}`;
  return new LabError(code, message, { cause: error, exitCode, details });
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
