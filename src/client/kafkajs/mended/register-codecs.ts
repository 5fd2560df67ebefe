/** Teaches kafkajs the codecs that records may be compressed with: it knows gzip alone. */
import kafkajs from 'kafkajs';
import { RuntimeError } from '../../../errors.ts';
import { codecs, decompress } from '../../wire/codec/codecs.ts';

/** Lets every consumer read them all; what the lab itself writes is never compressed. */
export function registerCodecs(): void {
  for (const [number, { name }] of codecs) {
    if (name === 'gzip') continue;
    kafkajs.CompressionCodecs[number as 2 | 3 | 4] = () => ({
      compress: () =>
        Promise.reject(new RuntimeError('client', `the lab writes nothing compressed with ${name}`)),
      decompress: async (bytes: Buffer) => decompress(number, bytes),
    });
  }
}
