/** Tables and texts as Markdown. */
import type { TextTable } from './client-matrix.ts';

/** Columns line up, as a formatter of Markdown would have them. */
export function markdownTable({ head, rows }: TextTable): string {
  const texts = [head, ...rows.map((row) => row.map(escaped))];
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = texts;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

/** Text that is no Markdown. */
export function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
