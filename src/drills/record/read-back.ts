/** Reads a drill's whole topic once all is over: what the cluster still has of what it acknowledged. */
import { readWholeTopic } from '../../client/topics/read-whole-topic.ts';
import { InterruptedError, messageOf } from '../../errors.ts';
import type { VerdictInput } from './recording.ts';
import type { ReadBackRecord } from './history.ts';
import type { DrillSettings } from '../plan/settings.ts';
import type { ClusterAccess } from '../../cluster/access.ts';
import { sequenceOf } from './probe-record.ts';

/** Every record of the topic, or why it could not be read. @throws InterruptedError */
export async function readBackOf(
  access: ClusterAccess,
  { topic }: DrillSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<VerdictInput['readBack']> {
  try {
    const records = await readWholeTopic({ access, topic, timeoutMs, signal });
    return records.map(({ partition, offset, key, value }): ReadBackRecord => ({
      partition,
      offset,
      key,
      // Anything that is not a prober's number must show up as unexpected.
      sequence: sequenceOf(value),
    }));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    return { problem: `the topic could not be read back (${messageOf(error)})` };
  }
}
