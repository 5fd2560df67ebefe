/** What a cell of the matrix is called: topology, session timeout, drill. */
import type { MatrixCell } from '../../../drills/compare/matrix.ts';
import { modeNames } from '../../../kafka/versions/versions.ts';

/** A topology that is secured stands beside the same one in plain. */
export function nameOf({ topology }: MatrixCell): string {
  return `${topology.name}${topology.security === undefined ? '' : ', secured'}`;
}

/** `multi-broker, secured (KRaft)`. */
export function topologyText(cell: MatrixCell): string {
  return `${nameOf(cell)} (${modeNames[cell.topology.mode]})`;
}

/** `9 s (default)`. */
export function sessionText({ topology, ownSession }: MatrixCell): string {
  return `${topology.sessionTimeoutMs / 1_000} s${ownSession ? ' (default)' : ''}`;
}

/** All three, as first columns of a table. */
export function cellNames(cell: MatrixCell): readonly string[] {
  return [topologyText(cell), sessionText(cell), cell.drill];
}
