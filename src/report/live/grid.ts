/** The grid of the live view: a row per partition, a column per broker, and how much goes through each partition. */
import type { Meaning } from '../marks.ts';
import { block } from '../text/drill-timeline.ts';
import { humanDuration } from '../text/table.ts';
import { leftCell, middleCell, rightCell, type Line, type Piece } from './line.ts';
import type { LiveNode, LivePartition, LivePicture } from './picture.ts';

/** Signs that read without colour. */
export const signs = {
  leader: '★',
  inSync: '●',
  eligible: '◐',
  outOfSync: '○',
  offline: '✗',
  controller: '◆',
} as const;

/** What the signs mean. */
export const legend: Line = [
  [signs.leader, 'good'],
  ' leader  ',
  [signs.inSync, 'good'],
  ' in sync  ',
  [signs.outOfSync, 'doubtful'],
  ' out of sync  ',
  [signs.eligible, 'doubtful'],
  ' may lead (ELR)  ',
  [signs.offline, 'bad'],
  ' offline  ',
  [signs.controller, 'notable'],
  ' controller',
];

/** A silence that is shown: shorter ones are the spacing of the records. */
const shownSilenceMs = 200;
/** A silence that alarms. */
const longSilenceMs = 1_000;
const narrowestSparkline = 8;
const widestSparkline = 30;

/** A column of the grid. */
interface Column {
  readonly width: number;
  /** The lines of its head. */
  readonly head: readonly [Line, Line];
  cell(partition: LivePartition): Line;
}

/** The grid's head and the rows of the partitions that are given, for so many columns of a terminal. */
export function gridLines(
  { nodes, partitions }: LivePicture,
  shown: readonly LivePartition[],
  width: number,
): readonly Line[] {
  const columns = [
    nameColumn(partitions),
    ...copyColumns(nodes, partitions, width),
    ...rateColumns(partitions),
  ];
  const used = columns.reduce((sum, column) => sum + column.width, 0);
  if (width - used >= narrowestSparkline + 2) columns.push(sparklineColumn(partitions, width - used));
  const heads = [0, 1].map((line) => columns.flatMap((column) => column.head[line === 0 ? 0 : 1]));
  return [...heads, ...shown.map((partition) => columns.flatMap((column) => column.cell(partition)))];
}

function nameColumn(partitions: readonly LivePartition[]): Column {
  const width = Math.min(28, Math.max('partition'.length, ...partitions.map(({ name }) => name.length))) + 1;
  return {
    width,
    head: [leftCell([], width), leftCell([['partition', 'strong']], width)],
    cell: ({ name }) => leftCell([name.length < width ? name : `${name.slice(0, width - 2)}…`], width),
  };
}

/** A column per broker, named in full or by number; where not even that fits, the copies as lists. */
function copyColumns(
  nodes: readonly LiveNode[],
  partitions: readonly LivePartition[],
  width: number,
): readonly Column[] {
  const brokers = nodes.filter(({ broker }) => broker);
  const others = nameColumn(partitions).width + widthOfAll(rateColumns(partitions));
  const wide = brokers.map((broker) => brokerColumn(broker, broker.id));
  if (others + widthOfAll(wide) <= width) return wide;
  const narrow = brokers.map((broker) => brokerColumn(broker, String(broker.number)));
  if (others + widthOfAll(narrow) <= width) return narrow;
  return listColumns(brokers);
}

