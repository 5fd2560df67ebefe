/** Who leads a topic's partitions now, by the newest view that any broker has, and connections to them that are used again. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { RuntimeError } from '../../errors.ts';
import { mergedPartitions } from '../watch/snapshot.ts';
import { errorKind } from '../wire/codec/error-kinds.ts';
import { BrokerConnection } from '../wire/connection.ts';
import { metadataOf, topicIn, type MetadataAnswer } from '../wire/fetch-metadata.ts';

/** How long one broker may take to say what it knows: one that is paused says nothing. */
const askTimeoutMs = 2_000;

/** A broker's answer is not there yet; asking again may do. */
export class NoLeader extends RuntimeError {
  constructor(message: string) {
    super('client', message);
  }
}

/** The leaders of one topic; connections stay open until it is closed. */
export class TopicLeaders {
  readonly partitions: readonly PartitionState[];
  private readonly access: ClusterAccess;
  private readonly connections = new Map<number, BrokerConnection>();

  private constructor(access: ClusterAccess, partitions: readonly PartitionState[]) {
    this.access = access;
    this.partitions = partitions;
  }

  /**
   * Asks every broker, since one that is cut off goes on calling itself leader.
   * @throws NoLeader where none that answers knows the topic; WireFailure where none answers.
   */
  static async find(access: ClusterAccess, topic: string): Promise<TopicLeaders> {
    const answers = new Map<number, MetadataAnswer>();
    const asked = await Promise.allSettled(
      access.brokers.map(async (broker) => {
        answers.set(broker.number, await metadataOf(broker, [topic], askTimeoutMs));
      }),
    );
    const [answer] = answers.values();
    if (answer === undefined) throw asked.find((outcome) => outcome.status === 'rejected')?.reason;
    const partitions = mergedPartitions(answers);
    if (partitions.length === 0) {
      throw new NoLeader(`topic ${topic}: ${errorKind(topicIn(answer, topic).errorCode)}`);
    }
    return new TopicLeaders(access, partitions);
  }

  /** A connection to whoever leads the partition. @throws NoLeader, WireFailure */
  async connectionTo(partition: number): Promise<BrokerConnection> {
    const leader = this.partitions.find((state) => state.partition === partition)?.leader ?? -1;
    const broker = this.access.brokers.find(({ number }) => number === leader);
    if (broker === undefined) throw new NoLeader(`partition ${partition} has no leader`);
    const open = this.connections.get(leader);
    if (open?.isOpen === true) return open;
    const connection = await BrokerConnection.open(broker, askTimeoutMs);
    this.connections.set(leader, connection);
    return connection;
  }

  /** Closes every connection. */
  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }
}
