/**
 * One DescribeQuorum request (API key 55), which kafkajs does not have.
 * With KRaft the metadata response names a random live broker as controller; only the quorum knows its leader.
 * Version 0 is served by Kafka 3.3 and later (Kafka protocol guide, DescribeQuorum; KIP-595, KIP-836).
 */
import { RuntimeError } from '../errors.ts';
import { askOnce, compactString, int32, noTags, varint, type WireReader } from './wire.ts';

/** The quorum as its leader sees it. */
export interface QuorumState {
  /** `node.id` of the active controller; -1 when there is none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** `node.id`s of the voters. */
  readonly voters: readonly number[];
}

const metadataTopic = '__cluster_metadata';

/**
 * Asks one broker; it forwards the question to the active controller.
 * @param address `host:port` of any broker.
 * @throws RuntimeError when the broker does not answer in time or reports an error.
 */
export async function describeQuorum(address: string, timeoutMs = 3_000): Promise<QuorumState> {
  const partitions = Buffer.concat([varint(2), int32(0), noTags]);
  const topics = Buffer.concat([varint(2), compactString(metadataTopic), partitions, noTags]);
  const body = Buffer.concat([topics, noTags]);
  const what = 'describe its quorum';
  return readResponse(await askOnce({ address, apiKey: 55, apiVersion: 0, body, what, timeoutMs }), address);
}

function readResponse(reader: WireReader, address: string): QuorumState {
  const topLevelError = reader.int16();
  const partitions = reader
    .array(() => {
      reader.string();
      const found = reader.array(() => readPartition(reader));
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

function readPartition(reader: WireReader): QuorumState & { errorCode: number } {
  reader.int32();
  const errorCode = reader.int16();
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  reader.skip(8);
  const replica = (): number => {
    const id = reader.int32();
    reader.skip(8);
    reader.tags();
    return id;
  };
  const voters = reader.array(replica);
  reader.array(replica);
  reader.tags();
  return { errorCode, leaderId, leaderEpoch, voters };
}
