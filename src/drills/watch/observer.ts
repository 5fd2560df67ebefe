/** What a drill sees of its topic: leaders, in-sync replicas, living brokers and the controller, each change written down. */
import { MetadataWatch, type Heard } from '../../client/watch/metadata-watch.ts';
import { topicIn, type MetadataAnswer } from '../../client/wire/fetch-metadata.ts';
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { MetadataMode } from '../../kafka/versions/versions.ts';
import type { Recorder } from '../record/recorder.ts';

/** What an observer needs. */
export interface ObserverOptions {
  readonly topic: string;
  readonly mode: MetadataMode;
  readonly access: ClusterAccess;
  /** As that of the cluster. @default brokers tell who is the controller */
  readonly quorum?: RunningCluster['quorum'];
  readonly recorder: Recorder;
  /** Numbers of brokers that come meanwhile: nobody misses them before. @default none */
  readonly toCome?: readonly number[];
  /** Pause between two questions to one broker, in milliseconds. @default 50 */
  readonly intervalMs?: number;
}

/**
 * How long a drill waits for one broker: it has to be short, as what a paused broker knows is not waited for. Being let in to a
 * secured one takes seconds where a machine is busy, and a broker that is there must not seem silent meanwhile.
 */
export const watchTimeouts = {
  connectTimeoutMs: { plain: 500, secured: 3_000 },
  answerTimeoutMs: 800,
} as const;

const controllerIntervalMs = 250;

/** Keeps the newest view. Once the watch itself is broken, whatever it is asked throws why. */
export class Observer {
  private readonly options: ObserverOptions;
  private readonly watch: MetadataWatch;
  private readonly onLeader: ((partition: number, leader: number) => void)[] = [];
  private readonly newest = new Map<number, PartitionState>();
  /** `seenBy/broker` of everyone who did not count a broker as alive when last asked. */
  private readonly fenced = new Set<string>();
  private readonly toCome: Set<number>;
  private readonly retired = new Set<number>();

  constructor(options: ObserverOptions) {
    this.options = options;
    const { topic, mode, access, quorum, recorder, toCome = [], intervalMs = 50 } = options;
    this.toCome = new Set(toCome);
    this.watch = new MetadataWatch({
      ...watchTimeouts,
      access,
      mode,
      ...(quorum && { quorum }),
      topics: [topic],
      intervalMs,
      controllerIntervalMs,
      onAnswer: (heard) => this.accept(heard),
      onSilence: ({ number: broker }, { kind }) =>
        recorder.record({ type: 'reach', broker, answers: false, kind }),
      onController: (controller) => recorder.record({ type: 'controller', controller }),
    });
  }

  /** Begins to watch. */
  start(): void {
    void this.watch.start();
  }

  /** Ends every connection and waits until nothing is asked any more. */
  async stop(): Promise<void> {
    await this.watch.stop();
  }

  /** Asks every broker now instead of after the pause: a producer has met an error. */
  refresh(): void {
    this.watch.refresh();
  }

  /** Misses a node no more, which leaves for good. */
  readonly retire = (nodeId: string): void => {
    const broker = this.options.access.brokers.find(({ id }) => id === nodeId)?.number;
    if (broker === undefined) return;
    this.retired.add(broker);
    this.options.recorder.record({ type: 'retire', broker });
  };

  /** Calls the listener when a partition has another leader than before. */
  onLeaderChange(listener: (partition: number, leader: number) => void): void {
    this.onLeader.push(listener);
  }

  /** The newest view of each partition, whoever has it. */
  partitions(): readonly PartitionState[] {
    this.watch.assertWorks();
    return [...this.newest.values()].toSorted((a, b) => a.partition - b.partition);
  }

  /** What every broker that answers now says of one partition. @param unheard numbers of brokers that do not count */
  opinions(partition: number, unheard: readonly number[] = []): readonly PartitionState[] {
    return [...this.watch.answers]
      .filter(([number]) => !unheard.includes(number))
      .flatMap(([, view]) => this.partitionsIn(view).filter((state) => state.partition === partition));
  }

  /** Numbers of the brokers that answer now. */
  answering(): readonly number[] {
    return [...this.watch.answers.keys()];
  }

  /** Number of the active controller; -1 when it is not known. */
  activeController(): number {
    return this.watch.controller;
  }

  /** The broker that leads the partition as far as is known; undefined when there is none. */
  leaderOf(partition: number): BrokerAccess | undefined {
    this.watch.assertWorks();
    const leader = this.newest.get(partition)?.leader ?? -1;
    return this.options.access.brokers.find(({ number }) => number === leader);
  }

  private accept({ broker: { number: seenBy }, answer, before }: Heard): void {
    const { recorder } = this.options;
    this.toCome.delete(seenBy);
    if (before === undefined) recorder.record({ type: 'reach', broker: seenBy, answers: true });
    for (const state of this.partitionsIn(answer)) {
      const known = this.partitionsIn(before).find(({ partition }) => partition === state.partition);
      if (known === undefined || !sameState(known, state)) {
        const { partition, leader, leaderEpoch, isr } = state;
        recorder.record({ type: 'view', seenBy, partition, leader, leaderEpoch, isr });
      }
      this.keepNewest(state);
    }
    this.noteFencing(seenBy, answer.brokers);
  }

  private partitionsIn(view: MetadataAnswer | undefined): readonly PartitionState[] {
    return view === undefined ? [] : topicIn(view, this.options.topic).partitions;
  }

  private noteFencing(seenBy: number, alive: readonly number[]): void {
    const { access, recorder } = this.options;
    for (const { number: broker } of access.brokers) {
      if (this.toCome.has(broker) || this.retired.has(broker)) continue;
      const [key, fenced] = [`${seenBy}/${broker}`, !alive.includes(broker)];
      if (fenced === this.fenced.has(key)) continue;
      if (fenced) this.fenced.add(key);
      else this.fenced.delete(key);
      recorder.record({ type: 'fencing', seenBy, broker, fenced });
    }
  }

  private keepNewest(state: PartitionState): void {
    const known = this.newest.get(state.partition);
    if (known !== undefined && known.leaderEpoch > state.leaderEpoch) return;
    this.newest.set(state.partition, state);
    if (known?.leader === state.leader) return;
    for (const listener of this.onLeader) listener(state.partition, state.leader);
  }
}

function sameState(a: PartitionState, b: PartitionState): boolean {
  return a.leader === b.leader && a.leaderEpoch === b.leaderEpoch && sameMembers(a.isr, b.isr);
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number) => b.includes(number));
}
