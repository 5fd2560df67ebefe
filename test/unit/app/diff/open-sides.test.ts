/** Every kind of side is understood, and what is none gets one plain line. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSide } from '../../../../src/app/diff/open-sides.ts';
import { parseSide, type FileSide } from '../../../../src/diff/sides/side.ts';
import { registry } from '../../../../topologies/index.ts';
import { comparePair, pairsOf } from '../../../../src/diff/sides/pairs.ts';
import { filesAt } from '../../../../src/app/diff/git-files.ts';
import { LabError } from '../../../../src/index.ts';
import { renderTopology } from '../../../../src/render/render.ts';
import { inShort } from '../../../support/diff-models.ts';
import { resolved } from '../../../support/topologies.ts';

const run = promisify(execFile);
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-sides-'));
  for (const name of ['single-broker', 'multi-broker']) {
    for (const { path, content } of await renderTopology(resolved(name))) {
      const at = join(dir, 'dist', name, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, content);
    }
  }
  await writeFile(join(dir, 'notes.yaml'), 'hello: world\n');
  await mkdir(join(dir, 'broken'));
  await writeFile(join(dir, 'broken', 'compose.yaml'), 'services:\n  a: [1\n  b: 2\n');
  await mkdir(join(dir, 'empty'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Changes between two sides, in short. */
async function between(before: string, after: string): Promise<readonly string[]> {
  const open = async (text: string): Promise<FileSide> => await openSide(parseSide(text), registry);
  const pairs = await pairsOf(await open(before), await open(after));
  expect(pairs).not.toEqual([]);
  return pairs.flatMap(comparePair).flatMap(inShort);
}

async function failure(work: () => Promise<unknown>): Promise<LabError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a side', () => {
  it.each([
    ['multi-broker', { kind: 'topology', topology: 'multi-broker' }],
    ['multi-broker:local', { kind: 'topology', topology: 'multi-broker', target: 'local' }],
    ['multi-broker:local@v1', { kind: 'topology', target: 'local', revision: 'v1' }],
    [
      'multi-broker@feature/teapots',
      { kind: 'topology', topology: 'multi-broker', revision: 'feature/teapots' },
    ],
    ['multi-broker@HEAD~2', { kind: 'topology', revision: 'HEAD~2' }],
    ['dist', { kind: 'dist' }],
    ['dist:compose@main', { kind: 'dist', target: 'compose', revision: 'main' }],
    ['live', { kind: 'live' }],
    ['live:compose', { kind: 'live', target: 'compose' }],
    ['live:theirs', { kind: 'live', instance: 'theirs' }],
    ['./dist', { kind: 'path' }],
    ['../x', { kind: 'path' }],
    ['.', { kind: 'path' }],
    ['compose.yaml', { kind: 'path' }],
    ['/tmp/a@b', { kind: 'path' }],
  ])('%s is understood', (text, expected) => {
    expect(parseSide(text)).toMatchObject({ text, ...expected });
  });

  it.each([
    ['', '"" is no side; use TOPOLOGY[:TARGET][@REVISION], dist, ./path, live or live:NAME'],
    [':', '":" is no side'],
    ['multi-broker@', '"multi-broker@" is no side'],
    ['multi-broker:mars', '"multi-broker:mars" names target "mars"; use compose, kubernetes, local'],
    ['live@main', '"live@main" names a revision of what runs now; drop @main'],
  ])('%j is none', async (text, message) => {
    const error = await failure(async () => parseSide(text));
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(2);
  });
});

