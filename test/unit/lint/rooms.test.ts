/** Each rule of rooms, on a house that breaks it. */
import { expect, it } from 'vitest';
import { circles } from '../../../lint/circles.ts';
import { readSource, type SourceFile } from '../../../lint/read-imports.ts';
import type { Room } from '../../../lint/house.ts';
import { crowds, idle, strangers, unused } from '../../../lint/rules.ts';

/** Files by their paths. */
function house(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => readSource(path, text));
}

const rooms: readonly Room[] = [
  { places: ['src/ground.ts'], knows: [], why: 'the ground' },
  { places: ['src/cellar'], knows: ['src/ground.ts'], packages: ['wine'], why: 'it is dark below' },
  { places: ['src/hall'], knows: ['src/cellar'], why: 'guests wait there' },
  { places: ['src/cellar/safe'], knows: ['src/cellar'], why: 'it is locked' },
  {
    places: ['src/roof'],
    knows: ['src/**'],
    packages: ['node:child_process', '@tiles/red'],
    why: 'it is high',
  },
];

it('a room imports what it knows, its own files and its own packages', () => {
  const fine = house({
    'src/cellar/shelf.ts': `import fs from 'node:fs'; import { red } from 'wine/red.js'; import '../ground.ts'; import './box.ts';`,
    'src/hall/door.ts': `import type { Shelf } from '../cellar/shelf.ts';`,
    'src/roof/tile.ts': `import 'node:child_process'; import '@tiles/red/dark'; import '../cellar/safe/gold.ts'; import '../hall/door.ts';`,
  });
  expect(strangers(fine, rooms)).toEqual([]);
});

it.each<[string, string, string]>([
  ['a value', `\n\nimport { door } from '../hall/door.ts';`, '3 imports src/hall/door.ts'],
  ['a type', `import type { Door } from '../hall/door.ts';`, '1 imports src/hall/door.ts'],
  ['a type in its place', `let door: import('../hall/door.ts').Door;`, '1 imports src/hall/door.ts'],
  ['a module on demand', `await import('../hall/door.ts');`, '1 imports src/hall/door.ts'],
  ['a name that is passed on', `export { door } from '../hall/door.ts';`, '1 imports src/hall/door.ts'],
  ['all that is there', `export * from '../hall/door.ts';`, '1 imports src/hall/door.ts'],
  ['a room within its own', `import '../cellar/safe/gold.ts';`, '1 imports src/cellar/safe/gold.ts'],
  ['what lies outside', `import '../../scripts/up.ts';`, '1 imports scripts/up.ts'],
])('a room that imports %s it does not know', (_, text, found) => {
  expect(strangers(house({ 'src/cellar/shelf.ts': text }), rooms)).toEqual([
    `src/cellar/shelf.ts:${found}, which src/cellar may not: it is dark below`,
  ]);
});

it("a package that is another room's, or nobody's", () => {
  const text = `import { spawn } from 'node:child_process';\nimport beer from '@beer/pale/ale.js';`;
  expect(strangers(house({ 'src/cellar/shelf.ts': text }), rooms)).toEqual([
    'src/cellar/shelf.ts:1 imports node:child_process, which only src/roof may',
    'src/cellar/shelf.ts:2 imports @beer/pale, which no room may',
  ]);
});

it('who may enter a room may not yet enter a room within it', () => {
  const files = house({ 'src/hall/door.ts': `import { gold } from '../cellar/safe/gold.ts';` });
  expect(strangers(files, rooms)).toEqual([
    'src/hall/door.ts:1 imports src/cellar/safe/gold.ts, which src/hall may not: guests wait there',
  ]);
});

it('a file in no room', () => {
  expect(strangers(house({ 'src/garden/tree.ts': '' }), rooms)).toEqual([
    'src/garden/tree.ts is in no room: give it one in lint/rooms/',
  ]);
});

it('the types of what starts processes start none', () => {
  const types = `import type { ChildProcess } from 'node:child_process'; import { type ProcessPromise } from 'zx/core';`;
  expect(strangers(house({ 'src/cellar/shelf.ts': types }), rooms)).toEqual([]);
});

