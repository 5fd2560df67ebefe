/** What holds for the whole page: one change of cluster at a time, and none is left half done at its end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { LabError } from '../../../../src/index.ts';
import { Desk } from '../../../../src/web/desk/desk.ts';
import { registry } from '../../../../topologies/index.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-desk-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

function deskThatFindsNothing(): Desk {
  return new Desk({
    caller: {
      topologies: registry,
      signal: new AbortController().signal,
      finishing: async (_, work) => await work(),
    },
    teaching: { lessons: [], run: async () => undefined },
    find: async (name) => {
      throw new LabError('no-instance', `${name} is not up`);
    },
  });
}

it('waits at its end for what is being taken down, and begins nothing beside it', async () => {
  const desk = deskThatFindsNothing();
  let finish: (said: string) => void = () => undefined;
  const down = desk.exclusively(
    'taking mine down',
    () => new Promise<string>((resolve) => (finish = resolve)),
  );
  await expect(desk.exclusively('about to show it', async () => 'shown')).rejects.toThrow(
    'klab is taking mine down; wait for that',
  );
  let isClosed = false;
  const closing = desk.close().then(() => (isClosed = true));
  // All that waits for nothing has happened by then.
  await setImmediate();
  expect(isClosed).toBe(false);
  finish('gone');
  expect(await down).toBe('gone');
  await closing;
});

it('shows no cluster where the one that was asked for is not up, and goes on', async () => {
  const desk = deskThatFindsNothing();
  await expect(desk.show('mine')).rejects.toThrow('mine is not up');
  expect(desk.view()).toMatchObject({ instances: [] });
  expect(desk.view().lab).toBeUndefined();
  await desk.close();
});
