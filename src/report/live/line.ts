/** Lines of a picture: put together from plain pieces and such as mean something, and cut to a width before they are drawn. */
import { mark, type Meaning } from '../marks.ts';

/** A piece of a line: plain, or with what it means. */
export type Piece = string | readonly [text: string, meaning: Meaning];

/** A line in pieces. */
export type Line = readonly Piece[];

/** Columns that a line takes: the lab writes nothing of which a letter is wider or longer than one. */
export function widthOf(line: Line): number {
  return line.reduce((width, piece) => width + textOf(piece).length, 0);
}

/** The line as a terminal shows it; what does not fit into so many columns is cut off, and the last column says so. */
export function drawLine(line: Line, columns: number): string {
  const fits = widthOf(line) <= columns;
  let left = fits ? columns : columns - 1;
  let drawn = '';
  for (const piece of line) {
    const text = textOf(piece).slice(0, left);
    left -= text.length;
    drawn += typeof piece === 'string' ? text : mark[piece[1]](text);
  }
  return fits ? drawn.trimEnd() : `${drawn}…`;
}

/** A cell of so many columns, what is in it on the left. */
export function leftCell(pieces: Line, width: number): Line {
  return [...pieces, ' '.repeat(Math.max(0, width - widthOf(pieces)))];
}

/** A cell of so many columns, what is in it on the right. */
export function rightCell(pieces: Line, width: number): Line {
  return [' '.repeat(Math.max(0, width - widthOf(pieces))), ...pieces];
}

/** A cell of so many columns, what is in it in the middle. */
export function middleCell(pieces: Line, width: number): Line {
  const space = Math.max(0, width - widthOf(pieces));
  const before = Math.floor(space / 2);
  return [' '.repeat(before), ...pieces, ' '.repeat(space - before)];
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece[0];
}
