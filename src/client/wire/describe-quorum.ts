/**
 * One DescribeQuorum request (API key 55), which kafkajs does not have.
 * With KRaft the metadata response names a random live broker as controller; only the quorum knows its leader.
 * Version 0 is served by Kafka 3.3 and later (Kafka protocol guide, DescribeQuorum; KIP-595, KIP-836).
 */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { askOnce } from './ask-once.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** The quorum as its leader sees it. */
export interface QuorumState {
  /** `node.id` of the active controller; -1 when there is none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** `node.id`s of the voters. */
  readonly voters: readonly number[];
  /**
   * Voters that lack records which the quorum has committed. The leader writes one at least every half second
   * (metadata.max.idle.interval.ms), so a voter that is gone is behind a moment later.
   */
  readonly behind: readonly number[];
}

const metadataTopic = '__cluster_metadata';

/**
 * Asks one broker; it forwards the question to the active controller.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or reports an error.
 */
export async function describeQuorum(broker: Endpoint, timeoutMs = 3_000): Promise<QuorumState> {
  const body = new FieldWriter();
  const writePartition = (partition: number): FieldWriter => body.int32(partition).tags();
  body
    .compactArray([metadataTopic], (topic) =>
      body.compactString(topic).compactArray([0], writePartition).tags(),
    )
    .tags();
  const request = { apiKey: 55, apiVersion: 0, flexible: true, body, timeoutMs };
  return readResponse(await askOnce({ ...request, broker, what: 'describe its quorum' }), broker.address);
}

function readResponse(reader: FieldReader, address: string): QuorumState {
  const topLevelError = reader.int16();
  const partitions = reader
    .compactArray(() => {
      reader.compactString(); // topic
      const found = reader.compactArray(() => readPartition(reader));
      reader.tags();
      return found;
    })
    .flat();
  const [partition] = partitions;
  const errorCode = topLevelError !== 0 ? topLevelError : (partition?.errorCode ?? 0);
  if (partition === undefined || errorCode !== 0) {
    throw new RuntimeError('client', `${address} did not describe its quorum: Kafka error code ${errorCode}`);
  }
  return partition;
}

function readPartition(reader: FieldReader): QuorumState & { errorCode: number } {
  reader.int32(); // partition
  const errorCode = reader.int16();
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const highWatermark = reader.int64();
  const replica = (): { id: number; endOffset: bigint } => {
    const id = reader.int32();
    const endOffset = reader.int64();
    reader.tags();
    return { id, endOffset };
  };
  const replicas = reader.compactArray(replica);
  reader.compactArray(replica); // observers
  reader.tags();
  const voters = replicas.map(({ id }) => id);
  const behind = replicas.filter(({ endOffset }) => endOffset < highWatermark).map(({ id }) => id);
  return { errorCode, leaderId, leaderEpoch, voters, behind };
}
