/** Watches a running cluster through every broker at once, so that a dead one delays nothing, and breaks nothing. */
import type { PartitionState } from '../../cluster/partition.ts';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerAccess } from '../../cluster/access.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { NodeStatus } from '../../cluster/runtime.ts';
import { describeQuorum } from '../wire/describe-quorum.ts';
import { BrokerConnection } from '../wire/connection.ts';
import { fetchEndOffsets, type EndOffset, type TopicPartition } from '../wire/list-offsets.ts';
import { fetchMetadata, type MetadataAnswer } from '../wire/fetch-metadata.ts';
import { OffsetRates, type Growth } from './offset-rates.ts';
import { mergedPartitions, namedController, type ClusterSnapshot } from './snapshot.ts';

/** What is watched. */
export interface ClusterWatchOptions {
  readonly cluster: Pick<RunningCluster, 'topology' | 'brokers' | 'status'>;
  /** The topic to watch. @default all but Kafka's own */
  readonly topic?: string;
}

const connectTimeoutMs = 1_000;
/** Longer than a busy machine's pauses: a broker must not seem gone that is only slow. */
const answerTimeoutMs = 2_000;
const askIntervalMs = 300;
const offsetsIntervalMs = 1_000;
const controllerIntervalMs = 500;
const statusIntervalMs = 1_000;
/** A partition that nobody has told of for so long does not grow. */
const staleMs = 3_000;

/** Asks until it is stopped. */
export class ClusterWatch {
  private readonly options: ClusterWatchOptions;
  private readonly brokers: readonly BrokerAccess[];
  private readonly answers = new Map<number, MetadataAnswer>();
  private readonly rates = new OffsetRates();
  private readonly stopping = new AbortController();
  private nodes: readonly NodeStatus[] = [];
  private partitions: readonly PartitionState[] = [];
  private controller = -1;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(options: ClusterWatchOptions) {
    this.options = options;
    this.brokers = options.cluster.brokers;
  }

  /** Begins to watch, and returns when everybody has been asked once. */
  async start(): Promise<void> {
    const connections = this.brokers.map((broker) => new BrokerWatch(broker));
    await Promise.all([...connections.map((broker) => this.ask(broker)), this.askRuntime()]);
    await this.askQuorum(0);
    this.loops = Promise.all([
      ...connections.map((broker) =>
        this.repeat(askIntervalMs, () => this.ask(broker)).finally(() => broker.close()),
      ),
      this.repeat(statusIntervalMs, () => this.askRuntime()),
      this.repeat(controllerIntervalMs, (turn) => this.askQuorum(turn)),
    ]);
  }

  /** Ends every connection and waits until nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loops;
  }

  /** The cluster now. */
  snapshot(): ClusterSnapshot {
    // A cluster that does not answer at all has its topics all the same.
    if (this.answers.size > 0) this.partitions = mergedPartitions(this.answers, this.isWanted);
    return {
      answering: [...this.answers.keys()].toSorted((a, b) => a - b),
      controller: this.controller,
      partitions: this.partitions,
      nodes: this.nodes,
    };
  }

  /** How fast a partition grows; undefined before that is known. */
  growthOf({ topic, partition }: PartitionState): Growth | undefined {
    return this.rates.of(topic, partition, performance.now(), staleMs);
  }

  private readonly isWanted = (topic: string, internal: boolean): boolean =>
    this.options.topic === undefined ? !internal : topic === this.options.topic;

  private async repeat(intervalMs: number, work: (turn: number) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    for (let turn = 1; !signal.aborted; turn += 1) {
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await work(turn);
    }
  }

  private async ask(broker: BrokerWatch): Promise<void> {
    try {
      const answer = await broker.topics();
      this.answers.set(broker.number, answer);
      await this.askOffsets(broker, answer);
    } catch {
      broker.close();
      this.answers.delete(broker.number);
    }
    // With KRaft the brokers name a random one of them.
    if (this.options.cluster.topology.mode === 'zookeeper') {
      this.controller = namedController(this.answers, this.controller);
    }
  }

  private async askOffsets(broker: BrokerWatch, { topics }: MetadataAnswer): Promise<void> {
    if (performance.now() - broker.offsetsAtMs < offsetsIntervalMs) return;
    const led = topics
      .filter(({ topic, internal }) => this.isWanted(topic, internal))
      .flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ leader }) => leader === broker.number)
          .map(({ partition }) => ({ topic, partition })),
      );
    broker.offsetsAtMs = performance.now();
    if (led.length > 0) this.rates.add(await broker.endOffsets(led), performance.now());
  }

  private async askRuntime(): Promise<void> {
    // An engine that does not answer now says nothing of the nodes.
    this.nodes = await this.options.cluster.status().catch(() => this.nodes);
  }

  /** Asks brokers in turn: each forwards the question to the quorum's leader, and one answer is enough. */
  private async askQuorum(turn: number): Promise<void> {
    if (this.options.cluster.topology.mode !== 'kraft') return;
    const answering = this.brokers.filter(({ number }) => this.answers.has(number));
    const broker = answering[turn % Math.max(1, answering.length)];
    if (broker === undefined) return;
    const state = await describeQuorum(broker, answerTimeoutMs).catch(() => undefined);
    if (state !== undefined && state.leaderId >= 0) this.controller = state.leaderId;
  }
}

/** One broker and the connection to it. */
class BrokerWatch {
  readonly number: number;
  /** When it was last asked where its partitions end. */
  offsetsAtMs = -Infinity;
  private readonly broker: BrokerAccess;
  private connection: BrokerConnection | undefined;

  constructor(broker: BrokerAccess) {
    this.number = broker.number;
    this.broker = broker;
  }

  async topics(): Promise<MetadataAnswer> {
    return await fetchMetadata(await this.connected(), undefined, answerTimeoutMs);
  }

  async endOffsets(partitions: readonly TopicPartition[]): Promise<readonly EndOffset[]> {
    return await fetchEndOffsets(await this.connected(), partitions, answerTimeoutMs);
  }

  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  private async connected(): Promise<BrokerConnection> {
    this.connection ??= await BrokerConnection.open(this.broker, connectTimeoutMs);
    return this.connection;
  }
}
