/** Compares what two sides name: files with files, or files with what runs. */
import type { Comparison } from '../../diff/changes.ts';
import { comparePair, pairsOf, type FilePair } from '../../diff/sides/pairs.ts';
import { parseSide, type FileSide, type SideName } from '../../diff/sides/side.ts';
import { UsageError } from '../../errors.ts';
import type { TopologyRegistry } from '../find/registry.ts';
import type { WhereOptions } from '../find/where.ts';
import { compareWithLive } from './live.ts';
import { openSide, registrySide } from './open-sides.ts';

/** What was compared. */
export interface Compared {
  /** The pairs of files; nothing where one side is what runs, which has none. */
  readonly pairs?: readonly FilePair[];
  comparisons(this: void): Promise<readonly Comparison[]>;
}

/**
 * Finds both sides.
 * @param texts one side, or two, as they were written.
 * @throws UsageError in one line for what cannot be had, or cannot be compared.
 */
export async function compareSides(
  texts: readonly string[],
  where: WhereOptions,
  topologies: TopologyRegistry,
): Promise<Compared> {
  const asked = texts.map(parseSide);
  const live = asked.find(({ kind }) => kind === 'live');
  if (live === undefined) {
    if (where.context !== undefined || where.namespace !== undefined) {
      throw new UsageError('--context and --namespace say where something runs; use them with live');
    }
    const pairs = await pairsOf(...(await openSides(asked, topologies)));
    return { pairs, comparisons: async () => pairs.flatMap(comparePair) };
  }
  const [first] = asked;
  if (asked.length !== 2 || first === undefined || first.kind === 'live') {
    throw new UsageError('live is compared with a topology; use: klab diff TOPOLOGY live');
  }
  return { comparisons: async () => [await compareWithLive({ before: first, live, where }, topologies)] };
}

/** One side alone: what `dist` would become; of a revision, what has become of it. */
async function openSides(
  [first, second]: readonly SideName[],
  topologies: TopologyRegistry,
): Promise<readonly [FileSide, FileSide]> {
  const open = async (side: SideName): Promise<FileSide> => await openSide(side, topologies);
  if (first === undefined) throw new UsageError('name a side');
  if (second !== undefined) return await Promise.all([open(first), open(second)]);
  if (first.kind === 'dist') return [await open(first), registrySide(topologies)];
  const { topology = '', target, revision } = first;
  const of = (name: string): SideName => parseSide(target === undefined ? name : `${name}:${target}`);
  return revision === undefined
    ? await Promise.all([open(of('dist')), open(first)])
    : await Promise.all([open(first), open(of(topology))]);
}
