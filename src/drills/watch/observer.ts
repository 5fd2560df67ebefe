/** Watches leaders, in-sync replicas, living brokers and the controller through every broker at once, so that a dead one delays nothing. */
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import { describeQuorum } from '../../client/wire/describe-quorum.ts';
import { fetchMetadata, topicIn, type MetadataAnswer } from '../../client/wire/fetch-metadata.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { BrokerConnection } from '../../client/wire/connection.ts';
import type { MetadataMode } from '../../kafka/versions.ts';
import { Alarm } from '../../alarm.ts';
import type { Recorder } from '../record/recorder.ts';

/** What an observer needs. */
export interface ObserverOptions {
  readonly topic: string;
  readonly mode: MetadataMode;
  readonly access: ClusterAccess;
  readonly recorder: Recorder;
  /** Pause between two questions to one broker, in milliseconds. @default 50 */
  readonly intervalMs?: number;
}

const connectTimeoutMs = 500;
const answerTimeoutMs = 800;
const controllerIntervalMs = 250;

/** Asks each broker on a connection of its own and keeps the newest view. */
export class Observer {
  private readonly options: ObserverOptions;
  private readonly views = new Map<number, MetadataAnswer>();
  private readonly alarm = new Alarm();
  private readonly onLeader: ((partition: number, leader: number) => void)[] = [];
  private readonly newest = new Map<number, PartitionState>();
  /** `seenBy/broker` of everyone who did not count a broker as alive when last asked. */
  private readonly fenced = new Set<string>();
  private controller = -1;
  private stopped = false;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(options: ObserverOptions) {
    this.options = options;
  }

  /** Begins to watch. */
  start(): void {
    const { access, mode } = this.options;
    const loops = access.brokers.map((broker) => this.watch(broker));
    if (mode === 'kraft') loops.push(this.watchQuorum());
    this.loops = Promise.all(loops);
  }

  /** Ends every connection and waits until nothing is asked any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.loops;
  }

  /** Asks every broker now instead of after the pause: a producer has met an error. */
  refresh(): void {
    this.alarm.ring();
  }

  /** Calls the listener when a partition has another leader than before. */
  onLeaderChange(listener: (partition: number, leader: number) => void): void {
    this.onLeader.push(listener);
  }

  /** The newest view of each partition, whoever has it. */
  partitions(): readonly PartitionState[] {
    return [...this.newest.values()].toSorted((a, b) => a.partition - b.partition);
  }

  /** What every broker that answers now says of one partition. @param unheard numbers of brokers that do not count */
  opinions(partition: number, unheard: readonly number[] = []): readonly PartitionState[] {
    return [...this.views]
      .filter(([number]) => !unheard.includes(number))
      .flatMap(([, view]) => this.partitionsIn(view).filter((state) => state.partition === partition));
  }

  /** Numbers of the brokers that answer now. */
  answering(): readonly number[] {
    return [...this.views.keys()];
  }

  /** Number of the active controller; -1 when it is not known. */
  activeController(): number {
    return this.controller;
  }

  /** The partition's newest known leader and where to reach it; undefined when there is none. */
  leaderOf(partition: number): BrokerAccess | undefined {
    const leader = this.newest.get(partition)?.leader ?? -1;
    return this.options.access.brokers.find(({ number }) => number === leader);
  }

  private async watch(broker: BrokerAccess): Promise<void> {
    let connection: BrokerConnection | undefined;
    while (!this.stopped) {
      try {
        connection ??= await BrokerConnection.open(broker, connectTimeoutMs);
        this.accept(broker.number, await fetchMetadata(connection, [this.options.topic], answerTimeoutMs));
      } catch {
        connection?.close();
        connection = undefined;
        if (this.views.delete(broker.number)) this.reach(broker.number, false);
      }
      await this.alarm.wait(this.options.intervalMs ?? 50);
    }
    connection?.close();
  }

  private accept(seenBy: number, metadata: MetadataAnswer): void {
    const before = this.views.get(seenBy);
    this.views.set(seenBy, metadata);
    if (before === undefined) this.reach(seenBy, true);
    for (const state of this.partitionsIn(metadata)) {
      const known = this.partitionsIn(before).find(({ partition }) => partition === state.partition);
      if (known === undefined || !sameState(known, state)) {
        const { partition, leader, leaderEpoch, isr } = state;
        this.options.recorder.record({ type: 'view', seenBy, partition, leader, leaderEpoch, isr });
      }
      this.keepNewest(state);
    }
    this.noteFencing(seenBy, metadata.brokers);
    // With KRaft this field names a random broker.
    if (this.options.mode === 'zookeeper') this.setController(metadata.controller);
  }

  private partitionsIn(view: MetadataAnswer | undefined): readonly PartitionState[] {
    return view === undefined ? [] : topicIn(view, this.options.topic).partitions;
  }

  private noteFencing(seenBy: number, alive: readonly number[]): void {
    for (const { number: broker } of this.options.access.brokers) {
      const [key, fenced] = [`${seenBy}/${broker}`, !alive.includes(broker)];
      if (fenced === this.fenced.has(key)) continue;
      if (fenced) this.fenced.add(key);
      else this.fenced.delete(key);
      this.options.recorder.record({ type: 'fencing', seenBy, broker, fenced });
    }
  }

  private keepNewest(state: PartitionState): void {
    const known = this.newest.get(state.partition);
    if (known !== undefined && known.leaderEpoch > state.leaderEpoch) return;
    this.newest.set(state.partition, state);
    if (known?.leader === state.leader) return;
    for (const listener of this.onLeader) listener(state.partition, state.leader);
  }

  /** Asks brokers in turn: each forwards the question to the quorum's leader, and one answer is enough. */
  private async watchQuorum(): Promise<void> {
    for (let turn = 0; !this.stopped; turn += 1) {
      const answering = this.options.access.brokers.filter(({ number }) => this.views.has(number));
      const broker = answering[turn % Math.max(1, answering.length)];
      if (broker !== undefined) {
        const state = await describeQuorum(broker, answerTimeoutMs).catch(() => undefined);
        if (state !== undefined) this.setController(state.leaderId);
      }
      await this.alarm.wait(controllerIntervalMs);
    }
  }

  private setController(controller: number): void {
    if (controller < 0 || controller === this.controller) return;
    this.controller = controller;
    this.options.recorder.record({ type: 'controller', controller });
  }

  private reach(broker: number, answers: boolean): void {
    this.options.recorder.record({ type: 'reach', broker, answers });
  }
}

function sameState(a: PartitionState, b: PartitionState): boolean {
  return a.leader === b.leader && a.leaderEpoch === b.leaderEpoch && sameMembers(a.isr, b.isr);
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number) => b.includes(number));
}
