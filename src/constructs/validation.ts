/** Checks that more than one construct makes of its props; each returns problems in words. */
import { maxNodesPerKind } from '../kafka/ports.ts';

/** A count of nodes must be a whole number within the room of its port family. */
export function countProblems(prop: string, value: number): string[] {
  if (Number.isInteger(value) && value >= 1 && value <= maxNodesPerKind) return [];
  return [`${prop} ${value} is not possible; use a whole number from 1 to ${maxNodesPerKind}`];
}

/** Racks must be named and distinct, and no more than there are nodes to put in them. */
export function rackProblems(racks: readonly string[], nodes: number, what: string): string[] {
  const problems: string[] = [];
  if (racks.some((rack) => rack.trim() === '')) problems.push('racks has an empty name; name every rack');
  if (new Set(racks).size !== racks.length) {
    problems.push(`racks ${racks.join(', ')} names one twice; nodes take racks in turn, so name each once`);
  }
  if (racks.length > nodes) {
    problems.push(
      `racks ${racks.join(', ')} are more than ${nodes} ${what}; name at most ${nodes} or add ${what}`,
    );
  }
  return problems;
}

/** Rack of the node at this place: racks are given out in turn. */
export function rackAt(racks: readonly string[], index: number): string | undefined {
  return racks.length === 0 ? undefined : racks[index % racks.length];
}
