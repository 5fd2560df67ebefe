/**
 * One DescribeQuorum request (KIP-595), which kafkajs does not have.
 * With KRaft the metadata response names a random live broker as controller; only the quorum knows its leader.
 * Brokers answer it from Kafka 3.3 on (KIP-836).
 */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { apis } from './apis.ts';
import { askOnce, usualTimeoutMs } from './ask-once.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** A controller or a broker, as the quorum's leader knows it. */
export interface QuorumMember {
  readonly id: number;
  /** Id of its log directory (KIP-858). */
  readonly directoryId: string;
  readonly votes: boolean;
  /** Whether it lacks nothing that the quorum has committed. */
  readonly isCaughtUp: boolean;
}

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
  /**
   * Everybody who follows the quorum, by their storage; a Kafka before 3.9 does not say (KIP-853).
   * @default nobody says
   */
  readonly members?: readonly QuorumMember[];
  /**
   * Where other controllers reach the voters, `host:port` by number; a Kafka before 3.9 does not say (KIP-853).
   * @default nobody says
   */
  readonly addresses?: ReadonlyMap<number, string>;
}

const metadataTopic = '__cluster_metadata';

/**
 * Asks one broker; it forwards the question to the active controller.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or reports an error.
 */
export async function describeQuorum(
  broker: Endpoint,
  timeoutMs = usualTimeoutMs(broker),
): Promise<QuorumState> {
  const body = new FieldWriter();
  const writePartition = (partition: number): FieldWriter => body.int32(partition).tags();
  body
    .compactArray([metadataTopic], (topic) =>
      body.compactString(topic).compactArray([0], writePartition).tags(),
    )
    .tags();
  const request = { api: apis.describeQuorum, body, timeoutMs };
  return readResponse(await askOnce({ ...request, broker, what: 'describe its quorum' }), broker.address);
}

function readResponse(reader: FieldReader, address: string): QuorumState {
  const topLevelError = reader.int16();
  if (reader.version >= 2) reader.compactString(); // error message
  const partitions = reader
    .compactArray(() => {
      reader.compactString(); // topic
      const found = reader.compactArray(() => readPartition(reader));
      reader.tags();
      return found;
    })
    .flat();
  const addresses = reader.version >= 2 ? readAddresses(reader) : undefined;
  const [partition] = partitions;
  const errorCode = topLevelError !== 0 ? topLevelError : (partition?.errorCode ?? 0);
  if (partition === undefined || errorCode !== 0) {
    throw new RuntimeError('client', `${address} did not describe its quorum: Kafka error code ${errorCode}`);
  }
  return { ...partition.state, ...(addresses && addresses.size > 0 && { addresses }) };
}

/** Each by the first of its listeners: controllers use one. */
function readAddresses(reader: FieldReader): ReadonlyMap<number, string> {
  const nodes = reader.compactArray(() => {
    const id = reader.int32();
    const [address] = reader.compactArray(() => {
      reader.compactString(); // listener
      const host = reader.compactString() ?? '';
      const port = reader.int16() & 0xffff;
      reader.tags();
      return `${host}:${port}`;
    });
    reader.tags();
    return [id, address] as const;
  });
  return new Map(nodes.filter((node): node is [number, string] => node[1] !== undefined));
}

function readPartition(reader: FieldReader): { readonly errorCode: number; readonly state: QuorumState } {
  reader.int32(); // partition
  const errorCode = reader.int16();
  if (reader.version >= 2) reader.compactString(); // error message
  const leaderId = reader.int32();
  const leaderEpoch = reader.int32();
  const highWatermark = reader.int64();
  const replica = (): { id: number; directoryId: string; endOffset: bigint } => {
    const id = reader.int32();
    const directoryId = reader.version >= 2 ? reader.raw(16).toString('base64url') : '';
    const endOffset = reader.int64();
    if (reader.version >= 1) reader.raw(16); // times of the last fetch, and of being caught up
    reader.tags();
    return { id, directoryId, endOffset };
  };
  const replicas = reader.compactArray(replica);
  const observers = reader.compactArray(replica);
  reader.tags();
  const voters = replicas.map(({ id }) => id);
  const behind = replicas.filter(({ endOffset }) => endOffset < highWatermark).map(({ id }) => id);
  const memberOf =
    (votes: boolean) =>
    (one: (typeof replicas)[number]): QuorumMember => ({
      id: one.id,
      directoryId: one.directoryId,
      votes,
      isCaughtUp: one.endOffset >= highWatermark,
    });
  const members = [...replicas.map(memberOf(true)), ...observers.map(memberOf(false))];
  return {
    errorCode,
    state: { leaderId, leaderEpoch, voters, behind, ...(reader.version >= 2 && { members }) },
  };
}
