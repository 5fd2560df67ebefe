/** What is done to nodes in a drill, and since when: the faults that are open, and those that are undone. */
import type { FaultEvent } from '../../drills/record/history.ts';
import { faults, faultWords, type FaultKind } from '../../drills/faults/index.ts';
import { humanDuration } from '../text/table.ts';
import type { Line } from './line.ts';

/** Faults that begin so close together are one: a rack, a power cut. */
const togetherMs = 1_000;
const mostLines = 4;

interface Fault {
  readonly kind: FaultKind;
  readonly nodeIds: string[];
  readonly startMs: number;
  /** When its undoing began, and when that was done. */
  healMs?: number;
  healedMs?: number;
}

/** A node's fault, as the node's head shows it. */
export interface NodeFault {
  readonly trouble: string;
  readonly answers: boolean;
}

/** Follows the faults of a drill. */
export class FaultTrack {
  private readonly faults: Fault[] = [];

  /** Whether nothing was broken yet. */
  get isEmpty(): boolean {
    return this.faults.length === 0;
  }

  /** Takes note of a fault, or of its undoing. */
  onEvent({ type, edge, fault, nodeId, atMs }: FaultEvent): void {
    if (type === 'fault') {
      if (edge === 'start') this.begin(fault, nodeId, atMs);
      return;
    }
    const open = this.faults.findLast(({ nodeIds }) => nodeIds.includes(nodeId));
    if (open === undefined) return;
    if (edge === 'start') open.healMs ??= atMs;
    else open.healedMs = atMs;
  }

  /** What a fault does to a node now; undefined where it does nothing. */
  of(nodeId: string): NodeFault | undefined {
    const fault = this.faults.findLast(({ nodeIds }) => nodeIds.includes(nodeId));
    if (fault === undefined || fault.healedMs !== undefined) return undefined;
    if (fault.healMs !== undefined) return { trouble: 'returning', answers: false };
    return { trouble: faultWords(fault.kind).short, answers: !faults[fault.kind].silences };
  }

  /** One line per fault, the newest last; of many only the last. */
  lines(nowMs: number): readonly Line[] {
    return this.faults.slice(-mostLines).map((fault) => faultLine(fault, nowMs));
  }

  private begin(kind: FaultKind, nodeId: string, atMs: number): void {
    const last = this.faults.at(-1);
    if (last?.kind === kind && last.healMs === undefined && atMs - last.startMs < togetherMs) {
      last.nodeIds.push(nodeId);
    } else {
      this.faults.push({ kind, nodeIds: [nodeId], startMs: atMs });
    }
  }
}

function faultLine({ kind, nodeIds, startMs, healMs, healedMs }: Fault, nowMs: number): Line {
  const who = nodeIds.join(', ');
  const { inFull } = faultWords(kind);
  const since = (atMs: number): string => humanDuration(Math.max(0, nowMs - atMs));
  if (healMs === undefined)
    return [
      ['✗ ', 'bad'],
      [`${who} ${inFull} ${since(startMs)} ago`, 'bad'],
    ];
  const brokenFor = humanDuration(healMs - startMs);
  const back =
    healedMs === undefined ? `on the way back for ${since(healMs)}` : `back since ${since(healedMs)}`;
  return [['↑ ', 'good'], `${who} ${inFull} for ${brokenFor}, ${back}`];
}
