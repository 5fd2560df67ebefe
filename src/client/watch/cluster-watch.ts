/** What `klab watch` shows: a running cluster through every broker at once, its nodes, and how fast partitions grow. */
import { performance } from 'node:perf_hooks';
import { Alarm } from '../../alarm.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { EligibleReplicas } from '../wire/describe-topic-partitions.ts';
import { fetchEndOffsets } from '../wire/list-offsets.ts';
import { askEligible, withEligible } from './eligible.ts';
import { MetadataWatch, type Heard } from './metadata-watch.ts';
import { OffsetRates, type Growth } from './offset-rates.ts';
import { mergedPartitions, type ClusterSnapshot } from './snapshot.ts';

/** What is watched. */
export interface ClusterWatchOptions {
  readonly cluster: Pick<RunningCluster, 'topology' | 'brokers' | 'status'>;
  /** The topic to watch. @default all but Kafka's own */
  readonly topic?: string;
}

/** Longer than a busy machine's pauses: a broker must not seem gone that is only slow, nor one that lets in by a password only after a handshake. */
const connectTimeoutMs = { plain: 1_000, secured: 3_000 } as const;
const answerTimeoutMs = 2_000;
const askIntervalMs = 300;
const offsetsIntervalMs = 1_000;
const statusIntervalMs = 1_000;
/** A partition that nobody has told of for so long does not grow. */
const staleMs = 3_000;

/** Asks until it is stopped. */
export class ClusterWatch {
  private readonly options: ClusterWatchOptions;
  private readonly watch: MetadataWatch;
  private readonly rates = new OffsetRates();
  /** When each broker was last asked where its partitions end, by its number. */
  private readonly offsetsAtMs = new Map<number, number>();
  private readonly alarm = new Alarm();
  private nodes: readonly NodeStatus[] = [];
  private partitions: readonly PartitionState[] = [];
  private eligible: EligibleReplicas = new Map();
  private stopped = false;
  private nodesLoop: Promise<void> = Promise.resolve();

  constructor(options: ClusterWatchOptions) {
    this.options = options;
    const { cluster } = options;
    this.watch = new MetadataWatch({
      connectTimeoutMs,
      answerTimeoutMs,
      access: cluster,
      mode: cluster.topology.mode,
      intervalMs: askIntervalMs,
      onAnswer: (heard) => this.askOffsets(heard),
    });
  }

  /** Begins to watch, and returns when everybody has been asked once. */
  async start(): Promise<void> {
    await Promise.all([this.watch.start(), this.askRuntime()]);
    this.nodesLoop = this.watchNodes();
  }

  /** Ends every connection and waits until nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await Promise.all([this.watch.stop(), this.nodesLoop]);
  }

  /** The cluster now. */
  snapshot(): ClusterSnapshot {
    const { answers, controller } = this.watch;
    // A cluster that does not answer at all has its topics all the same.
    if (answers.size > 0) this.partitions = mergedPartitions(answers, this.isWanted);
    const partitions = withEligible(this.partitions, this.eligible);
    return {
      answering: [...answers.keys()].toSorted((a, b) => a - b),
      controller,
      partitions,
      nodes: this.nodes,
    };
  }

  /** How fast a partition grows; undefined before that is known. */
  growthOf({ topic, partition }: PartitionState): Growth | undefined {
    return this.rates.of(topic, partition, performance.now(), staleMs);
  }

  /** Where a partition ends: as far as consumers can read; undefined before that is known. */
  endOf({ topic, partition }: PartitionState): number | undefined {
    return this.rates.endOf(topic, partition);
  }

  private readonly isWanted = (topic: string, internal: boolean): boolean =>
    this.options.topic === undefined ? !internal : topic === this.options.topic;

  private async askOffsets({ broker: { number }, answer, connection }: Heard): Promise<void> {
    if (performance.now() - (this.offsetsAtMs.get(number) ?? -Infinity) < offsetsIntervalMs) return;
    const led = answer.topics
      .filter(({ topic, internal }) => this.isWanted(topic, internal))
      .flatMap(({ partitions }) => partitions.filter(({ leader }) => leader === number));
    this.offsetsAtMs.set(number, performance.now());
    if (led.length === 0) return;
    this.rates.add(await fetchEndOffsets(connection, led, answerTimeoutMs), performance.now());
  }

  private async watchNodes(): Promise<void> {
    while (!this.stopped) {
      await this.alarm.wait(statusIntervalMs);
      if (!this.stopped) await Promise.all([this.askRuntime(), this.askForEligible()]);
    }
  }

  /** With KRaft alone: only there are any kept. */
  private async askForEligible(): Promise<void> {
    const { brokers, topology } = this.options.cluster;
    if (topology.mode !== 'kraft') return;
    const answering = brokers.filter(({ number }) => this.watch.answers.has(number));
    this.eligible = await askEligible({ brokers: answering }, this.partitions, answerTimeoutMs);
  }

  private async askRuntime(): Promise<void> {
    // An engine that does not answer now says nothing of the nodes.
    this.nodes = await this.options.cluster.status().catch(() => this.nodes);
  }
}
