/** The live view as text: title, what goes on, the grid of brokers and partitions, all of it within a terminal's size. */
import { gridLines, legend, signs, troubleOf } from './grid.ts';
import { drawLine, widthOf, type Line, type Piece } from './line.ts';
import type { LiveNode, LivePartition, LivePicture, ScreenSize } from './picture.ts';

/** Lines of the grid's head. */
const gridHead = 2;
/** Blank lines above the grid and below it, and the line that the cursor stands on. */
const spacing = 3;

/** Draws a picture; never more lines than the terminal has rows, but always some partitions. */
export function drawScreen(picture: LivePicture, { columns, rows }: ScreenSize): string {
  const head = [titleLine(picture, columns), ...picture.status, ...otherNodes(picture.nodes)];
  const foot = [...picture.footer, legend];
  const room = Math.max(3, rows - head.length - foot.length - gridHead - spacing);
  const body = picture.partitions.length === 0 ? [[picture.noPartitions]] : bodyLines(picture, room, columns);
  const lines: readonly Line[] = [...head, [], ...body, [], ...foot];
  return lines.map((line) => drawLine(line, columns)).join('\n');
}

function titleLine({ title, clock }: LivePicture, columns: number): Line {
  const gap = Math.max(2, columns - widthOf([title]) - widthOf([clock]));
  return [[title, 'strong'], ' '.repeat(gap), [clock, 'dim']];
}

/** Nodes that have no column in the grid. */
function otherNodes(nodes: readonly LiveNode[]): readonly Line[] {
  const others = nodes.filter(({ broker }) => !broker);
  if (others.length === 0) return [];
  return [others.flatMap((node, index) => [...(index === 0 ? [] : ['  ']), ...nodeLine(node)])];
}

function nodeLine({ id, answers, controller, trouble }: LiveNode): Line {
  return [
    answers ? id : [id, 'bad'],
    ...(controller ? [[signs.controller, 'notable'] as const] : []),
    ...(answers ? [] : [[signs.offline, 'bad'] as const]),
    ...(trouble === undefined ? [] : [[` ${trouble}`, answers ? 'doubtful' : 'bad'] as const]),
  ];
}

/** All partitions where there is room, else those in trouble and then the first, with the rest in a line. */
function bodyLines(picture: LivePicture, room: number, columns: number): readonly Line[] {
  const { partitions, nodes } = picture;
  if (partitions.length <= room) return gridLines(picture, partitions, columns);
  const trouble = new Map(partitions.map((partition) => [partition, troubleOf(partition, nodes)]));
  const shown = new Set(
    partitions.toSorted((a, b) => (trouble.get(b) ?? 0) - (trouble.get(a) ?? 0)).slice(0, room - 1),
  );
  const rest = partitions.filter((partition) => !shown.has(partition));
  const inOrder = partitions.filter((partition) => shown.has(partition));
  return [...gridLines(picture, inOrder, columns), [restLine(rest, nodes)]];
}

function restLine(rest: readonly LivePartition[], nodes: readonly LiveNode[]): Piece {
  const levels = rest.map((partition) => troubleOf(partition, nodes));
  const count = (level: number): number => levels.filter((found) => found === level).length;
  const [leaderless, thin] = [count(3), count(2)];
  const troubles = [
    ...(leaderless > 0 ? [`${leaderless} without a living leader`] : []),
    ...(thin > 0 ? [`${thin} not all in sync`] : []),
  ];
  if (troubles.length === 0) return [`and ${rest.length} more, all in sync`, 'dim'];
  return [`and ${rest.length} more: ${troubles.join(', ')}`, 'doubtful'];
}
