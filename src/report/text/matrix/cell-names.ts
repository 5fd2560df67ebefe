/** What a cell of the matrix is called: topology, session timeout, drill. */
import type { MatrixCell } from '../../../drills/compare/matrix.ts';
import { modeNames } from '../../../kafka/versions/versions.ts';

/** A topology that is secured stands beside the same one in plain. */
export function nameOf({ topology }: Pick<MatrixCell, 'topology'>): string {
  return `${topology.name}${topology.security === undefined ? '' : ', secured'}`;
}

/** Whether its runs are upgrades. */
export function isUpgrade({ upgradeTo }: Pick<MatrixCell, 'upgradeTo'>): boolean {
  return upgradeTo !== undefined;
}

/** `3.9.2 → 4.4.0`. */
export function upgradeText({ topology, upgradeTo }: Pick<MatrixCell, 'topology' | 'upgradeTo'>): string {
  return `${topology.kafkaVersion} → ${upgradeTo ?? topology.kafkaVersion}`;
}

/** All that a cell is of, in one line. */
export function titleOf(cell: MatrixCell): string {
  const what = isUpgrade(cell) ? upgradeText(cell) : cell.drill;
  return `${nameOf(cell)}, session ${sessionText(cell)}, ${what}`;
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
