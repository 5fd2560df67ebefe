/** One AlterPartitionReassignments request (KIP-455), which kafkajs has only without the way back: where copies are to lie. */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import type { FieldReader } from '../codec/field-reader.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { askController, notController, type Answered } from '../ask-controller.ts';
import { byTopic } from './by-topic.ts';

/** Where the copies of one partition are to lie. */
export interface Reassignment {
  readonly topic: string;
  readonly partition: number;
  /** Numbers of brokers, the preferred leader first; null ends a move that is under way and takes it back. */
  readonly replicas: readonly number[] | null;
}

/** How long the controller may take to write all of it down; moving itself takes its own time. */
const timeoutMs = 30_000;

/** Partitions that have gone meanwhile, and moves that have ended before they were taken back, are as they should be. */
const harmless: ReadonlySet<number> = new Set([3, 85]);

/**
 * Has the controller begin to move copies. Returns before they are moved.
 * @throws RuntimeError `client` with Kafka's own words for the first partition that it refuses.
 */
export async function alterReassignments(
  access: ClusterAccess,
  reassignments: readonly Reassignment[],
): Promise<void> {
  if (reassignments.length === 0) return;
  const body = new FieldWriter().int32(timeoutMs);
  body
    .compactArray(byTopic(reassignments), ([topic, partitions]) => {
      body.compactString(topic);
      body
        .compactArray(partitions, ({ partition, replicas }) =>
          body
            .int32(partition)
            .compactArray(replicas, (number) => body.int32(number))
            .tags(),
        )
        .tags();
    })
    .tags();
  const refused = await askController(access, 'moves partitions', async (broker) => {
    const request = { api: apis.alterPartitionReassignments, body, timeoutMs: timeoutMs + 1_000 };
    return answerIn(await askOnce({ ...request, broker, what: 'move partitions' }));
  });
  if (refused !== undefined) throw new RuntimeError('client', `Kafka does not move ${refused}`);
}

/** The first partition that is refused, with why. */
function answerIn(reader: FieldReader): Answered<string | undefined> {
  reader.int32(); // throttle time
  const whole = { code: reader.int16(), message: reader.compactString() };
  const refused = reader
    .compactArray(() => {
      const topic = reader.compactString();
      const errors = reader.compactArray(() => {
        const partition = reader.int32();
        const error = { code: reader.int16(), message: reader.compactString() };
        reader.tags();
        return { partition, error };
      });
      reader.tags();
      return errors.map((one) => ({ topic, ...one }));
    })
    .flat()
    .find(({ error }) => error.code !== 0 && !harmless.has(error.code));
  if (whole.code !== 0) return { refused: errorWords(whole) };
  // A broker that is not the controller says so of each partition.
  if (refused?.error.code === notController) return { refused: errorWords(refused.error) };
  const words = refused && `${refused.topic}/${refused.partition}: ${errorWords(refused.error)}`;
  return { answer: words };
}
