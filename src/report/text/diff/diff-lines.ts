/** Orders what a diff found for a reader: what every target shares first, nodes with the same change together. */
import { risks, unjudged, type Change, type Comparison, type Consequence } from '../../../diff/changes.ts';
import { atNextStart } from '../../../diff/in-force.ts';
import type { Target } from '../../../kafka/node.ts';

/** Changes that the same nodes have in the same way. */
export interface ChangeBlock {
  /** `broker-1, broker-2`, or a resource's name. */
  readonly title: string;
  /** The riskiest first. */
  readonly alike: readonly ChangesAlike[];
}

/** Changes from which the same follows: a reader needs to be told once. */
export interface ChangesAlike {
  readonly changes: readonly Change[];
  readonly consequences: readonly Consequence[];
}

/** One topology with its changes, on some or all of the targets that were compared. */
export interface DiffSection {
  readonly topology: string;
  /** Labels of the two sides. */
  readonly sides: readonly [before: string, after: string];
  /** What the changes hold for. */
  readonly targets: readonly Target[];
  readonly blocks: readonly ChangeBlock[];
}

/** Longest list of nodes that is written out. */
const longestList = 6;

/** Sections of all comparisons, those without a change left out. */
export function diffSections(comparisons: readonly Comparison[]): readonly DiffSection[] {
  const byTopology = grouped(comparisons, ({ topology, before, after }) =>
    [topology, before.label, after.label, before.target === after.target].join('\n'),
  );
  return [...byTopology.values()].flatMap(sectionsOf).filter(({ blocks }) => blocks.length > 0);
}

function sectionsOf(comparisons: readonly Comparison[]): readonly DiffSection[] {
  const keys = comparisons.map(({ changes }) => new Set(changes.map(keyWithNode)));
  const [first, ...others] = comparisons;
  if (first === undefined) return [];
  const isCommon = (change: Change): boolean => keys.every((known) => known.has(keyWithNode(change)));
  const section = (some: readonly Comparison[], changes: readonly Change[]): DiffSection => ({
    topology: first.topology,
    sides: [first.before.label, first.after.label],
    targets: some.flatMap(({ before, after }) =>
      before.target === after.target ? [after.target] : [before.target, after.target],
    ),
    blocks: blocksOf(changes),
  });
  if (others.length === 0) return [section([first], first.changes)];
  return [
    section(comparisons, first.changes.filter(isCommon)),
    ...comparisons.map((one) =>
      section(
        [one],
        one.changes.filter((change) => !isCommon(change)),
      ),
    ),
  ];
}

function blocksOf(changes: readonly Change[]): readonly ChangeBlock[] {
  const nodesOf = grouped(changes, keyOf);
  const titled = [...nodesOf.values()].map((same) => ({
    title: listOf(same.map(({ group }) => group)),
    change: same[0],
  }));
  return [...grouped(titled, ({ title }) => title)].map(([title, some]) => ({
    title,
    alike: alike(some.flatMap(({ change }) => change ?? [])),
  }));
}

function alike(changes: readonly Change[]): readonly ChangesAlike[] {
  const found = [...grouped(changes, ({ consequences }) => JSON.stringify(consequences)).values()];
  return found
    .map((same) => ({ changes: same, consequences: same[0]?.consequences ?? [], risk: same[0]?.risk }))
    .toSorted((a, b) => risks.indexOf(b.risk ?? 'none') - risks.indexOf(a.risk ?? 'none'))
    .map(({ changes: same, consequences }) => ({ changes: same, consequences }));
}

/** Node ids as a person reads them: long lists by their ends. */
export function listOf(ids: readonly string[]): string {
  if (ids.length <= longestList) return ids.join(', ');
  return `${ids[0]} … ${ids.at(-1)} (${ids.length} nodes)`;
}

/** Nodes and resources as a whole name themselves, and so are never the same. */
function keyOf({ group, name, ...rest }: Change): string {
  return JSON.stringify({ ...rest, name: name === group ? '' : name });
}

function keyWithNode(change: Change): string {
  return JSON.stringify(change);
}

/** One change in Kafka's words: `min.insync.replicas 2 -> 1`. */
export function changeInWords({ kind, name, field, action, before, after, origin }: Change): string {
  const prefix = [
    'setting',
    'form',
    'image',
    'environment',
    'jvm',
    'heap',
    'topology',
    'cluster id',
    'restart policy',
  ].includes(kind)
    ? ''
    : `${kind} `;
  const what = kind === 'image' ? name : `${prefix}${name}${field === undefined ? '' : ` ${field}`}`;
  const by = origin === undefined ? '' : ` (${origin})`;
  if (kind === 'node' || kind === 'resource') {
    const role = after ?? before;
    return `${kind} ${action}${role === undefined ? '' : `: ${role}`}`;
  }
  if (field?.endsWith(atNextStart) === true) {
    return `${what.slice(0, -atNextStart.length)}becomes ${shown(after)} ${atNextStart}`;
  }
  if (action === 'added') return `${what} ${shown(after)}, was not set${by}`;
  if (action === 'removed') return `${what} not set, was ${shown(before)}${by}`;
  return `${what} ${shown(before)} -> ${shown(after)}${by}`;
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? '""' : value;
}

/** What one at a time takes, where bringing the files up alone would take all nodes at once. */
const oneAtATime: Readonly<Record<Target, string>> = {
  compose: 'one at a time (docker compose up --no-deps NODE; without NODE all at once)',
  kubernetes: 'one at a time (klab up does it)',
  local: 'one at a time',
};

/** Rule by which a setting can be given to running brokers, although files that say it are read at a start only. */
const withoutRestart = 'dynamic-setting';

/** How many changes no rule knows, behind a semicolon; nothing where there are none. */
export function unjudgedInWords(changes: readonly Change[]): string {
  const { length } = unjudged(changes);
  return length === 0 ? '' : `; ${length} not judged`;
}

/** The one sentence about restarts. */
export function restartInWords({ after, changes, restart: { mode, nodes } }: Comparison): string {
  if (mode === 'none') {
    const isDynamic = changes.some(({ consequences }) =>
      consequences.some(({ rule }) => rule === withoutRestart),
    );
    return isDynamic
      ? 'nothing has to restart (new files alone take effect at a restart)'
      : 'nothing restarts';
  }
  const how = mode === 'rolling' ? oneAtATime[after.target] : 'all at once';
  return nodes.length === 0 ? `every node restarts, ${how}` : `restarts ${listOf(nodes)}, ${how}`;
}

function grouped<T>(items: readonly T[], keyFor: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyFor(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}
