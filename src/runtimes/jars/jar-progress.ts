/** The download of jars as one line for a person. */
import type { JarProgress } from './jar-cache.ts';

const barWidth = 20;

/** A bar, the share in percent, and how much of how much. */
export function describeJars({ doneBytes, totalBytes, doneJars, totalJars }: JarProgress): string {
  const share = totalBytes === 0 ? 1 : doneBytes / totalBytes;
  const filled = Math.round(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
  return `${bar} ${Math.round(share * 100)} % of ${megabytes(totalBytes)} MB (${doneJars} of ${totalJars} jars)`;
}
