/** Records must be read whatever codec wrote them, as Java's clients and librdkafka frame it. */
import { gzipSync } from 'node:zlib';
import { compressFrameSync } from 'lz4-napi';
import { compressSync } from 'snappy';
import { describe, expect, it } from 'vitest';
import { registerCodecs } from '../../../../../src/client/kafkajs/mended/register-codecs.ts';
import { decompress } from '../../../../../src/client/wire/codec/codecs.ts';
import kafkajs from 'kafkajs';

const text = Buffer.from('some records, some records, some records');

function xerial(...blocks: readonly Buffer[]): Buffer {
  const lengthOf = (block: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    return length;
  };
  const header = Buffer.concat([
    Buffer.from([0x82]),
    Buffer.from('SNAPPY\0'),
    Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]),
  ]);
  return Buffer.concat([header, ...blocks.flatMap((block) => [lengthOf(block), block])]);
}

/** What zstd's own tool makes of the text. */
const zstd = Buffer.from('KLUv/QRYpQAAcHNvbWUgcmVjb3JkcywgAQBhTyU3FjdJ', 'base64');

describe('decompress', () => {
  it.each([
    ['gzip', 1, gzipSync(text)],
    ['snappy in one block', 2, compressSync(text)],
    [
      "snappy in Java's blocks",
      2,
      xerial(compressSync(text.subarray(0, 10)), compressSync(text.subarray(10))),
    ],
    ['lz4', 3, compressFrameSync(text)],
    ['zstd', 4, zstd],
  ])('reads %s', (_, codec, bytes) => {
    expect(decompress(codec, bytes).toString()).toBe(text.toString());
  });

  it('says which codec it cannot read', () => {
    for (const [codec, name] of [
      [1, 'gzip'],
      [2, 'snappy'],
      [3, 'lz4'],
      [4, 'zstd'],
    ] as const) {
      expect(() => decompress(codec, Buffer.from('nonsense'))).toThrow(
        `records compressed with ${name} cannot be read: `,
      );
    }
    expect(() => decompress(6, text)).toThrow('records are compressed with unknown codec 6');
  });

  it('is what kafkajs reads with too', async () => {
    registerCodecs();
    const codec = kafkajs.CompressionCodecs[3]();
    expect((await codec.decompress(compressFrameSync(text))).toString()).toBe(text.toString());
  });
});
