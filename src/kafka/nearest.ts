/** The name that somebody meant who wrote one that is none. */
import leven from 'leven';

/** @returns the nearest of the names, if it is a slip of the pen away: a third of what was written at most. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const isSame = names.find((name) => name.toLowerCase() === written.toLowerCase());
  if (isSame !== undefined) return isSame;
  const limit = Math.min(4, Math.floor(written.length / 3));
  const near = names
    .map((name) => ({ name, distance: leven(written, name, { maxDistance: limit + 1 }) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.name;
}
