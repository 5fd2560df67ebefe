/** What a side of `klab diff` can be, and the files that it stands for. */
import { join } from 'node:path';
import { UsageError } from '../../src/index.ts';
import { readTarget, targetsOf } from '../../src/diff/readers/read-files.ts';
import { targets, type Target } from '../../src/kafka/node.ts';
import { packageRoot } from '../../src/package-root.ts';
import { renderTarget } from '../../src/render/render.ts';
import type { RenderedFile } from '../../src/render/rendered-file.ts';
import { distDir } from '../../src/runtimes/up/synthesize.ts';
import { createTopology, registry, topologyNames } from '../../topologies/index.ts';
import { readTree, type FileTree } from './file-trees.ts';
import { filesAt } from './git-files.ts';

/** A side as it was written. */
export interface SideName {
  readonly text: string;
  readonly kind: 'topology' | 'dist' | 'path' | 'live';
  /** Of a topology. */
  readonly topology?: string;
  readonly target?: Target;
  readonly revision?: string;
}

/** A side that files can be had of. */
export interface FileSide extends SideName {
  readonly kind: 'topology' | 'dist' | 'path';
  /** Names of its topologies; an empty name where the files do not say it. */
  readonly names: readonly string[];
  /** Whether it is a choice of topologies, of which the other side's is taken. */
  readonly isTree: boolean;
  /** The files of a topology, of these targets or of all. Nothing for a topology that it does not have. */
  files(name: string, wanted?: Target): Promise<readonly RenderedFile[]>;
}

const sides = 'TOPOLOGY[:TARGET][@REVISION], dist, ./path or live';

/** Understands a side. @throws UsageError for what is none, LabError `unknown-topology` for a name in no registry. */
export function parseSide(text: string): SideName {
  if (/[/\\]|\.ya?ml$|^\.{1,2}$/.test(text.split('@')[0] ?? '')) return { text, kind: 'path' };
  const [, name = '', target, revision] = /^([^:@]+)(?::([^@]*))?(?:@(.+))?$/.exec(text) ?? [];
  if (name === '') throw new UsageError(`"${text}" is no side; use ${sides}`);
  const kind = name === 'dist' || name === 'live' ? name : 'topology';
  if (kind === 'live' && revision !== undefined) {
    throw new UsageError(`"${text}" names a revision of what runs now; drop @${revision}`);
  }
  return {
    text,
    kind,
    ...(kind === 'topology' && { topology: name }),
    ...(target !== undefined && { target: targetNamed(target, text) }),
    ...(revision !== undefined && { revision }),
  };
}

function targetNamed(name: string, text: string): Target {
  const found = targets.find((target) => target === name);
  if (found !== undefined) return found;
  throw new UsageError(`"${text}" names target "${name}"; use ${targets.join(', ')}`);
}

/** The files behind a side. @throws UsageError in one line for what cannot be had. */
export async function openSide(side: SideName): Promise<FileSide> {
  if (side.kind === 'path') return await pathSide(side);
  if (side.kind === 'dist') {
    if (side.revision === undefined) return treeSide(side, await readTree(distDir()));
    const all = await filesAt(side.revision, packageRoot(), 'dist');
    const names = [...new Set(all.map(({ path }) => path.split('/')[0] ?? ''))];
    return treeSide(side, { names, files: async (name) => below(all, name) });
  }
  const { topology = '', revision } = side;
  if (revision !== undefined) {
    const files = async (): Promise<readonly RenderedFile[]> =>
      await filesAt(revision, packageRoot(), join('dist', topology));
    return { ...side, kind: 'topology', names: [topology], isTree: false, files };
  }
  if (!topologyNames.includes(topology)) throw registry.unknown(topology);
  return {
    ...side,
    kind: 'topology',
    names: [topology],
    isTree: false,
    files: async (name, wanted) => await rendered(name, wanted),
  };
}

/** A whole registry, as it renders now: what `dist` alone is compared with. */
export function registrySide(): FileSide {
  return {
    text: 'as it renders now',
    kind: 'topology',
    names: topologyNames,
    isTree: true,
    files: async (name, wanted) => (topologyNames.includes(name) ? await rendered(name, wanted) : []),
  };
}

async function rendered(name: string, wanted?: Target): Promise<readonly RenderedFile[]> {
  const topology = createTopology(name).resolve();
  const chosen = topology.targets.filter((target) => wanted === undefined || target === wanted);
  return (await Promise.all(chosen.map((target) => renderTarget(topology, target)))).flat();
}

/** A folder or file of one topology says itself which one it is. */
async function pathSide(side: SideName): Promise<FileSide> {
  const tree = await readTree(side.text);
  if (tree.names !== undefined) return treeSide(side, tree);
  const files = await tree.files('');
  const [target] = targetsOf(files);
  const name = target === undefined ? undefined : readTarget(files, target, side.text).name;
  return { ...side, kind: 'path', names: [name ?? ''], isTree: false, files: async () => files };
}

function treeSide(side: SideName, tree: FileTree): FileSide {
  const kind = side.kind === 'dist' ? 'dist' : 'path';
  return {
    ...side,
    kind,
    names: tree.names ?? [],
    isTree: true,
    files: (name) => tree.files(name),
  };
}

function below(files: readonly RenderedFile[], folder: string): readonly RenderedFile[] {
  const start = `${folder}/`;
  return files
    .filter(({ path }) => path.startsWith(start))
    .map(({ path, content }) => ({ path: path.slice(start.length), content }));
}
