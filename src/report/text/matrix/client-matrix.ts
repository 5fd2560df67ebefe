/** The comparison of `klab matrix --clients`: one row per topology, session timeout, drill and client, the cluster's own first. */
import type { MatrixCell } from '../../../drills/compare/matrix.ts';
import type { RunMeasures } from '../../../drills/compare/run-measures.ts';
import type { SubjectMeasures } from '../../../drills/compare/subject-measures.ts';
import { cellNames } from './cell-names.ts';
import { spreadText } from './spread-text.ts';

/** A table as text. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Names of all clients, in the order in which they were first measured. */
export function clientsOf(cells: readonly MatrixCell[]): readonly SubjectMeasures[] {
  const all = cells.flatMap(({ runs }) => runs.flatMap(({ clients = [] }) => clients));
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].toReversed();
}

/** One number, clients side by side: a row per session and drill. */
export function clientGlance(cells: readonly MatrixCell[], measure: 'silentMs' | 'unreadMs'): TextTable {
  const clients = clientsOf(cells);
  const own = measure === 'silentMs' ? ['Cluster took no writes'] : ['Cluster served no reads'];
  return {
    head: ['Topology', 'Session', 'Drill', ...own, ...clients.map(({ name }) => name)],
    rows: cells.map((cell) => [
      ...cellNames(cell),
      spreadText(cell.runs.map((run) => clusterMs(run, measure))),
      ...clients.map(({ name }) => spreadText(ofClient(cell, name).map((one) => one[measure]))),
    ]),
  };
}

/** What became of the records of each, of all runs together; whoever has nothing to say is left out. */
export function clientRecords(cells: readonly MatrixCell[]): TextTable {
  return {
    head: ['Topology', 'Session', 'Drill', 'Client', 'Errors', 'Lost', 'Doubled', 'Skipped', 'Runs'],
    rows: cells
      .flatMap((cell) =>
        clientsOf([cell]).map(({ name }) => {
          const runs = ofClient(cell, name);
          return [
            ...cellNames(cell),
            name,
            total(runs.map(({ errors }) => errors)),
            total(runs.map(({ missing }) => missing)),
            total(runs.map(({ doubled }) => doubled)),
            total(runs.map(({ skipped }) => skipped)),
            String(runs.length),
          ];
        }),
      )
      .filter((row) => row.slice(-5, -1).some((count) => count !== '0')),
  };
}

/** What programs did and should not have, a line for each, once. */
export function clientTroubles(cells: readonly MatrixCell[]): readonly string[] {
  const lines = cells.flatMap((cell) =>
    cell.runs.flatMap(({ clients = [] }) =>
      clients.flatMap(({ name, troubles }) =>
        troubles.map((text) => `${cellNames(cell).join(', ')}, ${name}: ${text}`),
      ),
    ),
  );
  return [...new Set(lines)];
}

function ofClient({ runs }: MatrixCell, name: string): readonly SubjectMeasures[] {
  return runs.flatMap(({ clients = [] }) => clients.filter((one) => one.name === name));
}

/** The longest of any partition, as with clients. */
function clusterMs(run: RunMeasures, measure: 'silentMs' | 'unreadMs'): RunMeasures['noWritesHitMs'] {
  const both =
    measure === 'silentMs'
      ? [run.noWritesHitMs, run.noWritesOthersMs]
      : [run.noReadsHitMs, run.noReadsOthersMs];
  if (both.includes('never')) return 'never';
  const known = both.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : Math.max(...known);
}

/** A run of which nobody knows hides any number. */
function total(counts: readonly (number | null)[]): string {
  const known = counts.filter((count) => count !== null);
  return known.length < counts.length ? '?' : String(known.reduce((sum, count) => sum + count, 0));
}
