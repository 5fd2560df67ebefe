/** Has controllers vote, or vote no more (KIP-853): each act is waited for until the quorum itself says so. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { LabNode } from '../../kafka/node.ts';
import { notYet, NotYet, waitFor } from '../../wait.ts';
import { describeQuorum, type QuorumMember, type QuorumState } from '../wire/describe-quorum.ts';
import { firstAnswer } from '../wire/first-answer.ts';
import { addVoter, removeVoter, type VoterListener } from '../wire/quorum/change-voters.ts';

/** How long a controller may take to start and to catch up, or the quorum to agree, in milliseconds. */
const quorumTimeoutMs = 120_000;

/** Each look is a request. */
const lookIntervalMs = 200;

/** Whose quorum it is, and who is told how far it is. */
export interface Voting {
  readonly cluster: RunningCluster;
  readonly say: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** The quorum as its leader knows it; a broker asks the leader. @throws RuntimeError where there is none */
export function quorumOf(cluster: RunningCluster): Promise<QuorumState> {
  return firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
}

/** Has a controller vote that runs, once it lacks nothing; one that votes is fine. */
export async function giveVote(node: LabNode, voting: Voting): Promise<void> {
  const { cluster, say } = voting;
  const member = await untilMember(`${node.id} to follow the quorum`, node, voting, (one) =>
    one.isCaughtUp ? one : undefined,
  );
  if (!member.votes) {
    say(`${node.id} has all of the metadata, and is given a vote`);
    await addVoter(cluster, clusterIdOf(cluster), member, listenersOf(node, cluster));
  }
  await untilMember(`${node.id} to vote`, node, voting, (one) => (one.votes ? one : undefined));
}

/** Takes a controller's vote, whether it runs or not; one that has none is fine. */
export async function takeVote(node: LabNode, voting: Voting): Promise<void> {
  const { cluster, say } = voting;
  const { leaderId, members = [] } = await quorumOf(cluster);
  const member = members.find(({ id, votes }) => votes && id === node.number);
  if (member !== undefined) {
    if (leaderId === node.number) say(`${node.id} leads the quorum, and hands over`);
    await removeVoter(cluster, clusterIdOf(cluster), member);
  }
  await untilQuorum(`${node.id} to have no vote`, voting, ({ voters }) =>
    voters.includes(node.number) ? new NotYet('it still votes') : true,
  );
}

/**
 * Has a controller that runs vote with the storage that it has now: where the quorum counts the vote of another storage under its
 * number, which is nowhere any more, that one is taken first.
 */
export async function giveVoteAgain(node: LabNode, voting: Voting): Promise<void> {
  const known = await untilQuorum(`${node.id} to follow the quorum`, voting, ({ members = [] }) => {
    const own = members.filter(({ id }) => id === node.number);
    const follower = own.find(({ votes, isCaughtUp }) => !votes && isCaughtUp);
    const voter = own.find(({ votes }) => votes);
    if (follower === undefined && voter?.isCaughtUp !== true) return new NotYet('it does not follow yet');
    return { follower, voter };
  });
  if (known.follower === undefined) return;
  if (known.voter !== undefined) {
    voting.say(`the vote of ${node.id} with the storage that is gone is taken`);
    await takeVote(node, voting);
  }
  await giveVote(node, voting);
}

/** Waits until the quorum looks so; one without a leader is waited for. @throws RuntimeError `not-ready` */
export async function untilQuorum<T>(
  what: string,
  { cluster, signal }: Voting,
  look: (quorum: QuorumState) => T | NotYet,
): Promise<T> {
  const wait = { what, timeoutMs: quorumTimeoutMs, intervalMs: lookIntervalMs, ...(signal && { signal }) };
  return await waitFor(wait, async () => {
    const quorum = await quorumOf(cluster).catch(notYet);
    return quorum instanceof NotYet ? quorum : look(quorum);
  });
}

/** Where a controller is found by the others, until it says so itself. */
export function listenersOf(
  { id, listeners }: LabNode,
  { quorumAddressOf }: Pick<RunningCluster, 'quorumAddressOf'>,
): readonly VoterListener[] {
  return listeners
    .filter(({ reach }) => reach === 'quorum')
    .map(({ name, port }) => ({ name, ...quorumAddressOf(id, port) }));
}

/** By it the quorum knows that it is meant. @throws LabError `node-state` where it is not known */
export function clusterIdOf({ instance: { id, clusterId } }: RunningCluster): string {
  if (clusterId !== undefined) return clusterId;
  throw new LabError('node-state', `the cluster id of ${id} is not known`);
}

async function untilMember(
  what: string,
  { number }: LabNode,
  voting: Voting,
  fits: (member: QuorumMember) => QuorumMember | undefined,
): Promise<QuorumMember> {
  return await untilQuorum(what, voting, ({ members }) => {
    // A number that was another's before is known with that one's storage too, for minutes (Kafka, LeaderState.clearInactiveObservers).
    const own = members?.filter(({ id }) => id === number) ?? [];
    const why = own.length === 0 ? 'the quorum does not know it' : 'it lags behind';
    return own.map(fits).find((member) => member !== undefined) ?? new NotYet(why);
  });
}
