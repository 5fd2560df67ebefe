/** The library: what is given wrong is said at once, and who only describes topologies loads nothing else. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attach, diff, judge, render, runChecks, runDrill, up } from '../../../src/index.ts';
import type { RunningCluster } from '../../../src/index.ts';
import { writeRecording } from '../../../src/drills/record/recording-file.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { createTopology } from '../../../topologies/index.ts';
import { cleanDrill } from '../drills/histories.ts';
import { resolved } from '../../support/topologies.ts';

/** Never asked for anything: what is wrong is said before. */
const cluster = {
  instance: { id: 'multi-broker-local' },
  topology: resolved('multi-broker'),
  status: () => Promise.reject(new Error('asked')),
} as unknown as RunningCluster;

/** As JavaScript gives it, which no compiler has looked at. */
const any = (value: unknown): never => value as never;

describe('a wrong use is told at once', () => {
  it.each([
    [
      () => up(any({}), {}),
      'up: an object of nothing is no topology; give a Topology, or what its resolve() returns',
    ],
    [
      () => up(createTopology('multi-broker'), any({ portOffset: 'fre' })),
      'up: portOffset "fre" is not possible; use a whole number from 0 to 30000, or \'free\'',
    ],
    [() => attach(any(7)), 'attach: name 7 is not possible; use a text'],
    [() => attach('orders', any({ mayBrake: true })), 'attach: mayBrake is unknown; did you mean mayBreak?'],
    [
      () => attach('orders', any({ topologies: {} })),
      'attach: topologies an object of nothing is not possible; use a TopologyRegistry',
    ],
    [() => attach('orders'), 'orders is not up; start it with: klab up orders'],
    [
      () => runChecks(any('multi-broker')),
      'runChecks: "multi-broker" is no cluster; give what up() or attach() returns',
    ],
    [
      () => runChecks(cluster, any({ only: 'records-kept' })),
      'runChecks: only "records-kept" is no list; use [\'records-kept\', …]',
    ],
    [() => runChecks(cluster, { only: ['nothing'] }), 'unknown check "nothing"; use '],
    [() => runDrill(any(undefined), 'kill-leader'), 'runDrill: undefined is no cluster'],
    [() => runDrill(cluster, 'kill-leadr'), 'unknown drill "kill-leadr"; use kill-leader'],
    [
      () => runDrill(cluster, any({ name: 'X', summary: '', steps: [{ kind: 'explode' }] })),
      'runDrill: plan: name "X" is not possible; use lower-case letters, digits and dashes',
    ],
    [
      () => runDrill(cluster, 'kill-leader', any({ acks: '1' })),
      'runDrill: acks "1" is not possible; use \'all\' or 1',
    ],
    [() => runDrill(cluster, 'kill-leader', { expect: ['max-sorrow=1'] }), 'max-sorrow'],
    [() => judge('/nowhere/at/all'), '/nowhere/at/all cannot be read'],
    [() => render(any('multi-broker')), 'render: "multi-broker" is no topology'],
    [
      () => render(createTopology('multi-broker'), any({ target: 'mars' })),
      'render: target "mars" is not possible; use compose or kubernetes or local',
    ],
    [() => diff(any(null), createTopology('multi-broker')), 'diff: null is no topology'],
    [
      () => diff('/nowhere/at/all', createTopology('multi-broker')),
      '/nowhere/at/all is not there; name a folder or file with generated files',
    ],
  ])('number %$', async (use, message) => {
    await expect(use).rejects.toThrow(message);
  });

  it('a cluster of somebody else is not drilled unasked', async () => {
    const place = { namespace: 'shop', context: 'theirs' };
    const instance = { id: 'shop', foreign: true, runtime: 'kubernetes', place, kubernetes: place };
    const theirs = any({ ...cluster, instance, keepWhole: 'klab did not bring this up' });
    await expect(runDrill(theirs, 'kill-leader')).rejects.toThrow(
      'shop in namespace shop of context theirs was not brought up by klab; attach with mayBreak: true to drill it all the same',
    );
  });
});

describe('without a cluster', () => {
  it('render gives the files of one target, or of all', async () => {
    const all = await render(createTopology('multi-broker'));
    const paths = all.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['compose.yaml', 'kubernetes.yaml', 'local/plan.yaml']));
    const [compose, ...others] = await render(resolved('multi-broker'), { target: 'compose' });
    expect(compose).toEqual(all.find(({ path }) => path === 'compose.yaml'));
    expect(others).toEqual([]);
  });

  it('diff says what changes between two topologies, and between files and one', async () => {
    const quicker = createTopology('multi-broker', { sessionTimeoutMs: 3_000 });
    const [comparison] = await diff(createTopology('multi-broker'), quicker, { target: 'compose' });
    expect(comparison?.restart.mode).toBe('rolling');
    const dist = join(packageRoot(), 'dist', 'multi-broker');
    expect((await diff(dist, createTopology('multi-broker'))).map(({ changes }) => changes)).toEqual([
      [],
      [],
      [],
    ]);
    const fromFiles = await diff(dist, quicker, { target: 'compose' });
    expect(fromFiles.map(({ changes }) => changes)).toEqual([comparison?.changes]);
  });
});

describe('a recording', () => {
  it('is judged by itself, by its file and by its folder alike, and a damaged one is told', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'klab-judge-'));
    try {
      const recording = cleanDrill();
      await writeRecording(join(dir, 'events.jsonl'), recording);
      const judged = await judge(recording);
      expect(judged.verdict.outcome).toBe('held');
      expect((await judge(dir)).verdict).toEqual(judged.verdict);
      expect((await judge(join(dir, 'events.jsonl'))).verdict).toEqual(judged.verdict);
      const damaged = await judge({ ...recording, readBack: recording.readBack.slice(1) });
      expect(damaged.verdict).toMatchObject({ outcome: 'broken', passed: false });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe('loading the library', () => {
  it('loads what describes topologies, and no runtime, client, drill or report', () => {
    const loaded = loadedWith('src/index.ts');
    const rooms = new Set(loaded.map((file) => file.split('/').slice(0, 2).join('/')));
    expect(loaded).toContain('src/app/library/up.ts');
    for (const room of ['runtimes', 'client', 'checks', 'render', 'report', 'diff']) {
      expect(rooms).not.toContain(`src/${room}`);
    }
    expect(loaded.filter((file) => /^src\/drills\/(?!plan\/)/.test(file))).toEqual([]);
  });
});

/** Every file that Node loads with one; what is imported when it is needed is not among them. */
function loadedWith(start: string): readonly string[] {
  const root = packageRoot();
  const found = new Set([start]);
  for (const file of found) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, path = ''] of text.matchAll(
      /^(?:import|export) (?!type\b)(?:[^;]*? from )?'(\.[^']+)';/gm,
    )) {
      found.add(relative(root, resolve(root, dirname(file), path)));
    }
  }
  return [...found];
}
