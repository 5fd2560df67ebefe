/** Who uses a cluster: what lives counts, what has died does not, and nobody is taken for another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import {
  beginUse,
  endUse,
  forgetMaker,
  forgetUsers,
  hasUsers,
  readMaker,
  writeMaker,
} from '../../../src/runtimes/users.ts';

const id = 'users-test-local';
const dir = `${instanceDir(id)}.users`;

afterEach(() => forgetUsers(id));

async function leave(holder: object): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'other.use'), JSON.stringify(holder));
}

it('a use counts until it ends, for each of several in one process', async () => {
  const [first, second] = [await beginUse(id), await beginUse(id)];
  await endUse(first);
  expect(await hasUsers(id)).toBe(true);
  await endUse(second);
  await endUse(second);
  expect(await hasUsers(id)).toBe(false);
});

it('what has died uses nothing, and is swept away', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await leave({ host: hostname(), pid: child.pid });
  expect(await hasUsers(id)).toBe(false);
  expect(await readdir(dir)).toEqual([]);
});

it.runIf(process.platform === 'linux')(
  'a pid that has come to name another process uses nothing',
  async () => {
    await leave({ host: hostname(), pid: process.pid, startedAt: '1' });
    expect(await hasUsers(id)).toBe(false);
  },
);

it('nothing is known of another host, so its programs count', async () => {
  await leave({ host: 'elsewhere.example', pid: 1, startedAt: '1' });
  expect(await hasUsers(id)).toBe(true);
});

it('half a file is nobody', async () => {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'other.use'), '{"host"');
  expect(await hasUsers(id)).toBe(false);
});

it('who made it is remembered until a person takes it', async () => {
  expect(await readMaker(id)).toBeUndefined();
  await writeMaker(id, { foundData: true });
  expect(await readMaker(id)).toEqual({ foundData: true });
  await forgetMaker(id);
  expect(await readMaker(id)).toBeUndefined();
});
