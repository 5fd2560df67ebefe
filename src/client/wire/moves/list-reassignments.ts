/** One ListPartitionReassignments request (KIP-455): what is being moved now. */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { askController } from '../ask-controller.ts';

/** A partition that is being moved; brokers by their numbers. */
export interface MoveUnderWay {
  readonly topic: string;
  readonly partition: number;
  /** Those that get a copy. */
  readonly adding: readonly number[];
  /** Those that lose theirs once it is there. */
  readonly removing: readonly number[];
}

const timeoutMs = 10_000;

/** Every partition that is being moved now. @throws RuntimeError `client` when no broker tells */
export async function listReassignments(access: ClusterAccess): Promise<readonly MoveUnderWay[]> {
  const ofAllTopics = null;
  const body = new FieldWriter()
    .int32(timeoutMs)
    .compactArray(ofAllTopics, () => undefined)
    .tags();
  return await askController(access, 'says what is being moved', async (broker) => {
    const request = { api: apis.listPartitionReassignments, body, timeoutMs: timeoutMs + 1_000 };
    const reader = await askOnce({ ...request, broker, what: 'say what is being moved' });
    reader.int32(); // throttle time
    const error = { code: reader.int16(), message: reader.compactString() };
    if (error.code !== 0) return { refused: errorWords(error) };
    const numbers = (): number[] => reader.compactArray(() => reader.int32());
    const moves = reader.compactArray(() => {
      const topic = reader.compactString() ?? '';
      const partitions = reader.compactArray(() => {
        const partition = reader.int32();
        numbers(); // all copies, those to come and those to go included
        const [adding, removing] = [numbers(), numbers()];
        reader.tags();
        return { topic, partition, adding, removing };
      });
      reader.tags();
      return partitions;
    });
    return { answer: moves.flat() };
  });
}
