/**
 * Watches the partition of `__consumer_offsets` that a drill's consumer group is kept in: its leader coordinates the group, so a
 * group that stands still is often explained by it.
 */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { fetchMetadata, topicIn } from '../../client/wire/fetch-metadata.ts';
import { BrokerConnection } from '../../client/wire/connection.ts';
import { Alarm } from '../../alarm.ts';
import type { Recorder } from '../record/recorder.ts';

/** What the watch needs. */
export interface GroupWatchOptions {
  readonly groupId: string;
  readonly access: ClusterAccess;
  readonly recorder: Recorder;
}

const offsetsTopic = '__consumer_offsets';
const intervalMs = 250;
const connectTimeoutMs = 500;
const answerTimeoutMs = 800;

/** Asks one broker after another that is not broken itself, and writes down what changes. */
export class GroupWatch {
  private readonly options: GroupWatchOptions;
  private readonly alarm = new Alarm();
  private readonly broken = new Set<number>();
  private connection: { readonly broker: number; readonly to: BrokerConnection } | undefined;
  private known = '';
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(options: GroupWatchOptions) {
    this.options = options;
    options.recorder.onEvent((event) => {
      if (event.type === 'fault' && event.broker) this.broken.add(event.node);
      if (event.type === 'heal') this.broken.delete(event.node);
    });
  }

  /** Begins to watch. */
  start(): void {
    this.loop = this.watch();
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.alarm.ring();
    await this.loop;
  }

  private async watch(): Promise<void> {
    for (let turn = 0; !this.stopped;) {
      const asked = await this.ask(turn).catch(() => undefined);
      if (asked === undefined) {
        this.drop();
        turn += 1;
      } else this.note(asked);
      await this.alarm.wait(intervalMs);
    }
    this.drop();
  }

  private async ask(turn: number): Promise<readonly PartitionState[] | undefined> {
    const others = this.options.access.brokers.filter(({ number }) => !this.broken.has(number));
    // One that is cut off goes on telling what it knew.
    if (this.connection !== undefined && this.broken.has(this.connection.broker)) this.drop();
    const broker = others[turn % Math.max(1, others.length)];
    if (this.connection === undefined && broker !== undefined) {
      const to = await BrokerConnection.open(broker, connectTimeoutMs);
      this.connection = { broker: broker.number, to };
    }
    if (this.connection === undefined) return undefined;
    const answer = await fetchMetadata(this.connection.to, [offsetsTopic], answerTimeoutMs);
    return topicIn(answer, offsetsTopic).partitions;
  }

  private note(partitions: readonly PartitionState[]): void {
    const number = offsetsPartitionOf(this.options.groupId, partitions.length);
    const own = partitions.find(({ partition }) => partition === number);
    // Until a group has joined anywhere, the topic is not there.
    if (own === undefined) return;
    const { partition, leader, replicas, isr } = own;
    const state = { coordinator: leader, offsetsPartition: partition, leader, replicas, isr };
    const text = JSON.stringify(state);
    if (text === this.known) return;
    this.known = text;
    this.options.recorder.record({ type: 'coordinator', ...state });
  }

  private drop(): void {
    this.connection?.to.close();
    this.connection = undefined;
  }
}

/** The partition that keeps a group's offsets: Java's hash of its id, as Kafka takes it (GroupMetadataManager.partitionFor). */
export function offsetsPartitionOf(groupId: string, partitions: number): number {
  let hash = 0;
  for (let index = 0; index < groupId.length; index += 1) {
    hash = (Math.imul(31, hash) + groupId.charCodeAt(index)) | 0;
  }
  // The lowest number has no positive counterpart; Kafka takes 0 for it.
  const positive = hash === -(2 ** 31) ? 0 : Math.abs(hash);
  return positive % Math.max(1, partitions);
}
