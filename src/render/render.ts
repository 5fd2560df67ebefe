/** Renders a topology to every target, and compares what was rendered with what stands on disk. */
import { hasErrorCode, LabError } from '../errors.ts';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { told, writeWhole } from '../files.ts';
import type { ResolvedTopology, Target } from '../kafka/node.ts';
import { renderCompose } from './compose/render.ts';
import { renderLocal } from './local/render.ts';
import { generatedMark, type RenderedFile, type RenderOptions } from './rendered-file.ts';

/** Every file of a topology, on all its targets, relative to its folder. */
export async function renderTopology(topology: ResolvedTopology): Promise<readonly RenderedFile[]> {
  const files: RenderedFile[] = [];
  for (const target of topology.targets) files.push(...(await renderTarget(topology, target)));
  return files;
}

/** The files of a topology on one target, relative to its folder. */
export async function renderTarget(
  topology: ResolvedTopology,
  target: Target,
  options: RenderOptions = {},
): Promise<readonly RenderedFile[]> {
  return await renderers[target](topology, options);
}

type Renderer = (topology: ResolvedTopology, options: RenderOptions) => Promise<readonly RenderedFile[]>;

const renderers: Readonly<Record<Target, Renderer>> = {
  compose: async (topology, options) => renderCompose(topology, options),
  kubernetes: async (topology, options) => {
    // Loaded only here: cdk8s takes half a second to load, which no other verb should pay.
    const { renderKind, renderKubernetes } = await import('./kubernetes/render.ts');
    return [renderKubernetes(topology, options), renderKind(topology, options)];
  },
  local: async (topology, options) => renderLocal(topology, options),
};

/** How a rendered file differs from the one on disk. */
export interface FileDifference {
  readonly path: string;
  readonly kind: 'missing' | 'changed' | 'unexpected';
}

/** What differs between a folder and the files that belong there; empty when nothing does. */
export async function differences(dir: string, files: readonly RenderedFile[]): Promise<FileDifference[]> {
  const expected = new Map(files.map((file) => [file.path, file.content]));
  const found = await listFiles(dir);
  const unexpected = found
    .filter((path) => !expected.has(path))
    .map((path) => ({ path, kind: 'unexpected' as const }));
  const others = await Promise.all(
    files.map(async ({ path, content }): Promise<FileDifference | undefined> => {
      if (!found.includes(path)) return { path, kind: 'missing' };
      return (await readFile(join(dir, path), 'utf8')) === content ? undefined : { path, kind: 'changed' };
    }),
  );
  return [...others.filter((difference) => difference !== undefined), ...unexpected];
}

/**
 * Makes a folder hold these files, and none that was generated before and is none of them; touches only what differs.
 * What somebody else put there stays: a folder that was named by mistake is nobody's to empty.
 * @throws LabError `storage` when something cannot be written.
 */
export async function writeFiles(dir: string, files: readonly RenderedFile[]): Promise<FileDifference[]> {
  const found = await differences(dir, files);
  const isOurs = await Promise.all(
    found.map(async ({ path, kind }) => kind !== 'unexpected' || (await isGenerated(join(dir, path)))),
  );
  const changes = found.filter((_, index) => isOurs[index]);
  for (const { path, kind } of changes) {
    if (kind === 'unexpected') await told(join(dir, path), () => rm(join(dir, path)));
  }
  for (const { path, content } of files) {
    if (!changes.some((change) => change.path === path)) continue;
    await writeWhole(join(dir, path), content);
  }
  return changes;
}

async function isGenerated(path: string): Promise<boolean> {
  return (await told(path, () => readFile(path, 'latin1'))).slice(0, 500).includes(generatedMark);
}

async function listFiles(dir: string): Promise<string[]> {
  try {
    const entries = await told(dir, () => readdir(dir, { recursive: true, withFileTypes: true }));
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .toSorted();
  } catch (error) {
    if (hasErrorCode(error instanceof LabError ? error.cause : error, 'ENOENT')) return [];
    throw error;
  }
}
