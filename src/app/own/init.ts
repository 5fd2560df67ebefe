/** `klab init`: makes a folder with a topology of one's own, its test and what runs both. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { LabError } from '../../errors.ts';
import { assertCanWriteInto, writeWhole } from '../../files.ts';
import { packageName, packageRoot } from '../../package-root.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { shownPath } from '../user-file.ts';
import { initFiles, type InitFacts } from './init-files.ts';

/** What was made. */
export interface InitResult {
  readonly folder: string;
  /** Paths of what was written, relative to the folder. */
  readonly written: readonly string[];
  /** What was there and stays as it is: npm makes a package.json when it installs klab. */
  readonly kept: readonly string[];
  /** Commands to go on with. */
  readonly next: readonly string[];
}

/** What a test needs beside klab itself. */
const tools = ['@types/node', 'typescript', 'vitest'];

interface Manifest {
  readonly name?: string;
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Writes all files, or none.
 * @throws LabError `storage` for a file that is there already: nothing is overwritten.
 */
export async function initFolder(named: string): Promise<InitResult> {
  const folder = resolve(named);
  const facts = factsFor(folder);
  const files = initFiles(facts);
  const there = files.map(({ path }) => path).filter((path) => existsSync(join(folder, path)));
  const kept: readonly string[] = there.includes('package.json') ? ['package.json'] : [];
  const inTheWay = there.filter((path) => !kept.includes(path));
  if (inTheWay.length > 0) {
    const paths = inTheWay.map((path) => shownPath(join(folder, path))).join(', ');
    throw new LabError(
      'storage',
      `${paths} ${inTheWay.length === 1 ? 'is' : 'are'} there already, and nothing is overwritten; name another folder, as in: klab init shop`,
    );
  }
  await assertCanWriteInto(folder);
  const written = files.filter(({ path }) => !kept.includes(path));
  await writeAll(folder, written);
  return { folder, written: written.map(({ path }) => path), kept, next: nextSteps(folder, kept, facts) };
}

/** What is written in part is taken back, so that the next try finds nothing in its way. */
async function writeAll(folder: string, files: readonly RenderedFile[]): Promise<void> {
  const done: string[] = [];
  try {
    for (const { path, content } of files) {
      await writeWhole(join(folder, path), content);
      done.push(join(folder, path));
    }
  } catch (error) {
    await Promise.allSettled(done.map((path) => rm(path)));
    throw error;
  }
}

function nextSteps(folder: string, kept: readonly string[], { versions }: InitFacts): readonly string[] {
  const where = shownPath(folder);
  const install =
    kept.length === 0
      ? 'npm install'
      : `npm install --save-dev ${Object.entries(versions)
          .map(([name, version]) => `${name}@${version}`)
          .join(' ')}`;
  return [
    ...(where === '' ? [] : [`cd ${where}`]),
    install,
    kept.length === 0 ? 'npm test' : 'npx tsc && npx vitest run',
    'npx klab up orders',
  ];
}

function factsFor(folder: string): InitFacts {
  const own = manifestAt(packageRoot());
  const versions = tools.map((name): [string, string] => [name, own.devDependencies?.[name] ?? '*']);
  return {
    name: nameFrom(basename(folder)),
    klab: klabFor(folder, own),
    versions: Object.fromEntries(versions),
    node: own.engines.node,
  };
}

/** As npm takes a name. */
function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9.~-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  return name === '' ? 'kafka' : name;
}

/** From where the klab that runs came: a file of somebody's own is not in any registry. */
function klabFor(folder: string, { version }: Manifest): string {
  const root = packageRoot();
  const project = dirname(dirname(root));
  if (basename(dirname(root)) !== 'node_modules') return `file:${relative(folder, root)}`;
  const manifest = existsSync(join(project, 'package.json')) ? manifestAt(project) : undefined;
  const asked = manifest?.devDependencies?.[packageName] ?? manifest?.dependencies?.[packageName];
  if (asked === undefined) return `^${version}`;
  return asked.startsWith('file:')
    ? `file:${relative(folder, resolve(project, asked.slice('file:'.length)))}`
    : asked;
}

function manifestAt(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
