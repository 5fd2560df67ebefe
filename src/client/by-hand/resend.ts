/** Writes each record twice, as a producer does that has not heard the broker's answer: with and without an identity. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { patiently } from '../topics/patiently.ts';
import { TopicLeaders } from '../topics/topic-leaders.ts';
import type { ProducerIdentity } from '../wire/codec/record-batch.ts';
import { LeaderRefusal } from '../wire/codec/leader-answer.ts';
import { initProducerId, produceOne } from '../wire/produce.ts';
import { WireFailure } from '../wire/wire-failure.ts';
import type { NewRecord, WrittenRecord } from './produce.ts';

/** How the records are written. */
export interface ResendOptions {
  readonly topic: string;
  readonly partition: number;
  /** Ask the broker for a producer id first, and number the records with it (enable.idempotence, KIP-98). */
  readonly idempotent: boolean;
}

/** A record that was written, and what the second try came to. */
export interface ResentRecord extends WrittenRecord {
  /** Offset of the second copy; undefined where the broker knew the record and wrote none. */
  readonly again?: number;
}

const timeoutMs = 10_000;

/** By the protocol itself: a client library hides what it sends again. @throws RuntimeError `client` */
export async function produceTwice(
  access: ClusterAccess,
  records: readonly NewRecord[],
  { topic, partition, idempotent }: ResendOptions,
): Promise<readonly ResentRecord[]> {
  const written: ResentRecord[] = [];
  const leaders = await TopicLeaders.find(access, topic);
  try {
    const connection = await leaders.connectionTo(partition);
    const wait = { what: 'a producer id', timeoutMs: 30_000 };
    // The first to ask of a cluster has its coordinator loaded.
    const asking = (): Promise<ProducerIdentity> => initProducerId(connection, timeoutMs);
    const producer = idempotent ? await patiently(wait, asking) : undefined;
    for (const [sequence, { key, value }] of records.entries()) {
      const record = {
        key: Buffer.from(key ?? ''),
        value: Buffer.from(value),
        timestampMs: Date.now(),
        producer,
        sequence,
      };
      const request = {
        topic,
        partition,
        record,
        acks: 'all',
        replicationTimeoutMs: timeoutMs,
        timeoutMs,
      } as const;
      const offset = await produceOne(connection, request);
      const again = await produceOne(connection, request);
      // A broker answers a batch that it has with the offset of before.
      const isNew = again >= 0 && again !== offset;
      written.push({ ...(key !== undefined && { key }), value, partition, offset, ...(isNew && { again }) });
    }
  } catch (error) {
    if (!(error instanceof LeaderRefusal || error instanceof WireFailure)) throw error;
    throw new RuntimeError('client', `could not write to ${topic}: ${error.message}`, { cause: error });
  } finally {
    leaders.close();
  }
  return written;
}
