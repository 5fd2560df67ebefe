/** What a side of a diff can be, and the files that it stands for. */
import { UsageError } from '../../errors.ts';
import { targets, type Target } from '../../kafka/node.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { readTarget, targetsOf } from '../readers/read-files.ts';
import { readTree, type FileTree } from './file-trees.ts';

/** A side as it was written. */
export interface SideName {
  readonly text: string;
  readonly kind: 'topology' | 'dist' | 'path' | 'live';
  /** Of a topology. */
  readonly topology?: string;
  /** Of what runs. @default the other side says it */
  readonly instance?: string;
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
  /** Why it has no topology of this name, where more can be said than what it has. */
  whyNot?(this: void, name: string): string | undefined;
  /** The files of a topology, of these targets or of all. Nothing for a topology that it does not have. */
  files(name: string, wanted?: Target): Promise<readonly RenderedFile[]>;
}

const sides = 'TOPOLOGY[:TARGET][@REVISION], dist, ./path, live or live:NAME';

/** Understands a side. @throws UsageError for what is none, LabError `unknown-topology` for a name in no registry. */
export function parseSide(text: string): SideName {
  if (/[/\\]|\.ya?ml$|^\.{1,2}$/.test(text.split('@')[0] ?? '')) return { text, kind: 'path' };
  const [, name = '', target, revision] = /^([^:@]+)(?::([^@]*))?(?:@(.+))?$/.exec(text) ?? [];
  if (name === '') throw new UsageError(`"${text}" is no side; use ${sides}`);
  const kind = name === 'dist' || name === 'live' ? name : 'topology';
  if (kind === 'live' && revision !== undefined) {
    throw new UsageError(`"${text}" names a revision of what runs now; drop @${revision}`);
  }
  // Behind what runs may stand a target, or whose it is.
  const isInstance =
    kind === 'live' && target !== undefined && target !== '' && !targets.some((one) => one === target);
  return {
    text,
    kind,
    ...(kind === 'topology' && { topology: name }),
    ...(isInstance && { instance: target }),
    ...(target !== undefined && !isInstance && { target: targetNamed(target, text) }),
    ...(revision !== undefined && { revision }),
  };
}

function targetNamed(name: string, text: string): Target {
  const found = targets.find((target) => target === name);
  if (found !== undefined) return found;
  throw new UsageError(`"${text}" names target "${name}"; use ${targets.join(', ')}`);
}

/** A folder or a file. One of one topology says itself which one it is. */
export async function pathSide(side: SideName): Promise<FileSide> {
  const tree = await readTree(side.text);
  if (tree.names !== undefined) return treeSide(side, tree);
  const files = await tree.files('');
  const [target] = targetsOf(files);
  const name = target === undefined ? undefined : readTarget(files, target, side.text).name;
  return { ...side, kind: 'path', names: [name ?? ''], isTree: false, files: async () => files };
}

/** A choice of topologies. */
export function treeSide(side: SideName, tree: FileTree): FileSide {
  const kind = side.kind === 'dist' ? 'dist' : 'path';
  return {
    ...side,
    kind,
    names: tree.names ?? [],
    isTree: true,
    files: (name) => tree.files(name),
  };
}
