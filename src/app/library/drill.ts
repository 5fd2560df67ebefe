/** Drills for programs: traffic, a fault, recovery, and a verdict to assert on; and the verdict of a recording. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import {
  aFunction,
  aWord,
  having,
  listOf,
  shapeOf,
  shown,
  texts,
  wholeNumber,
  yesOrNo,
  type Rule,
} from '../../constructs/prop-rules.ts';
import { checkedOptions, type Rules } from '../../constructs/props.ts';
import type { DrillRecording } from '../../drills/record/recording.ts';
import type { DrillPlan } from '../../drills/plan/plan.ts';
import type { DrillControls, DrillOptions, DrillResult } from '../../drills/run/run-drill.ts';
import { TopologyValidationError } from '../../errors.ts';
import type { ClientAsked } from '../clients/asked.ts';
import type { ClientSettings, PreparedClients } from '../clients/prepare.ts';
import { assertCluster, signalRule } from './given.ts';

/** Options of {@link runDrill}. */
export interface RunDrillOptions
  extends Omit<DrillOptions, 'limits'>, Omit<DrillControls, 'office' | 'subjects'> {
  /** Limits that the verdict is held to as well, as `klab drill --expect` takes them: `max-unavailable=3s`. @default none */
  readonly expect?: readonly string[];
  /**
   * Client programs that are measured beside the probers: clients by name (`kafkajs`, `java`), or programs of your own that
   * keep the contract of docs/clients.md. What they saw is in `verdict.subjects`. @default none
   */
  readonly clients?: readonly ClientAsked[];
  /** File with their settings, as Kafka's own clients take them. @default each client's own defaults */
  readonly clientConfig?: string;
  /** Records a second that each of them is asked to write. @default 50 */
  readonly clientRecordsPerSecond?: number;
  /** Folder in which the drill leaves one with its report. @default no report is written */
  readonly reportTo?: string;
}

const acksRule: Rule = (value, at) =>
  value === 'all' || value === 1
    ? { problems: [], value }
    : { problems: [`${at} ${shown(value)} is not possible; use 'all' or 1`] };

const program = having(
  'name',
  "name: 'mine'",
  having(
    'command',
    "command: ['node', 'mine.mjs']",
    shapeOf({ name: aWord, command: listOf(aWord, "'node'") }),
  ),
);

const aClient: Rule = (value, at) => (typeof value === 'string' ? aWord : program)(value, at);

const rules: Rules<RunDrillOptions> = {
  recordsPerSecond: wholeNumber(1, 500),
  acks: acksRule,
  idempotent: yesOrNo,
  recordBytes: wholeNumber(0),
  retryMs: wholeNumber(0),
  requestTimeoutMs: wholeNumber(1),
  partitions: wholeNumber(1),
  replicationFactor: wholeNumber(1),
  minInSyncReplicas: wholeNumber(1),
  topicConfigs: texts,
  consumers: wholeNumber(0),
  transactions: yesOrNo,
  expect: listOf(aWord, "'max-unavailable=3s'"),
  clients: listOf(aClient, "'kafkajs'"),
  clientConfig: aWord,
  clientRecordsPerSecond: wholeNumber(1, 500),
  reportTo: aWord,
  signal: signalRule,
  onEvent: aFunction,
};

/**
 * Breaks a cluster under load, heals it however the drill ends, and judges what it cost.
 * @param plan a drill of the catalogue by its name, such as `kill-leader`, or a plan of your own.
 * @returns what was recorded, and its verdict: `verdict.outcome` is `held`, `broken`, or `unknown`. Damage is never an error.
 * @throws UsageError for a drill that there is not; LabError `not-supported` where the topology cannot have it;
 * RuntimeError where the cluster is not whole to begin with, or a step fails.
 */
export async function runDrill(
  cluster: RunningCluster,
  plan: string | DrillPlan,
  given: RunDrillOptions = {},
): Promise<DrillResult> {
  assertCluster(cluster, 'runDrill');
  const {
    expect = [],
    clients = [],
    clientConfig: configFile,
    clientRecordsPerSecond: recordsPerSecond,
    reportTo,
    signal,
    onEvent,
    ...options
  } = checkedOptions('runDrill', given, rules);
  const [{ assertMayChange }, { officeOf }, { drillNamed }, { parseLimit }, { planProblems }, drill] =
    await Promise.all([
      import('../find/where.ts'),
      import('../office.ts'),
      import('../../drills/index.ts'),
      import('../../drills/plan/limits.ts'),
      import('../../drills/plan/check-plan.ts'),
      import('../../drills/run/run-drill.ts'),
    ]);
  assertMayChange(cluster.instance, 'drill', cluster.keepWhole === undefined, 'attach with mayBreak: true');
  const problems = typeof plan === 'string' ? [] : planProblems(plan);
  if (problems.length > 0)
    throw new TopologyValidationError(
      problems.map((message) => ({ path: 'runDrill', message: `plan: ${message}` })),
    );
  const chosen = typeof plan === 'string' ? drillNamed(plan) : plan;
  const limits = expect.map(parseLimit);
  const reports = reportTo === undefined ? undefined : await import('../report-folder.ts');
  const office = officeOf(cluster);
  const prepared = await preparedFor(cluster, clients, { configFile, recordsPerSecond }, signal);
  try {
    const controls = {
      office,
      subjects: prepared,
      ...(signal && { signal }),
      ...(onEvent && { onEvent }),
    };
    const result = await drill.runDrill(cluster, chosen, { ...options, limits }, controls);
    if (reportTo !== undefined) await reports?.writeDrillReport(reportTo, result);
    return result;
  } finally {
    await prepared?.[Symbol.asyncDispose]();
  }
}

async function preparedFor(
  cluster: RunningCluster,
  clients: readonly ClientAsked[],
  settings: ClientSettings,
  signal: AbortSignal | undefined,
): Promise<PreparedClients | undefined> {
  if (clients.length === 0) return undefined;
  const { prepareClients } = await import('../clients/prepare.ts');
  return await prepareClients(clients, settings, cluster, signal);
}

/**
 * Judges a drill again.
 * @param recording what was recorded, or where it is: a report's folder, or its events.
 * @throws UsageError where there is no whole recording.
 */
export async function judge(recording: string | DrillRecording): Promise<DrillResult> {
  const [verdict, { recordingAt }] = await Promise.all([
    import('../../drills/judge/verdict.ts'),
    import('../recordings.ts'),
  ]);
  const recorded = typeof recording === 'string' ? (await recordingAt(recording)).recording : recording;
  return { ...recorded, verdict: verdict.judge(recorded) };
}
