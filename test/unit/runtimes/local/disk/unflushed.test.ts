/** What the death of a machine takes from a node: all that Kafka has not flushed, of these topics, and nothing else. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { cutSegment } from '../../../../../src/runtimes/local/disk/cut-segment.ts';
import { readRecoveryPoints } from '../../../../../src/runtimes/local/disk/recovery-points.ts';
import { loseUnflushed } from '../../../../../src/runtimes/local/disk/unflushed.ts';

/** A batch as far as its head says something: where it begins, and how long the rest is. */
function batch(offset: number, bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(12 + bodyBytes);
  bytes.writeBigInt64BE(BigInt(offset), 0);
  bytes.writeInt32BE(bodyBytes, 8);
  return bytes;
}

const [first, second, third] = [batch(0, 50), batch(3, 70), batch(4, 90)];
const firstSegment = `${'0'.repeat(20)}.log`;
const instance = { id: 'mine' } as Instance;
let home: string;
let dataDir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-unflushed-'));
  vi.stubEnv('KLAB_HOME', home);
  dataDir = join(home, 'instances', 'mine', 'data', 'broker-1');
  await mkdir(dataDir, { recursive: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function segment(log: string, ...batches: readonly Buffer[]): Promise<string> {
  const path = join(dataDir, log, firstSegment);
  await mkdir(join(dataDir, log), { recursive: true });
  await writeFile(path, Buffer.concat(batches));
  return path;
}

describe('cutSegment', () => {
  it('cuts where the first batch begins that is not flushed', async () => {
    const path = await segment('t-0', first, second, third);
    expect(await cutSegment(path, 3)).toEqual({ batches: 2, bytes: second.length + third.length });
    expect(await readFile(path)).toEqual(first);
  });

  it('leaves what is flushed, and takes what was half written with what was not', async () => {
    const path = await segment('t-0', first, second);
    expect(await cutSegment(path, 4)).toEqual({ batches: 0, bytes: 0 });
    expect(await readFile(path)).toEqual(Buffer.concat([first, second]));
    await segment('t-0', first, second, third.subarray(0, 30));
    expect(await cutSegment(path, 0)).toMatchObject({ bytes: first.length + second.length + 30 });
    expect(await readFile(path)).toHaveLength(0);
  });
});

describe('readRecoveryPoints', () => {
  it('reads the offsets of every log, of topics with dashes and dots too', async () => {
    const text = '0\n2\nmy-topic.a 0 12\n__consumer_offsets 3 4\n';
    await writeFile(join(dataDir, 'recovery-point-offset-checkpoint'), text);
    expect([...(await readRecoveryPoints(dataDir))]).toEqual([
      ['my-topic.a-0', 12],
      ['__consumer_offsets-3', 4],
    ]);
  });
});

describe('loseUnflushed', () => {
  it('cuts the logs of these topics alone, and what says that the node ended in order', async () => {
    const mine = await segment('klab-x-0', first, second, third);
    const flushed = await segment('klab-x-1', first, second);
    const others = await segment('orders-0', first);
    await writeFile(join(dataDir, 'recovery-point-offset-checkpoint'), '0\n1\nklab-x 1 4\n');
    await writeFile(join(dataDir, '.kafka_cleanshutdown'), '{"version":0,"brokerEpoch":9}');
    const bytes = first.length + second.length + third.length;
    expect(await loseUnflushed(instance, 'broker-1', 'klab-x')).toEqual({ logs: 2, batches: 3, bytes });
    expect(await readFile(mine)).toHaveLength(0);
    expect(await readFile(flushed)).toHaveLength(first.length + second.length);
    expect(await readFile(others)).toEqual(first);
    expect(await readdir(dataDir)).not.toContain('.kafka_cleanshutdown');
  });
});