it('what stands in the table and is not there, or not used', () => {
  const files = house({
    'src/roof/tile.ts': `import '@tiles/red/dark'; import 'node:child_process';`,
    'src/cellar/safe/gold.ts': '',
    'src/cellar/shelf.ts': '',
    'src/ground.ts': '',
  });
  expect(idle(files, rooms)).toEqual([
    'src/cellar may import wine and does not: take it out of lint/rooms/',
    'src/hall is not there: take it out of lint/rooms/',
  ]);
});

const round = house({
  'src/a/one.ts': `import type { Two } from '../b/two.ts';`,
  'src/a/other.ts': `import '../b/two.ts';`,
  'src/b/two.ts': `import { three } from '../c.ts';`,
  'src/c.ts': `import { another } from './a/another.ts';`,
  'src/d.ts': `import './a/one.ts';`,
});

it('a circle of folders, though none of files, by a type', () => {
  expect(circles(round)).toEqual([
    [
      'a circle in src: a, b, c.ts',
      '    src/a/one.ts:1 imports src/b/two.ts',
      '    src/b/two.ts:1 imports src/c.ts',
      '    src/c.ts:1 imports src/a/another.ts',
    ].join('\n'),
  ]);
});

it('a circle of files', () => {
  const files = house({ 'src/a/x.ts': `import './y.ts';`, 'src/a/y.ts': `export type { X } from './x.ts';` });
  expect(circles(files)).toEqual([expect.stringContaining('a circle in src/a: x.ts, y.ts')]);
});

it('a known circle, part of one, and one that is there no more', () => {
  expect(circles(round, [{ folder: 'src', members: ['a', 'b', 'c.ts'] }])).toEqual([]);
  expect(circles(round, [{ folder: 'src', members: ['a', 'b', 'c.ts', 'e'] }])).toEqual([]);
  expect(circles(round, [{ folder: 'src', members: ['a', 'b'] }])).toEqual([
    expect.stringContaining('a circle in src: a, b, c.ts'),
    'no circle in src of a, b any more: delete it from lint/house.ts',
  ]);
});

it('two circles in one folder are two', () => {
  const files = house({
    'src/a.ts': `import './b.ts';`,
    'src/b.ts': `import './a.ts'; import './c.ts';`,
    'src/c.ts': `import './d.ts';`,
    'src/d.ts': `import './c.ts';`,
  });
  expect(circles(files).map((finding) => finding.split('\n')[0])).toEqual([
    'a circle in src: a.ts, b.ts',
    'a circle in src: c.ts, d.ts',
  ]);
});

it('a folder with too many files, those of its folders not counted', () => {
  const files = house({
    'src/a/1.ts': '',
    'src/a/2.ts': '',
    'src/a/b/3.ts': '',
    'src/a/b/4.ts': '',
    'src/a/b/5.ts': '',
  });
  expect(crowds(files, 3)).toEqual([]);
  expect(crowds(files, 2)).toEqual(['src/a/b holds 3 files of its own, and 2 are the most: divide it']);
});

it('a name that no other file imports, unless it is a type or stands in an entry', () => {
  const files = house({
    'src/index.ts': `export const front = 1;`,
    'src/a.ts': `export const used = 1;\nexport const lost = used;\nexport interface Shape {}\nexport { dropped } from './b.ts';`,
    'src/b.ts': `export const dropped = 1; export function tested() {}\nexport default class {}`,
    'src/whole.ts': `export const any = 1;`,
    'test/a.test.ts': `import { used as mine } from '../src/a.ts'; import { tested } from '../src/b.ts'; import * as whole from '../src/whole.ts';`,
  });
  expect(unused(files, ['src/index.ts'])).toEqual([
    'src/a.ts:2 exports lost, which no other file imports: keep it or delete it',
    'src/a.ts:4 exports dropped, which no other file imports: keep it or delete it',
  ]);
});

it('a file that is no TypeScript is said by name', () => {
  expect(() => readSource('src/a.ts', 'import {')).toThrow(/^src\/a\.ts: /);
});
