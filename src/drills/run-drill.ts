/** Runs a drill from its topic to its verdict, and heals the cluster however it ends. */
import { assertAllRunning } from '../client/all-running.ts';
import { createPlacedTopic, removeTopic, roundRobinReplicas } from '../client/placed-topic.ts';
import { readWholeTopic } from '../client/read-topic.ts';
import { InterruptedError, LabError, messageOf, RuntimeError } from '../errors.ts';
import { brokersOf } from '../kafka/node.ts';
import type { RunningCluster } from '../runtimes/runtime.ts';
import { limitsFor, drillSettings, watchedBrokers, type DrillOptions } from './drill-setup.ts';
import { DrillSteps } from './drill-steps.ts';
import type { DrillSettings, History, HistoryEvent, ReadBackRecord } from './history.ts';
import { Observer } from './observer.ts';
import type { DrillPlan } from './plan.ts';
import { Recorder } from './recorder.ts';
import { startTraffic } from './traffic.ts';
import { judge, type Verdict, type VerdictInput } from './verdict.ts';

export type { DrillOptions } from './drill-setup.ts';

/** How a drill is watched and interrupted. */
export interface DrillControls {
  /** Interrupts the drill; the cluster is healed before it ends. */
  readonly signal?: AbortSignal;
  /** Told every event as it happens. */
  readonly onEvent?: (event: HistoryEvent) => void;
}

/** A finished drill. */
export interface DrillResult {
  readonly drill: string;
  /** Id of the instance. */
  readonly instance: string;
  /** Name of the topology. */
  readonly topology: string;
  readonly verdict: Verdict;
  readonly history: History;
}

/** Time that records under way get at the end of the traffic, in milliseconds. */
const graceMs = 5_000;

/**
 * Runs the drill.
 * @throws LabError `not-supported` when the topology cannot have it; UsageError for settings that cannot be;
 * InterruptedError; RuntimeError when a node is down or the cluster takes no traffic to begin with, or when a node
 * cannot be brought back. Damage is a verdict, never an error.
 */
export async function runDrill(
  cluster: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions = {},
  { signal = new AbortController().signal, onEvent }: DrillControls = {},
): Promise<DrillResult> {
  const { topology, bootstrap } = cluster;
  const obstacle = plan.preconditions(topology);
  if (obstacle !== undefined)
    throw new LabError('not-supported', `${plan.name} cannot run on ${topology.name}: ${obstacle}`);
  const settings = drillSettings(topology, plan.name, options);
  await assertAllRunning(cluster, 'the drill');
  const recorder = new Recorder();
  if (onEvent !== undefined) recorder.onEvent(onEvent);
  const say = (text: string): void => recorder.record({ type: 'step', text });
  const observer = new Observer({
    topic: settings.topic,
    mode: topology.mode,
    brokers: watchedBrokers(cluster),
    recorder,
  });
  const limits = limitsFor(topology);
  const steps = new DrillSteps({ cluster, plan, settings, limits, observer, recorder, signal });

  const numbers = brokersOf(topology).map(({ number }) => number);
  say(`make topic ${settings.topic}: ${describe(settings)}`);
  await createPlacedTopic(bootstrap, {
    topic: settings.topic,
    replicas: roundRobinReplicas(numbers, settings.partitions, settings.replicationFactor),
    configs: { 'min.insync.replicas': String(settings.minInSyncReplicas), ...options.topicConfigs },
  });
  observer.start();
  const traffic = startTraffic({ ...settings, observer, recorder }, options);
  let result: DrillResult;
  try {
    say(`start traffic: ${Math.round(1_000 / settings.intervalMs)} records/s to each partition`);
    await steps.warmUp();
    for (const step of plan.steps) await steps.run(step);
    say('stop traffic');
    await traffic.stop(graceMs);
    say('read everything back');
    const readBack = await readBackOf(cluster, settings, limits.readBackMs, signal);
    const history = recorder.history(settings);
    const { expectation, notReached } = steps;
    const verdict = judge({ history, readBack, expectation, notReached });
    result = { drill: plan.name, instance: cluster.instance.id, topology: topology.name, verdict, history };
  } catch (error) {
    const notHealed = await cleanUp();
    throw notHealed === undefined ? error : bothOf(error, notHealed);
  }
  const notHealed = await cleanUp();
  if (notHealed !== undefined) throw notHealed;
  return result;

  /**
   * Every part is tried, whatever became of the ones before.
   * @returns why a node could not be brought back: what a person must know.
   */
  async function cleanUp(): Promise<Error | undefined> {
    const [, healed] = await Promise.allSettled([traffic.stop(0), steps.heal()]);
    await observer.stop();
    // A quorum that has just got its majority back needs a moment; one that stays without is not waited for.
    const timeoutMs = healed.status === 'fulfilled' ? 60_000 : 10_000;
    await removeTopic(bootstrap, settings.topic, timeoutMs).catch((error: unknown) => {
      say(`topic ${settings.topic} is left: ${messageOf(error)}`);
    });
    return healed.status === 'rejected' ? (healed.reason as Error) : undefined;
  }
}

/** What ended the drill decides the code; the node that stays away after it must be known as well. */
function bothOf(error: unknown, notHealed: Error): LabError {
  const { code, exitCode, details } =
    error instanceof LabError ? error : new RuntimeError('node-state', notHealed.message);
  const message = `${messageOf(error)}; and then ${notHealed.message}`;
  return new LabError(code, message, { cause: error, exitCode, details });
}

async function readBackOf(
  { bootstrap }: RunningCluster,
  { topic }: DrillSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<VerdictInput['readBack']> {
  try {
    const records = await readWholeTopic({
      bootstrap,
      topic,
      groupId: `${topic}-read-back`,
      timeoutMs,
      signal,
    });
    return records.map(({ partition, offset, key, value }): ReadBackRecord => ({
      partition,
      offset,
      key,
      // Anything that is not a prober's number must show up as unexpected.
      sequence: /^\d+$/.test(value) ? Number(value) : -1,
    }));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { problem: `the topic could not be read back (${(error as Error).message})` };
  }
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
