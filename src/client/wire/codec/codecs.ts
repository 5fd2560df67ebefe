/**
 * The codecs that records may be compressed with, for whoever reads.
 * Each is loaded once it is met, so that a machine for which one has no binary misses that one only.
 */
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import type * as Fzstd from 'fzstd';
import type * as Lz4 from 'lz4-napi';
import type * as Snappy from 'snappy';
import { RuntimeError } from '../../../errors.ts';

type Decompress = (bytes: Buffer) => Buffer;

const load = createRequire(import.meta.url);

/** By Kafka's number of the codec (org.apache.kafka.common.compress, CompressionType). */
export const codecs: ReadonlyMap<number, { readonly name: string; readonly decompress: Decompress }> =
  new Map([
    [1, { name: 'gzip', decompress: (bytes) => gunzipSync(bytes) }],
    [2, { name: 'snappy', decompress: unsnappy }],
    [3, { name: 'lz4', decompress: unlz4 }],
    [4, { name: 'zstd', decompress: unzstd }],
  ]);

/**
 * Takes a compressed batch's records apart.
 * @param codec Kafka's number of the codec, the lowest bits of a batch's attributes.
 * @throws RuntimeError `client` for a codec that is not known or not there, and for bytes that are not of it.
 */
export function decompress(codec: number, bytes: Buffer): Buffer {
  const known = codecs.get(codec);
  if (known === undefined)
    throw new RuntimeError('client', `records are compressed with unknown codec ${codec}`);
  try {
    return known.decompress(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuntimeError('client', `records compressed with ${known.name} cannot be read: ${reason}`, {
      cause: error,
    });
  }
}

/** How Java's clients and brokers frame snappy's blocks (org.xerial.snappy.SnappyOutputStream); others send one bare block. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeaderBytes = 16;

function unsnappy(bytes: Buffer): Buffer {
  const { uncompressSync } = load('snappy') as typeof Snappy;
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return Buffer.from(uncompressSync(bytes));
  const blocks: Buffer[] = [];
  for (let at = xerialHeaderBytes; at < bytes.length;) {
    const end = at + 4 + bytes.readInt32BE(at);
    blocks.push(Buffer.from(uncompressSync(bytes.subarray(at + 4, end))));
    at = end;
  }
  return Buffer.concat(blocks);
}

function unlz4(bytes: Buffer): Buffer {
  const { decompressFrameSync } = load('lz4-napi') as typeof Lz4;
  return decompressFrameSync(bytes);
}

function unzstd(bytes: Buffer): Buffer {
  const { decompress: whole } = load('fzstd') as typeof Fzstd;
  return Buffer.from(whole(bytes));
}
