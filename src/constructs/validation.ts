/** Checks that more than one construct makes of its props; each returns problems in words. */
import { maxNodesPerKind } from '../kafka/ports.ts';
import { counted } from '../words.ts';

/** True for a number of nodes that the lab can make: a whole one, within the room of a port family. */
export function isPossibleCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= maxNodesPerKind;
}

/** A count of nodes must be possible. */
export function countProblems(prop: string, value: number): string[] {
  if (isPossibleCount(value)) return [];
  return [`${prop} ${value} is not possible; use a whole number from 1 to ${maxNodesPerKind}`];
}

/** What Kubernetes takes as the value of a label, other than an empty one (API conventions, label values). */
const labelValue = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Racks must be named as zones can be, distinct, and no more than there are nodes to put in them. */
export function rackProblems(racks: readonly string[], nodes: number, what: string): string[] {
  const problems: string[] = [];
  const isEmpty = (rack: string): boolean => rack.trim() === '';
  if (racks.some(isEmpty)) problems.push('racks has an empty name; name every rack');
  for (const rack of new Set(racks)) {
    if (isEmpty(rack) || labelValue.test(rack)) continue;
    problems.push(
      `rack "${rack}" cannot name a zone; use 1-63 of A-Z, a-z, 0-9, -, _ and ., beginning and ending with a letter or digit`,
    );
  }
  if (new Set(racks).size !== racks.length) {
    problems.push(`racks ${racks.join(', ')} names one twice; nodes take racks in turn, so name each once`);
  }
  // That a number of nodes is not possible is said of the number itself.
  if (isPossibleCount(nodes) && racks.length > nodes) {
    problems.push(
      `racks ${racks.join(', ')} are more than ${counted(nodes, what)}; name at most ${nodes} or add ${what}s`,
    );
  }
  return problems;
}

/** Rack of the node at this place: racks are given out in turn. */
export function rackAt(racks: readonly string[], index: number): string | undefined {
  return racks.length === 0 ? undefined : racks[index % racks.length];
}
