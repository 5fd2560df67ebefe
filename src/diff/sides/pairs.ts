/** Decides which topologies of two sides are compared, on which targets. */
import { basename } from 'node:path';
import { diffModels } from '../diff.ts';
import type { Comparison } from '../changes.ts';
import type { TopologyModel } from '../model.ts';
import { filesOf, readTarget, targetsOf } from '../readers/read-files.ts';
import { UsageError } from '../../errors.ts';
import { targets, type Target } from '../../kafka/node.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import type { FileSide } from './side.ts';

/** The files of one topology on both sides, and of which targets they are compared. */
export interface FilePair {
  readonly topology: string;
  readonly before: PairedFiles;
  readonly after: PairedFiles;
}

/** One side of a pair. */
export interface PairedFiles {
  readonly label: string;
  readonly target?: Target;
  readonly files: readonly RenderedFile[];
}

/** Every topology that both sides, or one of two choices, have. @throws UsageError where nothing can be compared. */
export async function pairsOf(before: FileSide, after: FileSide): Promise<readonly FilePair[]> {
  const wanted = before.target ?? after.target;
  const names = pairedNames(before, after);
  return await Promise.all(
    names.map(async ([from, to]): Promise<FilePair> => {
      const [old, fresh] = await Promise.all([
        before.files(from, before.target ?? wanted),
        after.files(to, after.target ?? wanted),
      ]);
      return {
        // Files of others say no name.
        topology: [to, from].find((name) => name !== '') ?? basename(after.text),
        before: {
          label: before.text,
          files: old,
          ...(before.target !== undefined && { target: before.target }),
        },
        after: {
          label: after.text,
          files: fresh,
          ...(after.target !== undefined && { target: after.target }),
        },
      };
    }),
  );
}

function pairedNames(before: FileSide, after: FileSide): readonly (readonly [string, string])[] {
  if (before.isTree && after.isTree) {
    return [...new Set([...before.names, ...after.names])].map((name) => [name, name]);
  }
  const [[from = ''], [to = '']] = [before.names, after.names];
  if (before.isTree) return [[memberOf(before, to), to]];
  return after.isTree ? [[from, memberOf(after, from)]] : [[from, to]];
}

/** The topology of a choice that the other side names. */
function memberOf({ text, names, whyNot }: FileSide, name: string): string {
  if (names.includes(name)) return name;
  if (name === '')
    throw new UsageError(`${text} holds ${names.length} topologies; name one, as in ${text}/${names[0]}`);
  throw new UsageError(whyNot?.(name) ?? `${text} has no ${name}; it has ${names.join(', ')}`);
}

/** What differs in a pair, once per target. @throws UsageError where the two have no target in common. */
export function comparePair({ topology, before, after }: FilePair): readonly Comparison[] {
  const labels = [before.label, after.label] as const;
  return targetPairs(before, after).map(([from, to]) =>
    diffModels({
      before: { name: topology, ...modelOf(before, from) },
      after: { name: topology, ...modelOf(after, to) },
      labels,
    }),
  );
}

/** Nothing, for a topology or target that one side does not have. */
function modelOf({ label, files }: PairedFiles, target: Target): TopologyModel {
  return targetsOf(files).includes(target) ? readTarget(files, target, label) : { target, groups: [] };
}

function targetPairs(before: PairedFiles, after: PairedFiles): readonly (readonly [Target, Target])[] {
  const [old, fresh] = [targetsIn(before), targetsIn(after)];
  const [from] = before.target === undefined ? [] : old;
  const [to] = after.target === undefined ? [] : fresh;
  if (from !== undefined && to !== undefined) return [[from, to]];
  // A topology that only one side has is all new, or all gone.
  const isWhole = before.files.length === 0 || after.files.length === 0;
  const shared = targets.filter((target) =>
    isWhole ? old.includes(target) || fresh.includes(target) : old.includes(target) && fresh.includes(target),
  );
  if (shared.length > 0) return shared.map((target) => [target, target]);
  const [[onlyOld, ...moreOld], [onlyFresh, ...moreFresh]] = [old, fresh];
  const isOneEach = moreOld.length === 0 && moreFresh.length === 0;
  if (isOneEach && onlyOld !== undefined && onlyFresh !== undefined) return [[onlyOld, onlyFresh]];
  const has = (side: PairedFiles, found: readonly Target[]): string =>
    `${side.label} has ${found.join(', ') || 'no target'}`;
  throw new UsageError(
    `${has(before, old)} and ${has(after, fresh)}: nothing to compare; name a target on each side, as in multi-broker:compose`,
  );
}

function targetsIn({ label, files, target }: PairedFiles): readonly Target[] {
  const found = targetsOf(files);
  if (target === undefined) return found;
  if (found.includes(target) || files.length === 0) return [target];
  throw new UsageError(`${label} is not rendered for ${target}; it has ${found.join(', ')}`);
}

/** The files that a pair compares, for a diff of their text. */
export function comparedFiles(
  pair: FilePair,
): readonly (readonly [readonly RenderedFile[], readonly RenderedFile[]])[] {
  return targetPairs(pair.before, pair.after).map(([from, to]) => [
    filesOf(pair.before.files, from),
    filesOf(pair.after.files, to),
  ]);
}
