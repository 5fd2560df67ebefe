/** Takes what a topology's Prometheus saw of the brokers during a drill into its recording. */
import type { ServicePlace } from '../../client/services/address.ts';
import {
  instantQuery,
  prometheusOf,
  rangeQuery,
  scrapeIntervalMs,
  type MetricSeries,
} from '../../client/services/prometheus.ts';
import { InterruptedError, LabError, messageOf } from '../../errors.ts';
import { brokerMetrics } from '../../kafka/metrics-rules.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { faultSpans } from '../judge/fault-spans.ts';
import type { Recorder } from '../record/recorder.ts';
import { measureUnderReplicated } from '../judge/auditors/under-replicated.ts';
import { type UnderReplicatedSample } from '../record/recording.ts';

const metric = brokerMetrics.underReplicatedPartitions;
/** Prometheus answers a range with 11,000 steps at most. */
const mostSteps = 10_000;

/** What is asked for. */
export interface ClusterMetricsOptions {
  readonly cluster: Pick<RunningCluster, 'topology'> & {
    readonly instance: Pick<RunningCluster['instance'], 'portOffset'>;
  };
  readonly recorder: Recorder;
  /** How long the count may take to come back once the drill's own topic is whole: it is of all topics. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until every broker was scraped once more and counts no more than before the faults, and gives the whole count;
 * undefined where the topology has no Prometheus, or it does not answer, which a step then says.
 * @throws InterruptedError when the signal fires.
 */
export async function clusterMetrics(
  options: ClusterMetricsOptions,
): Promise<readonly UnderReplicatedSample[] | undefined> {
  const { cluster, recorder, signal } = options;
  const place = prometheusOf(cluster.topology, cluster.instance.portOffset, signal);
  if (place === undefined) return undefined;
  const say = (text: string): void => recorder.record({ type: 'step', text });
  try {
    say('ask Prometheus what the brokers counted');
    const ask = () => samplesSoFar(place, cluster.topology, recorder);
    // An exporter with a configuration of its own may not serve it, and will not by waiting.
    if ((await ask()).length > 0) {
      const problem = await obstacleToCalm(place, options);
      if (problem !== undefined) say(problem);
      return await ask();
    }
    say(`${place.nodeId} has no ${metric}: the drill is judged without it`);
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    say(`${messageOf(error)}; the drill is judged without its metrics`);
  }
  return undefined;
}

async function obstacleToCalm(
  place: ServicePlace,
  { cluster: { topology }, recorder, timeoutMs, signal }: ClusterMetricsOptions,
): Promise<string | undefined> {
  const askedAt = Date.now() / 1_000;
  const what = 'Prometheus to see every broker, and no more under-replicated partitions than before';
  const probe = async (): Promise<true | NotYet> => {
    const scrapes = await instantQuery(place, `timestamp(${metric})`);
    const unseen = brokersOf(topology).filter(
      ({ id }) => !scrapes.some(({ labels, value }) => labels['node'] === id && value > askedAt),
    );
    if (unseen.length > 0) return new NotYet(`${unseen.map(({ id }) => id).join(', ')} not scraped`);
    const faults = faultSpans(recorder.eventsSoFar());
    // While a fault is open there is nothing to come back to.
    if (faults.some(({ healMs }) => healMs === null)) return true;
    const samples = await samplesSoFar(place, topology, recorder);
    const back = measureUnderReplicated(samples, faults)?.backAfterMs !== null;
    return back || new NotYet('it counts more');
  };
  try {
    await waitFor({ what, timeoutMs, intervalMs: 250, signal }, probe);
    return undefined;
  } catch (error) {
    if (error instanceof LabError && error.code === 'not-ready') return error.message;
    throw error;
  }
}

/** One sample per step from the recording's beginning until now, by the wall clock of this host. */
async function samplesSoFar(
  place: ServicePlace,
  topology: ResolvedTopology,
  recorder: Recorder,
): Promise<readonly UnderReplicatedSample[]> {
  const originMs = Date.parse(recorder.startedAt);
  const lengthMs = recorder.nowMs();
  const endMs = Math.round(originMs + lengthMs);
  const stepMs = Math.max(1_000, Math.ceil(lengthMs / mostSteps));
  // Steps are counted back from now, so that the newest scrape is among them.
  const startMs = endMs - Math.floor(lengthMs / stepMs) * stepMs;
  // Prometheus fills five minutes with the last it knows: a time in which it was away itself would look calm.
  const mostAgeMs = 2 * (await scrapeIntervalMs(place)) + 1_000;
  const query = `${metric} and (time() - timestamp(${metric}) < ${mostAgeMs / 1_000})`;
  const series = await rangeQuery(place, query, { startMs, endMs, stepMs });
  return series.length === 0 ? [] : samplesOf(series, topology, { startMs, endMs, stepMs, originMs });
}

/** Puts brokers' series side by side; a step without any stays, since nobody scraped is not nobody short of copies. */
export function samplesOf(
  series: readonly MetricSeries[],
  topology: ResolvedTopology,
  { startMs, endMs, stepMs, originMs }: Readonly<Record<'startMs' | 'endMs' | 'stepMs' | 'originMs', number>>,
): readonly UnderReplicatedSample[] {
  const known = brokersOf(topology).flatMap(({ id, number }) => {
    const own = series.find(({ labels }) => labels['node'] === id);
    return own === undefined ? [] : [{ number, counts: new Map(own.points) }];
  });
  const samples: UnderReplicatedSample[] = [];
  for (let at = startMs; at <= endMs && known.length > 0; at += stepMs) {
    const brokers = known.flatMap(({ number, counts }): [number, number][] => {
      const count = counts.get(at);
      return count === undefined ? [] : [[number, count]];
    });
    samples.push({ atMs: at - originMs, brokers });
  }
  return samples;
}