function widthOfAll(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

function brokerColumn(broker: LiveNode, name: string): Column {
  const short = name !== broker.id;
  const title: Piece[] = [[name, broker.answers ? 'strong' : 'bad']];
  if (broker.controller) title.push([signs.controller, 'notable']);
  // As wide as the longest it may come to say, so that nothing jumps when it does.
  const width = short ? Math.max(4, name.length + 2) : Math.max(name.length + 1, 'returning'.length) + 2;
  const trouble: Line =
    broker.trouble === undefined ? [] : [[short ? signs.offline : broker.trouble, troubleMark(broker)]];
  return {
    width,
    head: [middleCell(title, width), middleCell(trouble, width)],
    cell: (partition) => middleCell(copySign(partition, broker), width),
  };
}

function troubleMark({ answers }: LiveNode): Meaning {
  return answers ? 'doubtful' : 'bad';
}

/** One broker's copy: what the cluster still takes it for, and whether it answers. */
function copySign({ leader, isr, elr, replicas }: LivePartition, { number, answers }: LiveNode): Line {
  const offline: Line = answers ? [] : [[signs.offline, 'bad']];
  if (leader === number) return [[signs.leader, answers ? 'good' : 'bad'], ...offline];
  if (!replicas.includes(number)) return [];
  if (isr.includes(number)) return [[signs.inSync, answers ? 'good' : 'bad'], ...offline];
  if (elr?.includes(number)) return [[signs.eligible, 'doubtful'], ...offline];
  return answers ? [[signs.outOfSync, 'doubtful']] : offline;
}

function listColumns(brokers: readonly LiveNode[]): readonly Column[] {
  const silent = new Set(brokers.filter(({ answers }) => !answers).map(({ number }) => number));
  const list = (numbers: readonly number[]): string => numbers.join(' ') || '-';
  return [
    column('leader', 8, ({ leader }) => {
      if (leader < 0) return [['none', 'bad']];
      return silent.has(leader) ? [[`${leader} ${signs.offline}`, 'bad']] : [[String(leader), 'good']];
    }),
    column('in sync', 14, ({ isr }) => [[list(isr), 'good']]),
    column('out of sync', 14, ({ replicas, isr }) => {
      const out = replicas.filter((number) => !isr.includes(number));
      return out.length === 0 ? [] : [[list(out), 'doubtful']];
    }),
  ];
}

function rateColumns(partitions: readonly LivePartition[]): readonly Column[] {
  const has = (measure: keyof LivePartition): boolean =>
    partitions.some((partition) => partition[measure] !== undefined);
  return [
    ...(has('writes') ? [column('writes/s', 9, ({ writes }) => rate(writes?.perSecond))] : []),
    ...(has('reads') ? [column('reads/s', 9, ({ reads }) => rate(reads?.perSecond))] : []),
    ...(has('silentMs') ? [column('no acks', 9, ({ silentMs = 0 }) => silence(silentMs))] : []),
    ...(has('longestMs') ? [column('longest', 9, ({ longestMs = 0 }) => silence(longestMs))] : []),
  ];
}

function column(title: string, width: number, cell: (partition: LivePartition) => Line): Column {
  return {
    width,
    head: [rightCell([], width), rightCell([[title, 'strong']], width)],
    cell: (partition) => rightCell(cell(partition), width),
  };
}

function rate(perSecond: number | undefined): Line {
  if (perSecond === undefined) return [];
  const text = String(Math.round(perSecond));
  return [text === '0' ? [text, 'bad'] : text];
}

function silence(durationMs: number): Line {
  if (durationMs < shownSilenceMs) return [['-', 'dim']];
  const text = humanDuration(durationMs);
  return [[text, durationMs < longSilenceMs ? 'doubtful' : 'bad']];
}

/** The last seconds, against the most that any partition ever had in a slice. */
function sparklineColumn(partitions: readonly LivePartition[], space: number): Column {
  const slices = Math.min(widestSparkline, space - 2);
  const recent = ({ writes }: LivePartition): readonly number[] => writes?.recent.slice(-slices) ?? [];
  const most = Math.max(1, ...partitions.flatMap(recent));
  const drawn = (partition: LivePartition): Line =>
    recent(partition).map((count) => [block(count / most), count > 0 ? 'good' : 'bad']);
  return {
    width: slices + 2,
    head: [[], []],
    cell: (partition) => leftCell(['  ', ...drawn(partition)], slices + 2),
  };
}

/** Whether something is wrong with a partition, the worst with the highest number. */
export function troubleOf(
  { leader, isr, replicas, silentMs = 0 }: LivePartition,
  nodes: readonly LiveNode[],
): number {
  const leads = nodes.find(({ broker, number }) => broker && number === leader);
  if (leader < 0 || leads?.answers === false) return 3;
  if (isr.length < replicas.length) return 2;
  return silentMs >= longSilenceMs ? 1 : 0;
}
