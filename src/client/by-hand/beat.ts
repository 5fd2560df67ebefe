/** Writes a record again and again, each with its number and its time, so that a hole in the log shows when nobody could write. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterAccess } from '../../cluster/access.ts';
import { InterruptedError } from '../../errors.ts';
import { openProducer, type ProduceOptions, type WrittenRecord } from './produce.ts';

/** How to write on. */
export interface BeatOptions extends ProduceOptions {
  /** Pause between a record's answer and the next record, in milliseconds. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly onRecord: (record: WrittenRecord) => void;
}

/** A record of it, read back. */
export interface Beat {
  /** The same for all of one run. */
  readonly run: string;
  readonly number: number;
  readonly atMs: number;
}

/** Writes until the signal fires, each record once the one before is written. @throws RuntimeError as a producer's `write` does */
export async function beat(access: ClusterAccess, options: BeatOptions): Promise<void> {
  const { everyMs, signal, onRecord } = options;
  const run = `run-${new Date().toISOString()}`;
  const producer = await openProducer(access, options);
  try {
    for (let number = 1; !signal.aborted; number += 1) {
      const value = `${number} ${new Date().toISOString()}`;
      for (const record of await producer.write([{ key: run, value }])) onRecord(record);
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
  } finally {
    await producer.close();
  }
}

/** What was written so, in the order of writing; undefined for a record that was not. */
export function beatOf({ key, value }: { readonly key: string; readonly value: string }): Beat | undefined {
  const [, number, at] = /^(\d+) (\S+)$/.exec(value) ?? [];
  const atMs = Date.parse(at ?? '');
  if (!key.startsWith('run-') || Number.isNaN(atMs)) return undefined;
  return { run: key, number: Number(number), atMs };
}
