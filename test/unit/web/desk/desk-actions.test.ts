/** What a page may ask of whole clusters: only those that are there, and only what leads to no path. */
import { beforeEach, expect, it } from 'vitest';
import { perform } from '../../../../src/web/actions.ts';
import type { Desk } from '../../../../src/web/desk/desk.ts';
import { Raising } from '../../../../src/web/desk/raising.ts';
import { LabError } from '../../../../src/index.ts';
import { registry } from '../../../../topologies/index.ts';

const caller = {
  topologies: registry,
  signal: new AbortController().signal,
  finishing: async <T>(_: unknown, work: () => Promise<T>) => await work(),
};
const begun: (readonly unknown[])[] = [];
const shown: string[] = [];
const desk = {
  caller,
  ids: ['multi-broker-local'],
  shownId: undefined,
  raising: { view: undefined, begin: (...all: readonly unknown[]) => begun.push(all.slice(0, 2)) },
  exclusively: async <T>(_: string, work: () => Promise<T>) => await work(),
  show: async (id: string) => shown.push(id),
  get lab(): never {
    throw new LabError('no-instance', 'no cluster is shown');
  },
} as unknown as Desk;

beforeEach(() => {
  begun.length = 0;
  shown.length = 0;
});

const wish = { topology: 'single-broker', on: 'anywhere', beside: false, isolatable: true };

it('brings a topology up where and as it was asked for', async () => {
  await perform(desk, 'up', wish);
  await perform(desk, 'up', { ...wish, on: 'local', beside: true });
  expect(begun).toEqual([
    ['single-broker', { on: undefined, portOffset: 0, isolatable: true }],
    ['single-broker', { on: 'local', portOffset: 'free', isolatable: true }],
  ]);
});

it.each([
  { topology: '../mine.ts' },
  { topology: 'constructor' },
  { on: 'attached' },
  { on: '/bin/sh' },
  { beside: 'free' },
  { isolatable: 1 },
])('brings nothing up for $topology$on$beside$isolatable', async (changed) => {
  await expect(perform(desk, 'up', { ...wish, ...changed })).rejects.toThrow('is not possible');
  expect(begun).toEqual([]);
});

it('shows a cluster that is there, and no other', async () => {
  await perform(desk, 'show', { instance: 'multi-broker-local' });
  for (const action of ['show', 'down']) {
    await expect(perform(desk, action, { instance: '../other' })).rejects.toThrow('is not possible');
  }
  expect(shown).toEqual(['multi-broker-local']);
});

it('does nothing to a cluster where none is shown', async () => {
  await expect(perform(desk, 'node', { act: 'kill', node: 'broker-1' })).rejects.toThrow(
    'no cluster is shown',
  );
});

it('says what differs between two topologies, and between no paths', async () => {
  const found = await perform(desk, 'diff', { before: 'single-broker', after: 'multi-broker' });
  expect(found).toContain('broker-2');
  expect(found).not.toContain('\u001B');
  for (const before of ['dist', './docker-compose.yml', 'single-broker@HEAD', 'live']) {
    const asked = perform(desk, 'diff', { before, after: 'multi-broker' });
    await expect(asked).rejects.toThrow('is not possible');
  }
});

it('says on the page why an up ended, and begins no second one meanwhile', async () => {
  const raising = new Raising(caller, () => undefined);
  raising.begin('nowhere', { portOffset: 0 }, async () => undefined);
  expect(() => raising.begin('single-broker', { portOffset: 0 }, async () => undefined)).toThrow(
    'klab is bringing nowhere up',
  );
  await raising.ended();
  expect(raising.view).toMatchObject({
    isRunning: false,
    lines: [{ text: expect.stringContaining('nowhere'), mark: 'bad' }],
  });
});
