/** Has controllers come and vote, or lose their vote and go: what the steps of a change of voters do. */
import type { QuorumStep } from '../../change/quorum-steps.ts';
import { addVoter, removeVoter } from '../../client/wire/quorum/change-voters.ts';
import { describeQuorum, type QuorumMember, type QuorumState } from '../../client/wire/describe-quorum.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError } from '../../errors.ts';
import type { LabNode } from '../../kafka/node.ts';
import { notYet, NotYet, waitFor } from '../../wait.ts';
import { redefinitionOf } from './prepare.ts';
import type { SizeContext } from './size-acts.ts';

/** How long a controller may take to start and to catch up, or the quorum to agree, in milliseconds. */
const quorumTimeoutMs = 120_000;

/** Each look is a request. */
const lookIntervalMs = 200;

/** Does one step. That one is done already, wholly or in part, is fine: it may have been cut short. */
export async function revote(step: QuorumStep, context: Omit<SizeContext, 'journal'>): Promise<void> {
  const node = context.cluster.instance.topology.nodes.find(({ id }) => id === step.nodeId);
  if (node === undefined) return;
  if (step.kind === 'vote-in') await voteIn(node, context);
  else await voteOut(node, context);
}

async function voteIn(node: LabNode, context: Omit<SizeContext, 'journal'>): Promise<void> {
  const { cluster, say } = context;
  if (!(await isRunning(cluster, node.id))) await cluster.start(node.id);
  const member = await untilMember(`${node.id} to follow the quorum`, node, context, (one) =>
    one?.isCaughtUp === true ? one : undefined,
  );
  if (!member.votes) {
    say(`${node.id} has all of the metadata, and is given a vote`);
    await addVoter(cluster, clusterIdOf(cluster), member, listenersOf(node, cluster));
  }
  await untilMember(`${node.id} to vote`, node, context, (one) => (one?.votes === true ? one : undefined));
}

async function voteOut(node: LabNode, context: Omit<SizeContext, 'journal'>): Promise<void> {
  const { cluster, say } = context;
  const { leaderId, members = [] } = await quorumOf(cluster);
  const member = members.find(({ id, votes }) => votes && id === node.number);
  if (member !== undefined) {
    if (leaderId === node.number) say(`${node.id} leads the quorum, and hands over`);
    await removeVoter(cluster, clusterIdOf(cluster), member);
  }
  await untilQuorum(`${node.id} to have no vote`, context, ({ voters }) =>
    voters.includes(node.number) ? new NotYet('it still votes') : true,
  );
  if (await isRunning(cluster, node.id)) await cluster.stop(node.id);
  await redefinitionOf(cluster.instance).resizing.discard(cluster.instance, node.id);
}

/** As the quorum's leader knows it; a broker asks the leader. */
function quorumOf(cluster: RunningCluster): Promise<QuorumState> {
  return firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
}

async function untilMember(
  what: string,
  { number }: LabNode,
  context: Omit<SizeContext, 'journal'>,
  fits: (member: QuorumMember | undefined) => QuorumMember | undefined,
): Promise<QuorumMember> {
  return await untilQuorum(what, context, ({ members }) => {
    const member = members?.find(({ id }) => id === number);
    const why = member === undefined ? 'the quorum does not know it' : 'it lags behind';
    return fits(member) ?? new NotYet(why);
  });
}

async function untilQuorum<T>(
  what: string,
  { cluster, signal }: Omit<SizeContext, 'journal'>,
  look: (quorum: QuorumState) => T | NotYet,
): Promise<T> {
  const wait = { what, timeoutMs: quorumTimeoutMs, intervalMs: lookIntervalMs, signal };
  return await waitFor(wait, async () => {
    const quorum = await quorumOf(cluster).catch(notYet);
    return quorum instanceof NotYet ? quorum : look(quorum);
  });
}

/** Where a controller says that it is: on local its listener as it is bound. */
function listenersOf(
  { id, listeners }: LabNode,
  { instance, clusterHostOf }: RunningCluster,
): readonly { readonly name: string; readonly host: string; readonly port: number }[] {
  return listeners
    .filter(({ reach }) => reach === 'quorum')
    .map(({ name, port }) => ({ name, host: clusterHostOf(id), port: port + instance.portOffset }));
}

function clusterIdOf({ instance: { id, clusterId } }: RunningCluster): string {
  if (clusterId !== undefined) return clusterId;
  throw new LabError('node-state', `the cluster id of ${id} is not known`);
}

async function isRunning(cluster: RunningCluster, nodeId: string): Promise<boolean> {
  return (await cluster.status()).some(({ id, state }) => id === nodeId && state === 'running');
}
