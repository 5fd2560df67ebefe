/** Kafka's own producer and consumer beside a change: what was acknowledged to the one must have come to the other, and be there. */
import { randomInt, randomUUID } from 'node:crypto';
import { readWholeTopic } from '../../src/client/topics/read-whole-topic.ts';
import { addressesOf, type ClusterAccess } from '../../src/cluster/access.ts';
import { startVerifiable } from './verifiable-client.ts';

/** What both say at the end. */
export interface BesideEnd {
  /** How many records were acknowledged. */
  readonly acknowledged: number;
  /** Values that were, and are not in the topic. */
  readonly lost: readonly string[];
  /** Values that were, and did not come to the consumer. */
  readonly unread: readonly string[];
}

/** A producer and a consumer that run, no longer than their scope. */
interface Beside extends AsyncDisposable {
  /** Ends both in order. @param at by which the topic is read then. @default as they were started */
  end(at?: ClusterAccess): Promise<BesideEnd>;
}

/** What both say where nothing was lost. */
export const nothingLost = { lost: [], unread: [] };

/** How long the consumer gets to read the last records, in milliseconds. */
const lastRecordsMs = 60_000;

/** Resolves once both work: 50 records a second, acks=all, until they are ended. */
export async function startBeside(access: ClusterAccess, topic: string): Promise<Beside> {
  const at = ['--bootstrap-server', addressesOf(access).join(','), '--topic', topic];
  // Whoever wrote to the topic before has counted from 0 too.
  const prefix = String(randomInt(1, 2 ** 31));
  const group = ['--group-id', `beside-${randomUUID()}`, '--reset-policy', 'earliest', '--verbose'];
  const [producer, consumer] = await Promise.all([
    startVerifiable('VerifiableProducer', [...at, '--throughput', '50', '--value-prefix', prefix]),
    startVerifiable('VerifiableConsumer', [...at, ...group]),
  ]);
  const acknowledged = (): readonly string[] => producer.valuesOf('producer_send_success');
  const unread = (): readonly string[] => {
    const read = new Set(consumer.valuesOf('record_data'));
    return acknowledged().filter((value) => !read.has(value));
  };
  await producer.until(() => acknowledged().length >= 20);
  await consumer.until(() => unread().length < acknowledged().length);
  return {
    async end(then = access) {
      await producer.end();
      const inTime = AbortSignal.timeout(lastRecordsMs);
      await consumer
        .until(() => unread().length === 0, inTime)
        .catch((error: unknown) => {
          // What has not come by then is told as unread.
          if (!inTime.aborted) throw error;
        });
      await consumer.end();
      const records = await readWholeTopic({ access: then, topic, timeoutMs: 60_000 });
      const there = new Set(records.map(({ value }) => value));
      return {
        acknowledged: acknowledged().length,
        lost: acknowledged().filter((value) => !there.has(value)),
        unread: unread(),
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([producer.end(), consumer.end()]);
    },
  };
}