describe('files of a path', () => {
  it('are a choice of topologies, one of them, one target, or one file', async () => {
    const one = join(dir, 'dist', 'multi-broker');
    for (const path of [
      join(dir, 'dist'),
      one,
      join(one, 'compose.yaml'),
      join(one, 'kubernetes.yaml'),
      join(one, 'local'),
      join(one, 'local', 'plan.yaml'),
    ]) {
      expect(await between(path, 'multi-broker')).toEqual([]);
      expect(await between('multi-broker', path)).toEqual([]);
    }
  });

  it('of others are called by the name of the second', async () => {
    const [before, after] = ['theirs-old.yml', 'theirs.yml'].map((name) => join(dir, name));
    for (const [path, number] of [[before, 1] as const, [after, 2] as const]) {
      await writeFile(
        path!,
        `services: { k: { image: 'apache/kafka:4.3.1', environment: { KAFKA_NODE_ID: ${number} } } }`,
      );
    }
    const sides = await Promise.all([before, after].map((path) => openSide(parseSide(path!), registry)));
    const [pair] = await pairsOf(sides[0]!, sides[1]!);
    expect(comparePair(pair!)[0]?.topology).toBe('theirs.yml');
  });

  it('are compared across targets where each side has one', async () => {
    const one = join(dir, 'dist', 'multi-broker');
    expect(await between(join(one, 'compose.yaml'), join(one, 'kubernetes.yaml'))).toEqual([]);
    const changes = await between(join(dir, 'dist', 'single-broker', 'compose.yaml'), join(one, 'local'));
    expect(changes).toContain('broker-2: node broker-2 none -> combined');
  });

  it('of two choices are compared by name, and a topology of one side alone is new', async () => {
    expect(await between(join(dir, 'dist'), join(dir, 'dist'))).toEqual([]);
    const added = (await between(join(dir, 'dist'), 'dist')).filter((line) =>
      line.includes('node controller-101'),
    );
    expect(new Set(added)).toEqual(new Set(['controller-101: node controller-101 none -> controller']));
  });

  it.each([
    ['nowhere', (path: string) => `${path} is not there; name a folder or file with generated files`],
    ['empty', (path: string) => `${path} holds no generated files; name a folder with compose.yaml or`],
    ['notes.yaml', (path: string) => `${path} is neither a compose file nor manifests`],
    ['broken', (path: string) => `${path}/compose.yaml, line 3 is not readable as YAML: `],
    [
      'dist/multi-broker/kind.yaml',
      (path: string) => `${path} is read with the manifests beside it; name its folder`,
    ],
  ])('that cannot be read: %s', async (name, message) => {
    const path = join(dir, name);
    const error = await failure(() => between(path, 'multi-broker'));
    expect(error.message).toContain(message(path));
    expect(error.message).not.toContain('\n');
    expect(error.exitCode).toBe(2);
  });

  it('that is neither a folder nor a file', async () => {
    const error = await failure(() => between('/dev/null', 'multi-broker'));
    expect(error.message).toBe('/dev/null is neither a folder nor a file; name one of the two');
  });

  it('of which the other side names none', async () => {
    const tree = join(dir, 'dist');
    expect((await failure(() => between(tree, 'three-racks'))).message).toBe(
      `${tree} has no three-racks; it has multi-broker, single-broker`,
    );
    expect((await failure(() => between('dist', 'zk-nothing'))).message).toContain(
      'unknown topology "zk-nothing"',
    );
  });

  it('that have no target in common', async () => {
    const two = join(dir, 'two');
    await mkdir(two);
    for (const file of ['compose.yaml', 'kubernetes.yaml'])
      await copyFile(join(dir, 'dist', 'single-broker', file), join(two, file));
    const local = join(dir, 'dist', 'single-broker', 'local');
    expect((await failure(() => between(two, local))).message).toBe(
      `${two} has compose, kubernetes and ${local} has local: nothing to compare; name a target on each side, as in multi-broker:compose`,
    );
  });
});

describe('files of a revision', () => {
  let repository: string;
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args]);

  beforeAll(async () => {
    repository = await mkdtemp(join(tmpdir(), 'klab-git-'));
    await git('init', '--quiet', '--initial-branch', 'main');
    await mkdir(join(repository, 'dist', 'shop', 'local'), { recursive: true });
    await writeFile(join(repository, 'dist', 'shop', 'compose.yaml'), 'services: {}\n# für alle\n');
    await writeFile(join(repository, 'dist', 'shop', 'kubernetes.yaml'), '');
    await writeFile(join(repository, 'dist', 'shop', 'local', 'plan.yaml'), 'a: 1');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'first');
    await writeFile(join(repository, 'dist', 'shop', 'compose.yaml'), 'changed\n');
  });
  afterAll(() => rm(repository, { recursive: true, force: true }));

  it('are the committed ones, byte by byte, empty ones too', async () => {
    expect(await filesAt('main', repository, 'dist/shop')).toEqual([
      { path: 'compose.yaml', content: 'services: {}\n# für alle\n' },
      { path: 'kubernetes.yaml', content: '' },
      { path: 'local/plan.yaml', content: 'a: 1' },
    ]);
  });

  it.each([
    [
      'nope',
      'dist/shop',
      'git knows no revision "nope" here; fetch it, or name a branch, tag or commit that is there',
    ],
    ['--help', 'dist/shop', 'git knows no revision "--help" here'],
    ['main', 'dist/till', 'revision main has no dist/till; name one that has it, or a topology that it has'],
  ])('%s of %s cannot be had', async (revision, folder, message) => {
    const error = await failure(() => filesAt(revision, repository, folder));
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(2);
  });

  it('are none where there is no checkout', async () => {
    const error = await failure(() => filesAt('main', dir, 'dist'));
    expect(error.message).toBe(
      `${dir} is not in a git checkout, so there is no revision "main"; name a folder instead`,
    );
    expect(error.exitCode).toBe(2);
  });
});
