/** Runs one check: bounds its time, watches what it opens, and turns its end into a result. */
import { isOfKafkajs } from '../../client/kafkajs/error-type.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultClientTimes, type ClientTimes } from '../../client/kafkajs/client-limits.ts';
import { silentBrokers, silentWords } from '../../client/watch/living-view.ts';
import { InterruptedError, LabError } from '../../errors.ts';
import { brokersOf, servicesOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { CheckContext, CheckOutcome, CheckResult, SecurityNeed, SmokeCheck } from './check.ts';
import type { Tracked } from './tracking.ts';

/** What a single run needs. */
export interface RunCheckRequest {
  readonly topicPrefix: string;
  /** Times that the brokers allow to clients. @default those that Kafka's own defaults allow */
  readonly times?: ClientTimes;
  /** Interrupts the check. */
  readonly signal?: AbortSignal;
  /** Told what the check does now. */
  readonly onNote?: (check: SmokeCheck, text: string) => void;
  /** Time for the check, in milliseconds. @default the check's own */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;

/** How long a request under way may still take, in milliseconds. */
const answerMs = 5_000;

/** How long a check that had its time may take to notice, in milliseconds. */
const graceMs = 10_000;

/** Why a check is not for this cluster, whoever would be right about it. */
function whyLeftOut(
  { stopsNodes = false, onlyReads = false }: SmokeCheck,
  cluster: RunningCluster,
): string | undefined {
  if (stopsNodes) return cluster.obstacleTo?.('signals') ?? cluster.keepWhole ?? whyNotDown(cluster);
  return onlyReads ? undefined : cluster.keepUnwritten;
}

/** What a stopped broker costs can be shown only where it stays down until it is started. */
function whyNotDown(cluster: RunningCluster): string | undefined {
  const [by] = brokersOf(cluster.topology).flatMap(({ id }) => cluster.restarterOf?.(id) ?? []);
  return by === undefined
    ? undefined
    : `needs a broker to stay down, and ${by} starts it whenever it ends; a drill takes it as it comes`;
}

/** Never throws: whatever happens in the check is its result. When it returns, the check holds no client open. */
export async function runCheck(
  check: SmokeCheck,
  tracked: Tracked,
  request: RunCheckRequest,
): Promise<CheckResult> {
  const startedMs = performance.now();
  const end = new AbortController();
  let doing = 'starting';
  const context: CheckContext = {
    cluster: tracked.cluster,
    kafka: tracked.kafka,
    topicPrefix: request.topicPrefix,
    leftovers: tracked.leftovers,
    times: request.times ?? defaultClientTimes,
    signal: end.signal,
    note(text) {
      doing = text;
      if (!end.signal.aborted) request.onNote?.(check, text);
    },
  };
  const result = (outcome: CheckOutcome, detail: string): CheckResult => {
    const durationMs = Math.round(performance.now() - startedMs);
    return { name: check.name, claim: check.claim, outcome, detail, durationMs };
  };
  const { topology } = tracked.cluster;
  const lacks = lackOf(check, topology);
  const needed = lacks === 'security' ? `needs ${check.security!.what}: the topology has none` : undefined;
  const skipped = whyLeftOut(check, tracked.cluster) ?? needed ?? check.skipReason?.(context);
  if (skipped !== undefined) {
    return { ...result('skipped', skipped), ...(lacks !== undefined && { lacks }) };
  }
  const timeoutMs = request.timeoutMs ?? check.timeoutMs ?? defaultTimeoutMs;
  const running = check.run(context);
  try {
    const ended = endOf(timeoutMs, request.signal, () => doing);
    const detail = await Promise.race([running, ended.promise]).finally(ended.cancel);
    return result('passed', detail);
  } catch (error) {
    return result('failed', await describeFailure(error, tracked));
  } finally {
    end.abort();
    tracked.forbidFaults();
    const over = running.catch(() => undefined);
    // A request under way is answered first: one that is cut off may still make its topic after the clean-up.
    await Promise.race([over, delay(answerMs, undefined, { ref: false })]);
    await tracked.disconnectAll();
    await Promise.race([over, delay(graceMs, undefined, { ref: false })]);
  }
}

function lackOf({ service, security }: SmokeCheck, topology: ResolvedTopology): CheckResult['lacks'] {
  if (security !== undefined && !isThere(security, topology)) return 'security';
  if (service === undefined) return undefined;
  return servicesOf(topology).some(({ software }) => software === service) ? undefined : service;
}

function isThere(need: SecurityNeed, topology: ResolvedTopology): boolean {
  return topology.security !== undefined && need.isThere(topology, topology.security);
}

/** Rejects once the check has had its time or the run is interrupted. */
function endOf(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  doing: () => string,
): { promise: Promise<never>; cancel: () => void } {
  let cancel = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const interrupt = (): void => reject(new InterruptedError(`interrupted while ${doing()}`));
    const timer = setTimeout(
      () => reject(new LabError('check-failed', `gave up after ${timeoutMs} ms while ${doing()}`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    cancel = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
    };
  });
  return { promise, cancel };
}

/** An error in one line; what nobody threw on purpose is a defect and says where. */
export function describeError(error: unknown): string {
  if (error instanceof LabError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (isOfKafkajs(error)) return `the client gave up: ${inOneLine(error.message)}`;
  const place = error.stack?.split('\n')[1]?.trim() ?? '';
  return `${error.name}: ${error.message} ${place} (a defect of the check; please report it)`;
}

/**
 * Why a check failed, in one line. A broker that does not answer explains what clients meet, whichever of them it was
 * and in whatever words; what a check found by itself stands beside it. One that the check has stopped explains nothing.
 */
async function describeFailure(thrown: unknown, tracked: Tracked): Promise<string> {
  const said = describeError(thrown);
  if (thrown instanceof InterruptedError) return said;
  const stopped = new Set((await tracked.stoppedNodes()).map(({ id }) => id));
  const silent = (await silentBrokers(tracked.cluster).catch(() => [])).filter(({ id }) => !stopped.has(id));
  if (silent.length === 0) return said;
  const isNews = thrown instanceof LabError && thrown.code !== 'client';
  const isNamed = silent.every(({ id }) => said.includes(id));
  if (isNews && isNamed) return said;
  const unanswered = `no answer from ${silentWords(silent)}`;
  return isNews && !said.includes('does not answer') ? `${unanswered}; ${said}` : unanswered;
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
