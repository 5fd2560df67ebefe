/** Repeating and summing up measurements, so that every benchmark quotes the same figures. */

/** Smallest, middle and largest of several measurements. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  return { min: sorted[0] ?? Number.NaN, median, max: sorted.at(-1) ?? Number.NaN };
}

/** How long work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** A spread of durations in seconds: `4.21 (4.02-4.60)`. */
export function seconds({ min, median, max }: Spread): string {
  const text = (ms: number): string => (ms / 1_000).toFixed(2);
  return `${text(median)} (${text(min)}-${text(max)})`;
}

/** Ratios of two series pair by pair: a machine whose speed drifts slows both of a pair. */
export function ratios(numerators: readonly number[], denominators: readonly number[]): Spread {
  return spreadOf(numerators.map((value, index) => value / (denominators[index] ?? Number.NaN)));
}

/** A spread of ratios: `1.12x (1.05-1.20)`. */
export function times({ min, median, max }: Spread): string {
  return `${median.toFixed(2)}x (${min.toFixed(2)}-${max.toFixed(2)})`;
}

/** A Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
