/** What differs between two topologies that klab knows, as `klab diff` says it. */
import { stripVTControlCharacters } from 'node:util';
import { compareSides } from '../app/diff/compare.ts';
import { diffReport } from '../report/text/diff/diff-report.ts';
import type { Desk } from './desk/desk.ts';
import { choice, type Fields } from './fields.ts';

/** Compares both as they render now; names of the catalogue alone, since a side may else be a path. @throws UsageError */
export async function diff(desk: Desk, fields: Fields): Promise<string> {
  const { topologies } = desk.caller;
  const sides = [choice(fields, 'before', topologies.names), choice(fields, 'after', topologies.names)];
  const { comparisons } = await compareSides(sides, {}, topologies);
  return stripVTControlCharacters(diffReport(await comparisons()));
}
