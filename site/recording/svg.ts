/** A recording as one SVG that moves by itself, without a script: pictures one below the other, of which a window shows one. */
import type { Cast } from './cast.ts';
import type { Frame, Run } from './frames.ts';

const fontSize = 14;
/** Of one character, in the SVG's own units. */
const cell = { width: 8.4, height: 18 } as const;
const margin = 14;
/** How long the last picture stays before it begins anew, in milliseconds. */
const restMs = 6_000;

/** A terminal's sixteen colours on a dark ground. */
const palette =
  '#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 #6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #f0f6fc'.split(
    ' ',
  );

/** Draws it. Where a reader wants nothing to move, the last picture stands still. */
export function recordingSvg({ columns, rows, title }: Cast, frames: readonly Frame[]): string {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = rows * cell.height + 2 * margin;
  const ids = new Map<string, number>();
  const pictures = frames.map((frame, at) => picture(frame, at * height, ids));
  const endMs = (frames.at(-1)?.atMs ?? 0) + restMs;
  const moves = frames.map(
    ({ atMs }, at) => `${((atMs / endMs) * 100).toFixed(3)}%{transform:translateY(${-at * height}px)}`,
  );
  const last = -(frames.length - 1) * height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<style>',
    `text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}`,
    '.b{font-weight:bold}.d{opacity:.6}',
    ...palette.map((color, number) => `.c${number}{fill:${color}}`),
    `.strip{animation:play ${endMs}ms steps(1,end) infinite}`,
    `@media (prefers-reduced-motion:reduce){.strip{animation:none;transform:translateY(${last}px)}}`,
    `@keyframes play{${moves.join('')}100%{transform:translateY(${last}px)}}`,
    '</style>',
    '<defs>',
    ...[...ids].map(([text, id]) => `<text id="r${id}">${text}</text>`),
    '</defs>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<svg x="${margin}" y="${margin}" width="${width - 2 * margin}" height="${height - 2 * margin}"><g class="strip">`,
    ...pictures,
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

/** A row that looks like one before it is drawn once. */
function picture({ rows }: Frame, top: number, ids: Map<string, number>): string {
  return rows
    .flatMap((runs, row) => {
      if (runs.length === 0) return [];
      const text = runs.map(spanOf).join('');
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      return [`<use href="#r${id}" y="${top + row * cell.height + fontSize}"/>`];
    })
    .join('');
}

function spanOf({ column, text, color, bold, dim }: Run): string {
  const looks = [color === undefined ? '' : `c${color}`, bold ? 'b' : '', dim ? 'd' : ''].filter(Boolean);
  const x = (column * cell.width).toFixed(1);
  const length = (text.length * cell.width).toFixed(1);
  const named = looks.length === 0 ? '' : ` class="${looks.join(' ')}"`;
  return `<tspan x="${x}" textLength="${length}"${named}>${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
