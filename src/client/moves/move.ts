/** Moves copies of partitions while clients work, and says how far that is. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import { InterruptedError, RuntimeError } from '../../errors.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { counted } from '../../words.ts';
import { viewPartitions } from '../watch/living-view.ts';
import { alterReassignments } from '../wire/moves/alter-reassignments.ts';
import { listReassignments } from '../wire/moves/list-reassignments.ts';
import { CopiedBytes, mebibytes } from './copied-bytes.ts';
import type { Placed } from './placement.ts';
import { lift, throttle } from './throttle.ts';

/** How to move. */
export interface MoveOptions {
  /** Bytes a second that each broker gives, and takes, of copies that are moved. */
  readonly bytesPerSecond: number;
  /** Told how far it is, in words. */
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Moving that has got no further for so long has come to a standstill, in milliseconds. */
const standstillMs = 120_000;
const lookIntervalMs = 300;
/** Between two words about how far it is, in milliseconds. */
const sayIntervalMs = 2_000;

/**
 * Moves what is not where it should be, and again what has come to be so meanwhile, until all is. What is being moved
 * already is waited for first.
 * @param wanted what of these partitions is to lie elsewhere, and where.
 * @throws RuntimeError `not-ready` where it comes to a standstill, `client` where Kafka refuses; InterruptedError, after
 * which Kafka goes on with what it has begun.
 */
export async function movePartitions(
  access: ClusterAccess,
  wanted: (partitions: readonly PartitionState[]) => readonly Placed[],
  options: MoveOptions,
): Promise<void> {
  await untilMoved(access, options);
  for (;;) {
    const partitions = await viewPartitions(access);
    const moves = wanted(partitions);
    if (moves.length === 0) {
      await lift(access, [...new Set(partitions.map(({ topic }) => topic))]);
      return;
    }
    await throttle(access, moves, partitions, options.bytesPerSecond);
    const bytes = await CopiedBytes.of(access, moves, partitions);
    options.say(
      `moving ${counted(moves.length, 'partition')}: ${counted(bytes.copies, 'copy', 'copies')}, ${mebibytes(bytes.total)}`,
    );
    await alterReassignments(access, moves);
    await untilMoved(access, options, { bytes, count: moves.length });
  }
}

/** Has Kafka leave copies where they were that are being moved. @throws RuntimeError `client` */
export async function takeMovesBack(access: ClusterAccess): Promise<void> {
  const underWay = await listReassignments(access);
  await alterReassignments(
    access,
    underWay.map(({ topic, partition }) => ({ topic, partition, replicas: null })),
  );
}

/** Waits until nothing is being moved. */
async function untilMoved(
  access: ClusterAccess,
  { say, signal }: MoveOptions,
  known?: { readonly bytes: CopiedBytes; readonly count: number },
): Promise<void> {
  let [stand, sinceMs, saidMs] = ['', Date.now(), Date.now()];
  const wait = { what: 'partitions to be moved', timeoutMs: Infinity, intervalMs: lookIntervalMs, signal };
  await waitFor(wait, async () => {
    const left = await listReassignments(access);
    if (left.length === 0) {
      if (known !== undefined) say(`${known.count} of ${counted(known.count, 'partition')} moved`);
      return true;
    }
    const nowMs = Date.now();
    const words = await standIn(access, left.length, known);
    if (words !== stand) [stand, sinceMs] = [words, nowMs];
    if (nowMs - sinceMs > standstillMs) {
      const [first] = left;
      const where = `${first?.topic}/${first?.partition} onto ${first?.adding.join(', ') || 'nobody'}`;
      throw new RuntimeError('not-ready', `moving partitions stands still: ${words}; ${where} is not done`);
    }
    if (nowMs - saidMs > sayIntervalMs) {
      say(words);
      saidMs = nowMs;
    }
    return new NotYet(words);
  });
  if (signal.aborted) throw new InterruptedError();
}

async function standIn(
  access: ClusterAccess,
  left: number,
  known: { readonly bytes: CopiedBytes; readonly count: number } | undefined,
): Promise<string> {
  if (known === undefined) return `${counted(left, 'partition')} are being moved already`;
  const { bytes, count } = known;
  const done = await bytes.copied(access);
  return `${Math.max(0, count - left)} of ${counted(count, 'partition')} moved, ${mebibytes(done)} of ${mebibytes(bytes.total)}`;
}
