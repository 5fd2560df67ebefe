/** Records that checks send, and the comparison of what was sent with what was read. */
import type { TopicRecord } from '../../client/kafkajs/read-topic.ts';
import { said } from '../../words.ts';

/** A record as a check sent it; the value holds the sequence, so values are distinct. */
export interface SentRecord {
  readonly key: string;
  readonly value: string;
  /** Place among all records sent, from 0. */
  readonly sequence: number;
}

/** A record as a consumer saw it. */
export type ReadRecord = TopicRecord;

/** Which records to make. */
export interface RecordsRequest {
  readonly keys: number;
  readonly perKey: number;
  /** Begins every value. @default 'record' */
  readonly label?: string;
  /** Sequence of the first record. @default 0 */
  readonly firstSequence?: number;
}

/** Keyed records in the order in which they are to be sent: all of one key, then all of the next. */
export function makeRecords({
  keys,
  perKey,
  label = 'record',
  firstSequence = 0,
}: RecordsRequest): SentRecord[] {
  return Array.from({ length: keys * perKey }, (_, index) => {
    const sequence = firstSequence + index;
    return { key: `key-${Math.floor(index / perKey)}`, value: `${label}-${sequence}`, sequence };
  });
}

/** What is wrong with a whole read of a topic that got exactly these records; empty when nothing is. */
export function judgeRecords(sent: readonly SentRecord[], read: readonly ReadRecord[]): string[] {
  return [
    ...judgeArrival(sent, read),
    ...judgeKeys(sent, read),
    ...judgeOffsets(read),
    ...judgeOrder(sent, read),
  ];
}

/** Every record once: none missing, none twice, none that nobody sent. */
export function judgeArrival(sent: readonly SentRecord[], read: readonly ReadRecord[]): string[] {
  const times = countBy(read.map((record) => record.value));
  const known = new Set(sent.map((record) => record.value));
  const missing = sent.filter((record) => !times.has(record.value)).map((record) => record.value);
  const repeated = [...times]
    .filter(([value, count]) => known.has(value) && count > 1)
    .map(([value]) => value);
  const strange = [...times.keys()].filter((value) => !known.has(value));
  return said(
    missing.length > 0 && `${missing.length} of ${sent.length} records are missing: ${some(missing)}`,
    repeated.length > 0 && `${repeated.length} records were read more than once: ${some(repeated)}`,
    strange.length > 0 && `${strange.length} records were read that were never sent: ${some(strange)}`,
  );
}

function judgeKeys(sent: readonly SentRecord[], read: readonly ReadRecord[]): string[] {
  const keyOf = new Map(sent.map((record) => [record.value, record.key]));
  const changed = read.filter(({ value, key }) => keyOf.has(value) && keyOf.get(value) !== key);
  const partitions = new Map<string, Set<number>>();
  for (const { key, partition } of read)
    partitions.set(key, (partitions.get(key) ?? new Set()).add(partition));
  const scattered = [...partitions].filter(([, where]) => where.size > 1);
  return [
    ...changed.map(
      ({ value, key }) => `${value} was sent with key ${keyOf.get(value)} and read with key ${key}`,
    ),
    ...scattered.map(
      ([key, where]) => `records of ${key} are in partitions ${[...where].join(', ')}, not in one`,
    ),
  ];
}

/** Offsets of each partition go up by one, in the order read. */
export function judgeOffsets(read: readonly ReadRecord[]): string[] {
  return [...byPartition(read)].flatMap(([partition, records]) =>
    records.flatMap(({ offset }, index) => {
      const before = records[index - 1]?.offset;
      if (before === undefined || offset === before + 1) return [];
      return [`partition ${partition}: offset ${offset} follows ${before}, not ${before + 1}`];
    }),
  );
}

/** Records of each partition come in the order in which they were sent. */
export function judgeOrder(sent: readonly SentRecord[], read: readonly ReadRecord[]): string[] {
  const sequenceOf = new Map(sent.map((record) => [record.value, record.sequence]));
  return [...byPartition(read)].flatMap(([partition, records]) => {
    const known = records.filter(({ value }) => sequenceOf.has(value));
    return known.flatMap(({ value }, index) => {
      const before = known[index - 1];
      if (before === undefined) return [];
      const inOrder = (sequenceOf.get(before.value) ?? 0) <= (sequenceOf.get(value) ?? 0);
      return inOrder
        ? []
        : [`partition ${partition}: ${value} comes after ${before.value}, but was sent before it`];
    });
  });
}

/** Two reads of one topic must be the same, record by record. */
export function judgeSecondRead(first: readonly ReadRecord[], second: readonly ReadRecord[]): string[] {
  const place = ({ partition, offset }: ReadRecord): string => `${partition}/${offset}`;
  const again = new Map(second.map((record) => [place(record), record]));
  const problems = first.flatMap((record) => {
    const other = again.get(place(record));
    if (other === undefined) return [`the second read has nothing at partition/offset ${place(record)}`];
    if (other.key === record.key && other.value === record.value) return [];
    return [`partition/offset ${place(record)} was ${record.value} and is ${other.value} on the second read`];
  });
  if (problems.length > 0 || first.length === second.length) return problems;
  return [`the first read has ${first.length} records, the second ${second.length}`];
}

/** Records by partition, in the order read. */
export function byPartition(read: readonly ReadRecord[]): Map<number, ReadRecord[]> {
  const found = new Map<number, ReadRecord[]>();
  for (const record of read) {
    const records = found.get(record.partition);
    if (records === undefined) found.set(record.partition, [record]);
    else records.push(record);
  }
  return found;
}

/** How many times each value occurs. */
export function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The first of many values, for a message. */
export function some(values: readonly string[]): string {
  const shown = values.slice(0, 3).join(', ');
  return values.length > 3 ? `${shown}, …` : shown;
}
