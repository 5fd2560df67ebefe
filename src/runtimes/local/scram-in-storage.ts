/**
 * Users with SCRAM in formatted storage, as `kafka-storage format --add-scram` writes them: brokers that know each other by it
 * must be known before the first of them has started (KIP-900). The tool takes passwords on its command line, which
 * everybody on the machine can read, and a JVM for it.
 */
import { FieldWriter } from '../../client/wire/codec/field-writer.ts';
import { crc32c } from '../../client/wire/codec/record-batch.ts';
import { scramKeys, scramMechanisms, type SaltedPassword } from '../../kafka/security/scram.ts';

/** Where fields of a record batch of magic 2 stand (org.apache.kafka.common.record.DefaultRecordBatch). */
const at = {
  length: 8,
  afterLength: 12,
  checksum: 17,
  attributes: 21,
  lastOffset: 23,
  count: 57,
  records: 61,
};

const controlMask = 0b10_0000;

/**
 * Adds users to the bootstrap metadata of a version.
 * @param checkpoint a snapshot as the tool writes it: a header, one batch with records, a footer.
 */
export function withScramUsers(checkpoint: Buffer, users: readonly SaltedPassword[]): Buffer {
  const batches: Buffer[] = batchesOf(checkpoint).map((batch) => Buffer.from(batch));
  const isData = (batch: Buffer): boolean => (batch.readInt16BE(at.attributes) & controlMask) === 0;
  const index = batches.findIndex(isData);
  const data = batches[index];
  if (data === undefined) throw new Error('the bootstrap metadata holds no records');
  batches[index] = appendRecords(data, users.map(userRecord));
  for (const later of batches.slice(index + 1)) {
    // The base offset is outside of what the checksum is of.
    later.writeBigInt64BE(later.readBigInt64BE() + BigInt(users.length));
  }
  return Buffer.concat(batches);
}

function batchesOf(bytes: Buffer): Buffer[] {
  if (bytes.length === 0) return [];
  const end = at.afterLength + bytes.readInt32BE(at.length);
  return [bytes.subarray(0, end), ...batchesOf(bytes.subarray(end))];
}

function appendRecords(batch: Buffer, values: readonly Buffer[]): Buffer {
  const count = batch.readInt32BE(at.count);
  const added = values.map((value, index) => encodeRecord(count + index, value));
  const longer = Buffer.concat([batch, ...added]);
  longer.writeInt32BE(longer.length - at.afterLength, at.length);
  longer.writeInt32BE(count + values.length - 1, at.lastOffset);
  longer.writeInt32BE(count + values.length, at.count);
  longer.writeUInt32BE(crc32c(longer.subarray(at.attributes)), at.checksum);
  return longer;
}

function encodeRecord(offsetDelta: number, value: Buffer): Buffer {
  const body = new FieldWriter()
    .int8(0) // attributes
    .varint(0) // timestamp delta
    .varint(offsetDelta)
    .varint(-1) // no key
    .varint(value.length)
    .raw(value)
    .varint(0) // headers
    .toBuffer();
  return new FieldWriter().varint(body.length).raw(body).toBuffer();
}

/** UserScramCredentialRecord, version 0, in the frame of metadata records (org.apache.kafka.server.common.serialization.AbstractApiMessageSerde). */
function userRecord(user: SaltedPassword): Buffer {
  const frameVersion = 1;
  const apiKey = 11;
  const { storedKey, serverKey } = scramKeys(user);
  const writer = new FieldWriter()
    .uvarint(frameVersion)
    .uvarint(apiKey)
    .uvarint(0)
    .compactString(user.user)
    .int8(scramMechanisms[user.mechanism].type);
  for (const bytes of [user.salt, storedKey, serverKey]) writer.uvarint(bytes.length + 1).raw(bytes);
  return writer.int32(user.iterations).tags().toBuffer();
}
