/** Who begins a dynamic quorum is told for as long as it begins, and where it is for as long as it is there. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { withControllers } from '../../../../src/cluster/changed/with-controllers.ts';
import { renderCompose } from '../../../../src/render/compose/render.ts';
import { writeFiles } from '../../../../src/render/render.ts';
import { fillQuorumFolder, quorumDir } from '../../../../src/runtimes/compose/quorum-folder.ts';
import { instanceDir } from '../../../../src/runtimes/instances.ts';
import { quickFailoverDynamic, resolved } from '../../../support/topologies.ts';

const id = 'quorum-folder-compose';
const both = ['first-voters', 'server.properties'];
let filesDir: string;

beforeEach(async () => {
  filesDir = await mkdtemp(join(tmpdir(), 'klab-quorum-folder-'));
});

afterEach(async () => {
  await rm(filesDir, { recursive: true });
  await rm(instanceDir(id), { recursive: true, force: true });
});

/** Fills it for a topology that was rendered. @returns what is in it then */
async function filled(
  topology: Instance['topology'],
  begins: boolean | 'as before',
): Promise<readonly string[]> {
  await writeFiles(filesDir, renderCompose(topology));
  await fillQuorumFolder({ id, filesDir, topology } as Instance, begins);
  return (await readdir(quorumDir(id)).catch(() => [])).toSorted((a, b) => a.localeCompare(b));
}

it('a cluster that begins is told who does, also where its first up was cut short, and no later one', async () => {
  const topology = quickFailoverDynamic();
  expect(await filled(topology, true)).toEqual(both);
  expect(await filled(topology, 'as before')).toEqual(both);
  expect(await filled(topology, false)).toEqual(['server.properties']);
  expect(await filled(topology, 'as before')).toEqual(['server.properties']);
});

it('voters that have changed since name nobody who begins', async () => {
  expect(await filled(quickFailoverDynamic(), true)).toEqual(both);
  expect(await filled(withControllers(quickFailoverDynamic(), [101, 103, 104]), 'as before')).toEqual([
    'server.properties',
  ]);
});

it('there is none where voters are fixed', async () => {
  expect(await filled(resolved('multi-broker-isolated'), true)).toEqual([]);
});
