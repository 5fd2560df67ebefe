/** How every report says which load was asked for and which was reached. */
import type { Load } from '../../drills/judge/load.ts';

/** A rate as a table shows it; `?` where nothing was acknowledged. */
export function perSecond(rate: number | null): string {
  if (rate === null) return '?';
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

/** One line: asked for, reached, and whether that is less than it should be. */
export function loadText({ askedPerPartition, asked, partitions, reached, isReached }: Load): string {
  const known = partitions.filter((rate) => rate !== null);
  const what = `${perSecond(askedPerPartition)} records/s asked for to each of ${partitions.length} partitions, ${perSecond(asked)} in all`;
  if (known.length === 0) return `load: ${what}; what was reached is not known`;
  const spread = `${perSecond(Math.min(...known))}-${perSecond(Math.max(...known))} each`;
  return `load: ${what}; reached before the first fault: ${spread}, ${perSecond(reached)} in all${isReached ? '' : ': NOT the load that was asked for'}`;
}

/** What a verdict's one line adds where the load was not reached; empty where it was. */
export function loadReservation({ asked, reached, isReached }: Load): string {
  return isReached ? '' : `; at ${perSecond(reached)} records/s, where ${perSecond(asked)} were asked for`;
}
