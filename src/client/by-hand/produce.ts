/** Writes records as a person does, and tells of each where it went: key, partition, offset. */
import type { ClusterAccess } from '../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { kafkaErrorType, labErrorOf } from '../kafkajs/error-type.ts';
import { createKafka, defaultPartitioner, type Producer } from '../kafkajs/kafka.ts';
import { missingTopic } from './topics.ts';

/** A record to write. */
export interface NewRecord {
  /** @default none: any partition will do */
  readonly key?: string;
  readonly value: string;
}

/** A record that was written. */
export interface WrittenRecord extends NewRecord {
  readonly partition: number;
  /** -1 where nobody was asked to confirm it (acks=0). */
  readonly offset: number;
}

/** How records are written. */
export interface ProduceOptions {
  readonly topic: string;
  /** How many copies must have a record before it counts as written: all in sync, the leader's alone, or none. @default 'all' */
  readonly acks?: 'all' | 1 | 0;
  /** All of them into this one. @default by the key, as Java's clients do */
  readonly partition?: number;
  /** Write them in a transaction, and end it so. @default no transaction */
  readonly transaction?: 'commit' | 'abort';
  /** How long to go on trying what may pass, in milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What does not pass while somebody waits for it: too few copies in sync (Errors.NOT_ENOUGH_REPLICAS). */
const refusals: readonly string[] = ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'];

/** Brokers refused a record for want of copies in sync. */
export class RecordRefused extends RuntimeError {
  /** Kafka's name of the error. */
  readonly type: string;
  constructor(topic: string, type: string) {
    super(
      'client',
      `the record was refused: ${type}; fewer copies of ${topic} are in sync than its min.insync.replicas, see klab topics TOPOLOGY describe ${topic}`,
    );
    this.type = type;
  }
}

/** Something that writes records until it is closed. */
export interface HandProducer {
  /** Writes them in turn. @throws RecordRefused; RuntimeError `client` or `not-ready` */
  write(records: readonly NewRecord[]): Promise<readonly WrittenRecord[]>;
  close(): Promise<void>;
}

/** Opens a producer. @throws RuntimeError `client` where no broker answers */
export async function openProducer(access: ClusterAccess, options: ProduceOptions): Promise<HandProducer> {
  const { topic, transaction } = options;
  const kafka = createKafka({ access });
  const place = defaultPartitioner();
  const chosen: Chosen = { partition: -1 };
  // What is refused is told at once; what may pass is tried again here.
  const producer = kafka.producer({
    createPartitioner: () => (asked) => {
      chosen.partition = asked.message.partition ?? place(asked);
      return chosen.partition;
    },
    metadataMaxAge: 1_000,
    ...(transaction === undefined
      ? { retry: { retries: 0 } }
      : { transactionalId: `klab-${topic}-${process.pid}`, idempotent: true, maxInFlightRequests: 1 }),
  });
  try {
    await producer.connect();
  } catch (error) {
    throw labErrorOf(error, `write to ${topic}`);
  }
  return {
    write: (records) =>
      transaction === undefined
        ? inTurn(records, (record) => writeOne(producer, record, options, chosen))
        : transact(producer, records, options, chosen),
    close: () => producer.disconnect(),
  };
}

/** Writes records and closes. @throws as {@link openProducer} and its `write` do */
export async function produce(
  access: ClusterAccess,
  records: readonly NewRecord[],
  options: ProduceOptions,
): Promise<readonly WrittenRecord[]> {
  const producer = await openProducer(access, options);
  try {
    return await producer.write(records);
  } finally {
    await producer.close();
  }
}

async function inTurn(
  records: readonly NewRecord[],
  write: (record: NewRecord) => Promise<WrittenRecord>,
): Promise<readonly WrittenRecord[]> {
  const written: WrittenRecord[] = [];
  for (const record of records) written.push(await write(record));
  return written;
}

type Sender = Pick<Producer, 'send'>;

/** Where the last record went: with acks=0 nobody answers, and kafkajs does not say it. */
interface Chosen {
  partition: number;
}

async function send(
  sender: Sender,
  { key, value }: NewRecord,
  options: ProduceOptions,
  chosen: Chosen,
): Promise<WrittenRecord> {
  const { topic, acks = 'all', partition } = options;
  const message = { key: key ?? null, value, ...(partition !== undefined && { partition }) };
  const [sent] = await sender.send({ topic, acks: acks === 'all' ? -1 : acks, messages: [message] });
  return {
    ...(key !== undefined && { key }),
    value,
    partition: sent?.partition ?? chosen.partition,
    offset: Number(sent?.baseOffset ?? -1),
  };
}

async function writeOne(
  producer: Producer,
  record: NewRecord,
  options: ProduceOptions,
  chosen: Chosen,
): Promise<WrittenRecord> {
  const { topic, timeoutMs = 30_000, signal } = options;
  const wait = { what: `a record to be written to ${topic}`, timeoutMs, ...(signal && { signal }) };
  return await waitFor(wait, async () => {
    try {
      return await send(producer, record, options, chosen);
    } catch (error) {
      const type = kafkaErrorType(error);
      if (type !== undefined && refusals.includes(type)) throw new RecordRefused(topic, type);
      if (type === 'UNKNOWN_TOPIC_OR_PARTITION') throw missingTopic(topic);
      if (!isPassing(error)) throw labErrorOf(error, `write to ${topic}`);
      return new NotYet(type ?? messageOf(error));
    }
  });
}

/** kafkajs says of its own errors whether another try may help. */
function isPassing(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('retriable' in current && current.retriable === true) return true;
    if (current.name === 'KafkaJSNumberOfRetriesExceeded') return true;
  }
  return false;
}

async function transact(
  producer: Producer,
  records: readonly NewRecord[],
  options: ProduceOptions,
  chosen: Chosen,
): Promise<readonly WrittenRecord[]> {
  try {
    const transaction = await producer.transaction();
    const written = await inTurn(records, (record) => send(transaction, record, options, chosen));
    await (options.transaction === 'abort' ? transaction.abort() : transaction.commit());
    return written;
  } catch (error) {
    throw labErrorOf(error, `write to ${options.topic} in a transaction`);
  }
}
