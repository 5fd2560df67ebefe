/**
 * Watches the partition of `__consumer_offsets` that a drill's consumer group is kept in: its leader coordinates the group, so a
 * group that stands still is often explained by it.
 */
import { MetadataWatch } from '../../client/watch/metadata-watch.ts';
import { mergedPartitions } from '../../client/watch/snapshot.ts';
import type { ClusterAccess } from '../../cluster/access.ts';
import type { Recorder } from '../record/recorder.ts';
import { watchTimeouts } from './observer.ts';

/** What the watch needs. */
export interface GroupWatchOptions {
  readonly groupId: string;
  readonly access: ClusterAccess;
  readonly recorder: Recorder;
}

const offsetsTopic = '__consumer_offsets';

/** Listens to the brokers that are not broken themselves, and writes down what changes. */
export class GroupWatch {
  private readonly options: GroupWatchOptions;
  private readonly watch: MetadataWatch;
  private readonly broken = new Set<number>();
  private known = '';

  constructor(options: GroupWatchOptions) {
    this.options = options;
    const { access, recorder } = options;
    this.watch = new MetadataWatch({
      ...watchTimeouts,
      access,
      topics: [offsetsTopic],
      intervalMs: 250,
      onAnswer: () => this.note(),
    });
    recorder.onEvent((event) => {
      if (event.type === 'fault' && event.broker) this.broken.add(event.node);
      if (event.type === 'heal') this.broken.delete(event.node);
    });
  }

  /** Begins to watch. */
  start(): void {
    void this.watch.start();
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    await this.watch.stop();
  }

  private note(): void {
    // One that is cut off goes on telling what it knew.
    const heard = [...this.watch.answers].filter(([number]) => !this.broken.has(number));
    const partitions = mergedPartitions(new Map(heard));
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
