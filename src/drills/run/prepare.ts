/** Makes everything that a drill runs with; nothing of the cluster is touched but what is asked of its brokers. */
import { clientTimes } from '../../client/kafkajs/client-limits.ts';
import { roundRobinReplicas, type PlacedTopic } from '../../client/topics/placed-topic.ts';
import { assertAllRunning } from '../../cluster/all-running.ts';
import type { CertificateOffice } from '../../cluster/certificates.ts';
import { withJoining, type RunningCluster } from '../../cluster/running-cluster.ts';
import { UsageError } from '../../errors.ts';
import { brokersOf } from '../../kafka/node.ts';
import { brokersAllow } from '../plan/brokers-allow.ts';
import { SettingsInForce } from '../plan/in-force.ts';
import { assertHasClients, assertPossibleOn } from '../plan/obstacles.ts';
import type { DrillPlan } from '../plan/plan.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { limitsFor } from '../plan/waits.ts';
import type { HistoryEvent } from '../record/history.ts';
import { Recorder } from '../record/recorder.ts';
import type { DrillSubjects } from '../subjects/subject.ts';
import { DrillTraffic } from '../traffic/clients.ts';
import { trafficDefaults } from '../traffic/probers.ts';
import { EligibleWatch } from '../watch/eligible-watch.ts';
import { NodeWatch } from '../watch/node-watch.ts';
import { Observer } from '../watch/observer.ts';
import { ServicesBack } from './services-back.ts';
import { drillSettings, type DrillOptions } from './setup.ts';
import { DrillSteps } from './steps.ts';

/** How a drill is watched and interrupted. */
export interface DrillControls {
  /** Interrupts the drill; the cluster is healed before it ends. */
  readonly signal?: AbortSignal;
  /** Told every event as it happens. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Issues certificates. @default plans that replace them are refused */
  readonly office?: CertificateOffice | undefined;
  /** Client programs to measure beside the probers. @default none */
  readonly subjects?: DrillSubjects | undefined;
}

/** Everything that one drill runs with. */
export type Drill = Awaited<ReturnType<typeof prepareDrill>>;

/** Makes all of it; the drill's own acts go through its cluster. @throws LabError `not-supported`; UsageError; RuntimeError when a node is down */
export async function prepareDrill(
  given: RunningCluster,
  plan: DrillPlan,
  options: DrillOptions,
  { signal = new AbortController().signal, onEvent, office, subjects }: DrillControls,
) {
  const { topology } = given;
  await assertPossibleOn(given, plan, office);
  const settings = drillSettings(topology, plan.name, options);
  assertCopies(plan, settings);
  assertHasClients(plan, subjects?.all.length ?? 0);
  await assertAllRunning(given, 'the drill');
  const recorder = new Recorder();
  const watch = new NodeWatch(given, recorder);
  const { cluster } = watch;
  if (onEvent !== undefined) recorder.onEvent(onEvent);
  const say = (text: string): void => recorder.record({ type: 'step', text });
  const observer = new Observer({
    topic: settings.topic,
    mode: topology.mode,
    access: withJoining(cluster),
    ...(given.quorum && { quorum: given.quorum }),
    recorder,
    toCome: cluster.joining?.map(({ node }) => node.number) ?? [],
  });
  const limits = limitsFor(topology);
  const inForce = new SettingsInForce(cluster, settings, say);
  const times = clientTimes(await brokersAllow(cluster, settings));
  const placed = placedTopic(cluster, settings, options);
  const known = {
    plan,
    options,
    cluster,
    settings,
    placed,
    limits,
    recorder,
    observer,
    watch,
    inForce,
    signal,
    office,
    besidePrograms: (subjects?.all.length ?? 0) > 0,
  };
  return {
    ...known,
    // Only with KRaft are there any.
    eligible:
      topology.mode === 'kraft' ? new EligibleWatch({ access: cluster, observer, recorder }) : undefined,
    services: new ServicesBack(cluster, recorder),
    steps: new DrillSteps(known),
    traffic: new DrillTraffic({
      ...known,
      subjects,
      newcomers: plan.certificates === true,
      members: plan.members ?? 1,
      ...trafficDefaults(options),
      access: withJoining(cluster),
      times,
    }),
    say,
  };
}

function assertCopies({ name, leastCopies = 1 }: DrillPlan, { replicationFactor }: DrillSettings): void {
  if (replicationFactor >= leastCopies) return;
  throw new UsageError(
    `${name} cannot run with replication factor ${replicationFactor}; use ${leastCopies} or more`,
  );
}

function placedTopic(
  { topology }: RunningCluster,
  { topic, partitions, replicationFactor, minInSyncReplicas }: DrillSettings,
  { topicConfigs }: DrillOptions,
): PlacedTopic {
  const numbers = brokersOf(topology).map(({ number }) => number);
  return {
    topic,
    replicas: roundRobinReplicas(numbers, partitions, replicationFactor),
    configs: { 'min.insync.replicas': String(minInSyncReplicas), ...topicConfigs },
  };
}
