import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { homeFinding, oneIsEnough, type Finding } from '../../../src/runtimes/doctor.ts';

const finding = (name: string, state: Finding['state']): Finding => ({ name, state, found: '' });
const states = (...found: Finding['state'][]): string[] =>
  oneIsEnough(found.map((state, index) => finding(String(index), state))).map(({ state }) => state);

it('misses a runtime only where there is no other', () => {
  expect(states('ok', 'ok')).toEqual(['ok', 'ok']);
  expect(states('missing', 'ok')).toEqual(['warning', 'ok']);
  expect(states('ok', 'missing')).toEqual(['ok', 'warning']);
  expect(states('missing', 'missing')).toEqual(['missing', 'missing']);
});

it('is content with a home that can be made, and does not make it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'klab-doctor-'));
  try {
    expect(await homeFinding(join(folder, 'not', 'yet'))).toMatchObject({ name: 'KLAB_HOME', state: 'ok' });
    expect(await readdir(folder)).toEqual([]);
    expect(await homeFinding('/proc/klab')).toMatchObject({ state: 'missing' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
