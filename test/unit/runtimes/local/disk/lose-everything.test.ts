/** What a node had is gone, and nothing of its neighbours. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { writeWhole } from '../../../../../src/files.ts';
import { loseEverything } from '../../../../../src/runtimes/local/disk/lose-everything.ts';
import { instanceDir } from '../../../../../src/runtimes/instances.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-lose-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

it('takes the whole folder of a node, and twice is fine', async () => {
  const data = join(instanceDir('shop-local'), 'data');
  for (const id of ['controller-101', 'controller-102'])
    await writeWhole(join(data, id, 'meta.properties'), 'version=1\n');
  const instance = { id: 'shop-local' } as Instance;
  await loseEverything(instance, 'controller-101');
  await loseEverything(instance, 'controller-101');
  expect(await readdir(data)).toEqual(['controller-102']);
});
