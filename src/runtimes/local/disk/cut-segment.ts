/** Cuts a log segment at an offset: Kafka's record batches, of which only where they begin and how long they are is read. */
import { open } from 'node:fs/promises';

/** Base offset and length, which every batch begins with (DefaultRecordBatch.LOG_OVERHEAD), in bytes. */
const headBytes = 12;

/** What was cut off. */
export interface SegmentCut {
  readonly batches: number;
  readonly bytes: number;
}

/** Removes every batch that begins at an offset or later; bytes that are no whole batch at the end go with them. */
export async function cutSegment(path: string, fromOffset: number): Promise<SegmentCut> {
  await using file = await open(path, 'r+');
  const { size } = await file.stat();
  const head = Buffer.alloc(headBytes);
  let [position, batches] = [0, 0];
  let cutAt: number | undefined;
  while (position + headBytes <= size) {
    await file.read(head, 0, headBytes, position);
    const length = head.readInt32BE(8);
    if (length <= 0) break;
    if (cutAt === undefined && head.readBigInt64BE(0) >= BigInt(fromOffset)) cutAt = position;
    if (cutAt !== undefined) batches += 1;
    position += headBytes + length;
  }
  if (cutAt === undefined) return { batches: 0, bytes: 0 };
  await file.truncate(cutAt);
  return { batches, bytes: size - cutAt };
}
