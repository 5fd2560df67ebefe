/** Runs smoke checks, those that can at the same time, and leaves nothing of them in the cluster. */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { clientTimes } from '../client/kafkajs/client-limits.ts';
import { createKafka } from '../client/kafkajs/kafka.ts';
import { settingsOfBrokers } from '../client/kafkajs/settings-in-force.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { brokersOf } from '../kafka/node.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import type { CheckResult, KafkaFactory, SmokeCheck } from './kit/check.ts';
import { giveLeadersBack, removeTraces, startNodes, untilWhole } from './kit/cleanup.ts';
import { smokeChecks } from './index.ts';
import { describeError, runCheck } from './kit/run-check.ts';
import { SharedOutage } from './kafka/shared-outage.ts';
import { track, type Tracked } from './kit/tracking.ts';

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
  /** Makes the clients that checks use. @default clients of the cluster's brokers */
  readonly kafka?: KafkaFactory;
  /** Time for each check, in milliseconds. @default each check's own */
  readonly timeoutMs?: number;
}

/** The result that says what could not be left as it was. */
const cleanupName = 'cleanup';
const cleanupClaim = 'The checks leave the cluster as they found it.';
const somethingLeft = 'something of the checks is left';

/**
 * Runs the checks that break nothing at the same time, then those that share an outage, then the others one by one; one
 * that fails does not stop the rest. Results are told as they come, and returned in the order of the checks.
 * A cluster that cannot be left as it was is a failed result of its own, named `cleanup`.
 * @throws UsageError for a check that does not exist; InterruptedError after the cleanup when the signal fires.
 */
export async function runChecks(
  cluster: RunningCluster,
  given: RunChecksOptions = {},
): Promise<CheckResult[]> {
  const options = { ...given, ...(given.signal && { signal: signalForMany(given.signal) }) };
  const checks = chosenChecks(options.only);
  const prefix = `klab-smoke-${randomBytes(4).toString('hex')}`;
  const kafka =
    options.kafka ?? ((client) => createKafka({ access: cluster, clientId: 'klab-smoke', ...client }));
  const numbers = brokersOf(cluster.topology).map(({ number }) => number);
  const times = clientTimes([...(await settingsOfBrokers(cluster, numbers)).values()]);
  const results: CheckResult[] = [];
  const report = (result: CheckResult): void => {
    results.push(result);
    options.onResult?.(result);
  };
  const run = async (check: SmokeCheck, outage: SharedOutage): Promise<Tracked> => {
    options.onStart?.(check);
    const tracked = track({ ...cluster, ...outage.as(check.name) }, kafka);
    const result = await runCheck(check, tracked, { ...options, times, topicPrefix: prefix });
    // A check that was cut short says nothing of the cluster.
    if (!options.signal?.aborted) report(result);
    await outage.leave(check.name);
    return tracked;
  };
  const strikeOut = await cluster.noteTraces?.(prefix);
  for (const group of groupsOf(checks)) {
    if (options.signal?.aborted) break;
    const outage = new SharedOutage(
      cluster,
      group.map(({ name }) => name),
    );
    const tracked = await Promise.all(group.map((check) => run(check, outage)));
    await settle(cluster, tracked, report, options.onTidy);
  }
  // What could not be removed stays noted, for whoever comes next.
  if (results.every(({ name, outcome }) => name !== cleanupName || outcome !== 'failed')) await strikeOut?.();
  if (options.signal?.aborted) {
    const left = results.filter(({ name }) => name === cleanupName).map(({ detail }) => detail);
    throw new InterruptedError(left.length === 0 ? 'interrupted' : 'interrupted, and not all is as it was:', {
      details: left,
    });
  }
  const places = new Map(checks.map(({ name }, index) => [name, index]));
  const placeOf = ({ name }: CheckResult): number => places.get(name) ?? checks.length;
  return results.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** A signal that fires with another one. More checks listen at the same time than Node takes for a program in order. */
function signalForMany(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

/** Checks that run at the same time, in the order of the groups. */
function groupsOf(checks: readonly SmokeCheck[]): readonly (readonly SmokeCheck[])[] {
  const quiet = checks.filter(({ stopsNodes }) => stopsNodes !== true);
  const sharing = checks.filter(({ sharesOutage }) => sharesOutage === true);
  const others = checks.filter((check) => !quiet.includes(check) && !sharing.includes(check));
  return [quiet, sharing, ...others.map((check) => [check])].filter(({ length }) => length > 0);
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

/**
 * Leaves the cluster as it was before the next checks begin: brings back what was stopped, removes what was made, and
 * gives leaders back last. A leader that goes home takes the groups of its partition along, and whoever wants to remove
 * one of those waits until it is found and loaded again.
 */
async function settle(
  cluster: RunningCluster,
  tracked: readonly Tracked[],
  report: (result: CheckResult) => void,
  onTidy?: (text: string) => void,
): Promise<void> {
  const stopped = await Promise.all(tracked.map((one) => one.stoppedNodes()));
  const isDisturbed = tracked.some((one) => one.wasDisturbed());
  const left = [...new Map(stopped.flat().map((node) => [node.id, node])).values()];
  if (isDisturbed) onTidy?.('bringing every broker back');
  if (left.length > 0) await attempt(report, 'not every node is back', () => startNodes(cluster, left));
  const isWhole =
    !isDisturbed || (await attempt(report, 'the cluster did not heal', () => untilWhole(cluster)));
  const traces = tracked.map((one) => one.traces());
  const topics = new Set(traces.flatMap((one) => [...one.topics]));
  const groups = new Set(traces.flatMap((one) => [...one.groups]));
  if (topics.size + groups.size > 0) {
    onTidy?.('removing topics and groups');
    await attempt(report, somethingLeft, async () => {
      const stay = await removeTraces(cluster, { topics, groups });
      // The cluster is set to keep them: nothing failed, and nothing was left as it was found.
      if (stay.length > 0) report(notTidied(stay));
    });
  }
  const leftovers = tracked.flatMap((one) => [...one.leftovers]);
  if (leftovers.length > 0) report(leftOver(leftovers));
  if (!isDisturbed || !isWhole) return;
  onTidy?.('giving every leader back');
  await attempt(report, 'leaders are not back', () => giveLeadersBack(cluster));
}

function notTidied(topics: readonly string[]): CheckResult {
  const detail = `the brokers delete no topics (delete.topic.enable=false), so these stay: ${topics.join(', ')}`;
  return { name: cleanupName, claim: cleanupClaim, outcome: 'skipped', detail, durationMs: 0 };
}

function leftOver(things: readonly (readonly [what: string, why: string])[]): CheckResult {
  const all = things.map(([what, why]) => `${what} (${why})`).join('; ');
  const detail = `${somethingLeft}: ${all}`;
  return { name: cleanupName, claim: cleanupClaim, outcome: 'failed', detail, durationMs: 0 };
}

/** @returns whether it worked; where it did not, that is a result of its own. */
async function attempt(
  report: (result: CheckResult) => void,
  failure: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const startedMs = performance.now();
  try {
    await work();
    return true;
  } catch (error) {
    const detail = `${failure}: ${describeError(error)}`;
    report({
      name: cleanupName,
      claim: cleanupClaim,
      outcome: 'failed',
      detail,
      durationMs: Math.round(performance.now() - startedMs),
    });
    return false;
  }
}
