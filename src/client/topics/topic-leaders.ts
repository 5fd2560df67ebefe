/** Who leads a topic's partitions now, by the newest view that any broker has, and connections to them that are used again. */
import type { ClusterAccess, Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { errorKind } from '../wire/codec/error-kinds.ts';
import { fetchMetadata, type BrokerMetadata, type PartitionState } from '../wire/fetch-metadata.ts';
import { BrokerConnection } from '../wire/connection.ts';
import { WireFailure } from '../wire/wire-failure.ts';

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
  private readonly addresses: ReadonlyMap<number, string>;
  private readonly connections = new Map<number, BrokerConnection>();

  private constructor(partitions: readonly PartitionState[], addresses: ReadonlyMap<number, string>) {
    this.partitions = partitions;
    this.addresses = addresses;
  }

  /**
   * Asks every broker, since one that is cut off goes on calling itself leader.
   * @throws NoLeader where none that answers knows the topic; WireFailure where none answers.
   */
  static async find({ brokers }: ClusterAccess, topic: string): Promise<TopicLeaders> {
    const asked = await Promise.allSettled(brokers.map((broker) => ask(broker, topic)));
    const answers = asked.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const [failed] = asked.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (answers.length === 0) throw failed;
    const partitions = new Map<number, PartitionState>();
    for (const state of answers.flatMap(({ metadata }) => metadata.partitions)) {
      const known = partitions.get(state.partition);
      if (known === undefined || known.leaderEpoch < state.leaderEpoch)
        partitions.set(state.partition, state);
    }
    if (partitions.size === 0) {
      throw new NoLeader(`topic ${topic}: ${errorKind(answers[0]!.metadata.topicErrorCode)}`);
    }
    const addresses = new Map(answers.flatMap(({ addresses: known }) => [...known]));
    return new TopicLeaders(
      [...partitions.values()].toSorted((a, b) => a.partition - b.partition),
      addresses,
    );
  }

  /** A connection to whoever leads the partition. @throws NoLeader, WireFailure */
  async connectionTo(partition: number): Promise<BrokerConnection> {
    const leader = this.partitions.find((state) => state.partition === partition)?.leader ?? -1;
    const address = this.addresses.get(leader);
    if (address === undefined) throw new NoLeader(`partition ${partition} has no leader`);
    const open = this.connections.get(leader);
    if (open?.isOpen === true) return open;
    const connection = await BrokerConnection.open({ address }, askTimeoutMs);
    this.connections.set(leader, connection);
    return connection;
  }

  /** Closes every connection. */
  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }
}

async function ask(
  broker: Endpoint,
  topic: string,
): Promise<{ readonly metadata: BrokerMetadata; readonly addresses: ReadonlyMap<number, string> }> {
  const connection = await BrokerConnection.open(broker, askTimeoutMs);
  try {
    const metadata = await fetchMetadata(connection, topic, askTimeoutMs);
    const { brokers } = await describeBroker(broker, askTimeoutMs);
    return { metadata, addresses: new Map(brokers.map((known) => [known.number, known.address])) };
  } catch (error) {
    // A broker that is starting or ending answers in part.
    if (error instanceof RangeError) throw new WireFailure('closed', error.message, false, broker.address);
    throw error;
  } finally {
    connection.close();
  }
}
