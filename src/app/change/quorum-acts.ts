/** Has controllers come and vote, or lose their vote and go: what the steps of a change of voters do. */
import type { QuorumStep } from '../../change/quorum-steps.ts';
import { giveVote, takeVote } from '../../client/quorum/voting.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { redefinitionOf } from './prepare.ts';
import type { SizeContext } from './size-acts.ts';

/** Does one step. That one is done already, wholly or in part, is fine: it may have been cut short. */
export async function revote(step: QuorumStep, context: Omit<SizeContext, 'journal'>): Promise<void> {
  const { cluster } = context;
  const node = cluster.instance.topology.nodes.find(({ id }) => id === step.nodeId);
  if (node === undefined) return;
  if (step.kind === 'vote-in') {
    if (!(await isRunning(cluster, node.id))) await cluster.start(node.id);
    await giveVote(node, context);
    return;
  }
  await takeVote(node, context);
  if (await isRunning(cluster, node.id)) await cluster.stop(node.id);
  await redefinitionOf(cluster.instance).resizing.discard(cluster.instance, node.id);
}

async function isRunning(cluster: RunningCluster, nodeId: string): Promise<boolean> {
  return (await cluster.status()).some(({ id, state }) => id === nodeId && state === 'running');
}
