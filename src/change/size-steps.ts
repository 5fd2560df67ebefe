/** Steps by which a cluster gets more brokers, or fewer: they come, get partitions, or are rid of them and go. */
import { brokersBeyond } from '../cluster/changed/resized.ts';
import { brokersOf, type ResolvedTopology } from '../kafka/node.ts';
import { counted } from '../words.ts';
import type { Raise } from '../client/moves/placement.ts';

/** Starts a broker that was not there before. */
export interface JoinStep {
  readonly kind: 'join';
  readonly nodeId: string;
  readonly reason: string;
}

/** Moves partitions onto brokers that have come, or off those that are to go. */
export interface MoveStep {
  readonly kind: 'move';
  readonly direction: 'onto' | 'off';
  readonly nodeIds: readonly string[];
  /** That each broker may give, and take, of copies on their way. */
  readonly bytesPerSecond: number;
  /** Copies that topics get which had fewer for want of brokers. @default they have as many as before */
  readonly raise?: Raise;
  readonly reason: string;
}

/** Stops a broker that has nothing left, has the cluster forget it, and removes what it had. */
export interface LeaveStep {
  readonly kind: 'leave';
  readonly nodeId: string;
  readonly reason: string;
}

/** One step of a change of size. */
export type SizeStep = JoinStep | MoveStep | LeaveStep;

/** Whether a step is one of these. */
export function isSizeStep(step: { readonly kind: string }): step is SizeStep {
  return step.kind === 'join' || step.kind === 'move' || step.kind === 'leave';
}

/** From one topology to another that has more brokers, or fewer; none where it has as many. */
export function sizeSteps(
  from: ResolvedTopology,
  to: ResolvedTopology,
  bytesPerSecond: number,
): readonly SizeStep[] {
  const come = brokersBeyond(to, from).map(({ id }) => id);
  const go = brokersBeyond(from, to).map(({ id }) => id);
  const size = `of ${counted(brokersOf(to).length, 'broker')}`;
  const raise =
    to.replicationFactor > from.replicationFactor
      ? { raise: { from: from.replicationFactor, to: to.replicationFactor } }
      : {};
  return [
    ...come.map((nodeId): JoinStep => ({ kind: 'join', nodeId, reason: `one ${size}` })),
    ...(come.length === 0 ? [] : [move('onto', come, bytesPerSecond, raise)]),
    ...(go.length === 0 ? [] : [move('off', go, bytesPerSecond)]),
    // The last that came is the first that goes.
    ...go.toReversed().map((nodeId): LeaveStep => ({ kind: 'leave', nodeId, reason: `none ${size}` })),
  ];
}

/**
 * The steps that lead back, the newest first. A broker that has come and has been given nothing is rid of its copies too: topics
 * that are made meanwhile have some there.
 */
export function sizeStepsBack(steps: readonly SizeStep[]): readonly SizeStep[] {
  const reason = 'as it was before the change';
  const back = steps.toReversed().map((step): SizeStep => {
    if (step.kind === 'move') {
      const direction = step.direction === 'onto' ? 'off' : 'onto';
      return { ...move(direction, step.nodeIds, step.bytesPerSecond), reason };
    }
    return { kind: step.kind === 'join' ? 'leave' : 'join', nodeId: step.nodeId, reason };
  });
  const go = back.flatMap((step) => (step.kind === 'leave' ? [step.nodeId] : []));
  const isRid = back.some((step) => step.kind === 'move' && step.direction === 'off');
  return go.length === 0 || isRid
    ? back
    : [{ ...move('off', go, usualThrottle * bytesPerMebibyte), reason }, ...back];
}

/** Bytes in a MiB. */
export const bytesPerMebibyte = 1_048_576;

/** MiB a second that each broker gives and takes of copies on their way, where nobody says otherwise. */
export const usualThrottle = 50;

/** A step in words, such as `move partitions onto broker-4`. */
export function sizeStepInWords(step: SizeStep): string {
  if (step.kind === 'join') return `start ${step.nodeId}`;
  if (step.kind === 'leave') return `stop ${step.nodeId} for good`;
  const copies =
    step.raise === undefined ? '' : `, ${step.raise.to} copies of those that have ${step.raise.from}`;
  return `move partitions ${step.direction} ${step.nodeIds.join(', ')}${copies}`;
}

function move(
  direction: MoveStep['direction'],
  nodeIds: readonly string[],
  bytesPerSecond: number,
  raise: Pick<MoveStep, 'raise'> = {},
): MoveStep {
  const bound = `${Math.round(bytesPerSecond / bytesPerMebibyte)} MiB/s at most`;
  const reason =
    direction === 'onto'
      ? `a new broker holds nothing by itself; ${bound}`
      : `what goes must hold nothing that is needed; ${bound}`;
  return { kind: 'move', direction, nodeIds, bytesPerSecond, ...raise, reason };
}
