/** Steps by which a dynamic quorum gets other voters (KIP-853): one comes and votes, or its vote is taken and it goes. */
import type { ResolvedTopology } from '../kafka/node.ts';
import { isolatedControllers } from '../cluster/changed/with-controllers.ts';
import type { FeatureLevels } from '../client/wire/features/finalized-features.ts';
import { counted } from '../words.ts';
import type { RaiseStep } from './feature-steps.ts';

/** Starts a controller that was not there before, waits until it follows, and gives it a vote. */
export interface VoteInStep {
  readonly kind: 'vote-in';
  readonly nodeId: string;
  readonly reason: string;
}

/** Takes a controller's vote, stops it, and removes what it had. */
export interface VoteOutStep {
  readonly kind: 'vote-out';
  readonly nodeId: string;
  readonly reason: string;
}

/** One step of a change of voters. */
export type QuorumStep = VoteInStep | VoteOutStep;

/** Whether a step is one of these. */
export function isQuorumStep(step: { readonly kind: string }): step is QuorumStep {
  return step.kind === 'vote-in' || step.kind === 'vote-out';
}

/** Kafka's feature that says where voters stand: 1 where it is the metadata (KIP-853). */
const quorumFeature = 'kraft.version';

/**
 * Has a static quorum write its voters, with the ids of their storage, into the metadata (KAFKA-16538, Kafka 4.1 or newer); undefined
 * where they are there. @param before levels that are in force
 */
export function voterStep(before: FeatureLevels): RaiseStep | undefined {
  if ((before[quorumFeature] ?? 0) >= 1) return undefined;
  return {
    kind: 'raise',
    levels: { [quorumFeature]: 1 },
    before: {},
    reason: 'the voters are in the metadata from then on, where they can be changed; Kafka never lowers it',
  };
}

/** Whether it is that step: before it a controller needs the list of voters, after it none. */
export function votersMoveIn(step: { readonly kind: string }): boolean {
  return step.kind === 'raise' && quorumFeature in (step as RaiseStep).levels;
}

/** From one topology to another that has other controllers; whoever comes votes before another's vote is taken. */
export function quorumSteps(from: ResolvedTopology, to: ResolvedTopology): readonly QuorumStep[] {
  const [were, are] = [from, to].map((one) => isolatedControllers(one).map(({ id }) => id)) as [
    string[],
    string[],
  ];
  const come = are.filter((id) => !were.includes(id));
  const go = were.filter((id) => !are.includes(id));
  return [
    ...come.map((nodeId, index): VoteInStep => ({
      kind: 'vote-in',
      nodeId,
      reason: `one of ${spared(were.length + index + 1)}`,
    })),
    ...go.map((nodeId, index): VoteOutStep => ({
      kind: 'vote-out',
      nodeId,
      reason: `leaves ${spared(were.length + come.length - index - 1)}`,
    })),
  ];
}

/** How many losses a quorum of so many voters survives: all but a majority. */
function spared(voters: number): string {
  const losses = Math.ceil(voters / 2) - 1;
  return `${counted(voters, 'voter')}, which ${losses === 0 ? 'can spare none' : `can spare ${losses}`}`;
}

/** The steps that lead back, the newest first. */
export function quorumStepsBack(steps: readonly QuorumStep[]): readonly QuorumStep[] {
  return steps.toReversed().map(({ kind, nodeId }) => ({
    kind: kind === 'vote-in' ? 'vote-out' : 'vote-in',
    nodeId,
    reason: 'as it was before the change',
  }));
}

/** A step in words, such as `start controller-104 and have it vote`. */
export function quorumStepInWords({ kind, nodeId }: QuorumStep): string {
  return kind === 'vote-in'
    ? `start ${nodeId} and have it vote`
    : `take the vote of ${nodeId} and stop it for good`;
}
