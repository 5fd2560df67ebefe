/** Runs smoke checks one after another and leaves nothing of them in the cluster. */
import { randomBytes } from 'node:crypto';
import { createKafka } from '../client/kafka.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import type { RunningCluster } from '../runtimes/running-cluster.ts';
import type { CheckResult, KafkaFactory, SmokeCheck } from './check.ts';
import { healPartitions, removeTraces, startNodes } from './cleanup.ts';
import { smokeChecks } from './index.ts';
import { describeError, runCheck } from './run-check.ts';
import { track, type Tracked } from './tracking.ts';

/** How to run the checks. */
export interface RunChecksOptions {
  /** Names of the checks to run. @default all */
  readonly only?: readonly string[];
  /** Interrupts the run; what the checks made is removed all the same. */
  readonly signal?: AbortSignal;
  readonly onStart?: (check: SmokeCheck) => void;
  /** Told what the running check does now. */
  readonly onNote?: (check: SmokeCheck, text: string) => void;
  readonly onResult?: (result: CheckResult) => void;
  /** Told what is done between and after checks to leave the cluster as it was. */
  readonly onTidy?: (text: string) => void;
  /** Makes the clients that checks use. @default clients of the cluster's bootstrap addresses */
  readonly kafka?: KafkaFactory;
  /** Time for each check, in milliseconds. @default each check's own */
  readonly timeoutMs?: number;
}

/** The result that says what could not be left as it was. */
const cleanupName = 'cleanup';

/**
 * Runs the checks in their order; one that fails does not stop the rest.
 * A cluster that cannot be left as it was is a failed result of its own, named `cleanup`.
 * @throws UsageError for a check that does not exist; InterruptedError after the cleanup when the signal fires.
 */
export async function runChecks(
  cluster: RunningCluster,
  options: RunChecksOptions = {},
): Promise<CheckResult[]> {
  const checks = chosenChecks(options.only);
  const prefix = `klab-smoke-${randomBytes(4).toString('hex')}`;
  const kafka =
    options.kafka ??
    ((client) => createKafka({ bootstrap: cluster.bootstrap, clientId: 'klab-smoke', ...client }));
  const results: CheckResult[] = [];
  const traces = { topics: new Set<string>(), groups: new Set<string>() };
  const report = (result: CheckResult): void => {
    results.push(result);
    options.onResult?.(result);
  };
  for (const check of checks) {
    if (options.signal?.aborted) break;
    options.onStart?.(check);
    const tracked = track(cluster, kafka);
    const result = await runCheck(check, tracked, { ...options, topicPrefix: prefix });
    // A check that was cut short says nothing of the cluster.
    if (!options.signal?.aborted) report(result);
    await settle(cluster, tracked, report, options.onTidy);
    for (const topic of tracked.traces().topics) traces.topics.add(topic);
    for (const group of tracked.traces().groups) traces.groups.add(group);
  }
  options.onTidy?.('removing topics and groups');
  await attempt(report, 'something of the checks is left', () => removeTraces(cluster, traces));
  if (options.signal?.aborted) {
    const left = results.filter(({ name }) => name === cleanupName).map(({ detail }) => detail);
    throw new InterruptedError(left.length === 0 ? 'interrupted' : 'interrupted, and not all is as it was:', {
      details: left,
    });
  }
  return results;
}

/** @throws UsageError for a name that no check has. */
function chosenChecks(only: readonly string[] | undefined): readonly SmokeCheck[] {
  if (only === undefined) return smokeChecks;
  const names = smokeChecks.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`unknown check "${unknown.join('", "')}"; use ${names.join(', ')}`);
  return smokeChecks.filter(({ name }) => only.includes(name));
}

/** Brings back what a check stopped, and the leaders that moved, before the next one begins. */
async function settle(
  cluster: RunningCluster,
  tracked: Tracked,
  report: (result: CheckResult) => void,
  onTidy?: (text: string) => void,
): Promise<void> {
  const left = await tracked.stoppedNodes();
  if (!tracked.wasDisturbed()) return;
  onTidy?.('bringing every broker and leader back');
  if (left.length > 0) await attempt(report, 'not every node is back', () => startNodes(cluster, left));
  await attempt(report, 'the cluster did not heal', () => healPartitions(cluster));
}

async function attempt(
  report: (result: CheckResult) => void,
  failure: string,
  work: () => Promise<void>,
): Promise<void> {
  const startedMs = performance.now();
  try {
    await work();
  } catch (error) {
    const detail = `${failure}: ${describeError(error)}`;
    const claim = 'The checks leave the cluster as they found it.';
    report({
      name: cleanupName,
      claim,
      outcome: 'failed',
      detail,
      durationMs: Math.round(performance.now() - startedMs),
    });
  }
}
