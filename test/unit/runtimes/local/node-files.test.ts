import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareData } from '../../../../src/runtimes/local/node-files.ts';
import { kraft } from '../../../support/constructs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-node-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('closes the data of a secured node to everybody else: it holds what passwords are compared with', async () => {
  const topology = kraft({ security: { superUsers: ['admin'] } }).resolve();
  const dir = join(folder, 'data', 'node-1');
  await prepareData(topology.nodes[0]!, topology, dir, undefined);
  expect((await stat(dir)).mode & 0o077).toBe(0);
});
