/** Reads how far Kafka has flushed its logs: all before these offsets is on the disk for certain. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instead } from '../../../errors.ts';

/** Kafka's file of them, in each log directory (LogManager.RecoveryPointCheckpointFile). */
const fileName = 'recovery-point-offset-checkpoint';

/** First offset that is not flushed, by log: `orders-0`. A log that is not in the file was never flushed. */
export async function readRecoveryPoints(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(instead('', 'ENOENT'));
  // A version and a count come first, each on a line of its own.
  const entries = text.split('\n').slice(2);
  return new Map(
    entries.flatMap((line): [string, number][] => {
      const [, topic, partition, offset] = /^(\S+) (\d+) (\d+)$/.exec(line) ?? [];
      return topic === undefined ? [] : [[`${topic}-${partition}`, Number(offset)]];
    }),
  );
}
