/** What a terminal showed at each moment of a recording: the emulator of xterm.js reads what the program wrote. */
import xterm from '@xterm/headless';
import type { Cast } from './cast.ts';

/** Characters beside each other that look alike. */
export interface Run {
  /** Column of the first, from 0 on. */
  readonly column: number;
  readonly text: string;
  /** Number of the colour in the terminal's palette; absent for that of all text. */
  readonly color?: number;
  readonly bold?: true;
  readonly dim?: true;
}

/** A picture of the whole terminal. */
export interface Frame {
  readonly atMs: number;
  /** From the top; a row without text has no runs. */
  readonly rows: readonly (readonly Run[])[];
}

/** A picture is taken no more often, in milliseconds: what changes faster nobody reads. */
const leastApartMs = 250;

type Buffer = xterm.Terminal['buffer']['active'];

/** Every picture that differs from the one before it, and the last one. */
export async function framesOf({ columns, rows, shown }: Cast): Promise<readonly Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: Frame[] = [];
  let last = '';
  const take = (atMs: number): void => {
    const picture = pictureOf(terminal.buffer.active, columns, rows);
    const text = JSON.stringify(picture);
    if (text === last) return;
    last = text;
    frames.push({ atMs, rows: picture });
  };
  let takenAtMs = -leastApartMs;
  for (const [at, { atMs, text }] of shown.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    // What comes at once is one change: a picture in the midst of it was never seen.
    const nextAtMs = shown[at + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    if (nextAtMs - atMs < 20 || (atMs - takenAtMs < leastApartMs && nextAtMs - takenAtMs < 2 * leastApartMs))
      continue;
    take(atMs);
    takenAtMs = atMs;
  }
  take(shown.at(-1)?.atMs ?? 0);
  return frames;
}

function pictureOf(buffer: Buffer, columns: number, rows: number): readonly (readonly Run[])[] {
  return Array.from({ length: rows }, (_, row) => runsOf(buffer, buffer.viewportY + row, columns));
}

function runsOf(buffer: Buffer, row: number, columns: number): readonly Run[] {
  const line = buffer.getLine(row);
  const runs: Run[] = [];
  let key = '';
  for (let column = 0; column < columns; column += 1) {
    const cell = line?.getCell(column);
    const text = cell === undefined || cell.getChars() === '' ? ' ' : cell.getChars();
    const look = {
      ...(cell?.isFgPalette() === true && { color: cell.getFgColor() }),
      ...(cell !== undefined && cell.isBold() !== 0 && { bold: true as const }),
      ...(cell !== undefined && cell.isDim() !== 0 && { dim: true as const }),
    };
    const before = runs.at(-1);
    if (before !== undefined && JSON.stringify(look) === key)
      runs[runs.length - 1] = { ...before, text: before.text + text };
    else runs.push({ column, text, ...look });
    key = JSON.stringify(look);
  }
  return runs
    .map((run, at) => (at === runs.length - 1 ? { ...run, text: run.text.trimEnd() } : run))
    .filter(({ text }) => text.trim() !== '');
}
