/** The files behind a side of a diff: rendered now, written before, or as a revision has them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mainFiles, readTarget } from '../../diff/readers/read-files.ts';
import { pathSide, treeSide, type FileSide, type SideName } from '../../diff/sides/side.ts';
import { readTree } from '../../diff/sides/file-trees.ts';
import type { ResolvedTopology, Target } from '../../kafka/node.ts';
import { packageRoot } from '../../package-root.ts';
import { renderTarget } from '../../render/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { distDir } from '../../runtimes/up/synthesize.ts';
import { renderedFolder } from '../files/rendered-folders.ts';
import type { TopologyRegistry } from '../find/registry.ts';
import { filesAt } from './git-files.ts';

/** The files behind a side. @throws UsageError in one line for what cannot be had. */
export async function openSide(side: SideName, topologies: TopologyRegistry): Promise<FileSide> {
  if (side.kind === 'path') return (await renderedSide(side)) ?? (await pathSide(side));
  if (side.kind === 'dist') return await distSide(side, topologies);
  const { topology = '', revision } = side;
  if (revision === undefined) return topologySide(topologies.create(topology).resolve(), side);
  const files = async (): Promise<readonly RenderedFile[]> =>
    await filesAt(revision, checkoutOf(topologies), join('dist', topology));
  return { ...side, kind: 'topology', names: [topology], isTree: false, files };
}

/** A folder that kustomize or Helm renders; what klab wrote itself is read as it is. */
async function renderedSide(side: SideName): Promise<FileSide | undefined> {
  const made = existsSync(join(side.text, mainFiles.kubernetes))
    ? undefined
    : await renderedFolder(side.text);
  if (made === undefined) return undefined;
  const files = [{ path: mainFiles.kubernetes, content: made.text }];
  const { name = '' } = readTarget(files, 'kubernetes', made.path);
  return { ...side, kind: 'path', names: [name], isTree: false, files: async () => files };
}

async function distSide(side: SideName, topologies: TopologyRegistry): Promise<FileSide> {
  if (side.revision === undefined) {
    const whyNot = (name: string): string | undefined =>
      topologies.names.includes(name) ? `dist has no ${name}; write it with: klab synth ${name}` : undefined;
    return { ...treeSide(side, await readTree(distOf(topologies))), ...(side.text === 'dist' && { whyNot }) };
  }
  const all = await filesAt(side.revision, checkoutOf(topologies), 'dist');
  const names = [...new Set(all.map(({ path }) => path.split('/')[0] ?? ''))];
  return treeSide(side, { names, files: async (name) => below(all, name) });
}

/** A topology as it renders now. @param side as it was written. @default its name */
export function topologySide(
  topology: ResolvedTopology,
  side: SideName = { text: topology.name, kind: 'topology', topology: topology.name },
): FileSide {
  const { name } = topology;
  const files = async (_: string, wanted?: Target): Promise<readonly RenderedFile[]> =>
    await rendered(topology, wanted);
  return { ...side, kind: 'topology', names: [name], isTree: false, files };
}

/** Folder that `klab synth` writes to. */
export function distOf({ distDir: beside }: TopologyRegistry): string {
  return beside ?? distDir();
}

/** The folder whose `dist/` revisions have. */
function checkoutOf({ file }: TopologyRegistry): string {
  return file === undefined ? packageRoot() : dirname(file);
}

/** A whole registry, as it renders now: what `dist` alone is compared with. Of a person's own, none but theirs. */
export function registrySide(topologies: TopologyRegistry): FileSide {
  const names = wholeOf(topologies);
  return {
    text: 'as it renders now',
    kind: 'topology',
    names,
    isTree: true,
    files: async (name, wanted) =>
      names.includes(name) ? await rendered(topologies.create(name).resolve(), wanted) : [],
  };
}

/** What is meant where no topology is named: a person's own, or all where there are none. */
export function wholeOf({ file, ownNames, names }: TopologyRegistry): readonly string[] {
  return file === undefined ? names : ownNames;
}

async function rendered(topology: ResolvedTopology, wanted?: Target): Promise<readonly RenderedFile[]> {
  const chosen = topology.targets.filter((target) => wanted === undefined || target === wanted);
  return (await Promise.all(chosen.map((target) => renderTarget(topology, target)))).flat();
}

function below(files: readonly RenderedFile[], folder: string): readonly RenderedFile[] {
  const start = `${folder}/`;
  return files
    .filter(({ path }) => path.startsWith(start))
    .map(({ path, content }) => ({ path: path.slice(start.length), content }));
}
