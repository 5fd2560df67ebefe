/** The table of `klab drill TOPOLOGY`: which drills there are, and why a topology cannot have some of them. */
import { mark } from '../marks.ts';
import type { DrillPlan } from '../../drills/plan/plan.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { table } from './table.ts';

/** A drill, and whether a topology can have it. */
export interface CatalogueEntry {
  readonly drill: string;
  readonly summary: string;
  /** Why it cannot be had; absent where it can. */
  readonly obstacle?: string;
}

/** The catalogue as one topology sees it. */
export function catalogueOf(
  drills: readonly DrillPlan[],
  topology: ResolvedTopology,
): readonly CatalogueEntry[] {
  return drills.map(({ name, summary, preconditions }) => {
    const obstacle = preconditions?.(topology);
    return { drill: name, summary, ...(obstacle !== undefined && { obstacle }) };
  });
}

/** One line per drill. */
export function catalogueReport(entries: readonly CatalogueEntry[]): string {
  const rows = entries.map(({ drill, summary, obstacle }) =>
    obstacle === undefined
      ? [mark.strong(drill), summary]
      : [mark.dim(drill), `${summary} ${mark.doubtful(`(not here: ${obstacle})`)}`],
  );
  return table(['DRILL', 'WHAT HAPPENS'], rows);
}
