/** Has brokers come and go, and partitions move between them: what the steps of a change of size do. */
import { gather, spread, type Home } from '../../client/moves/placement.ts';
import { movePartitions, takeMovesBack } from '../../client/moves/move.ts';
import type { ReachedCluster } from '../../client/topics/cluster-gaps.ts';
import { describeBroker } from '../../client/wire/describe-cluster.ts';
import { unregisterBroker } from '../../client/wire/moves/unregister-broker.ts';
import type { JoinStep, LeaveStep, MoveStep, SizeStep } from '../../change/size-steps.ts';
import { accessOf, type RunningCluster } from '../../cluster/running-cluster.ts';
import { brokersOf, type LabNode } from '../../kafka/node.ts';
import { notYet, NotYet, waitFor } from '../../wait.ts';
import type { ChangeJournal } from './journal.ts';
import { membersAt } from './members.ts';
import { redefinitionOf } from './prepare.ts';

/** How long others may count a broker that has stopped, in milliseconds. */
const forgottenTimeoutMs = 60_000;

/** What a step is done with. */
export interface SizeContext {
  readonly cluster: RunningCluster;
  readonly journal: ChangeJournal;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** The cluster of the nodes that are there where a change stands. */
export function clusterAt(
  { instance, topology: { mode }, quorum }: RunningCluster,
  journal: ChangeJournal,
): ReachedCluster {
  const members = membersAt(journal);
  const going = journal.steps
    .slice(journal.done)
    .flatMap((step) => (step.kind === 'vote-out' ? [step.nodeId] : []));
  const topology = {
    ...instance.topology,
    mode,
    nodes: instance.topology.nodes.filter(({ id }) => members.has(id)),
  };
  return { ...accessOf({ ...instance, topology }), topology, quorum: quorum?.(), going };
}

/** Does one step; that the cluster is whole then is not waited for. */
export async function resize(step: SizeStep, context: SizeContext): Promise<void> {
  if (step.kind === 'join') return await join(step, context.cluster);
  if (step.kind === 'leave') return await leave(step, context);
  await move(step, context);
}

async function join({ nodeId }: JoinStep, cluster: RunningCluster): Promise<void> {
  if (!(await isRunning(cluster, nodeId))) await cluster.start(nodeId);
}

async function move(step: MoveStep, { cluster, journal, signal, say }: SizeContext): Promise<void> {
  const there = clusterAt(cluster, journal);
  const brokers = brokersOf(there.topology);
  const those = brokers.filter(({ id }) => step.nodeIds.includes(id));
  if (journal.direction === 'back') await takeMovesBack(there);
  const homes = brokers.filter((broker) => step.direction === 'onto' || !those.includes(broker)).map(homeOf);
  const onto = those.map(({ number }) => number);
  await movePartitions(
    there,
    (partitions) =>
      step.direction === 'off'
        ? gather(partitions, homes)
        : spread(partitions, homes, { onto, raise: step.raise }),
    { bytesPerSecond: step.bytesPerSecond, say, signal },
  );
}

async function leave({ nodeId }: LeaveStep, { cluster, journal, signal }: SizeContext): Promise<void> {
  const node = cluster.instance.topology.nodes.find(({ id }) => id === nodeId);
  if (node === undefined) return;
  if (await isRunning(cluster, nodeId)) await cluster.stop(nodeId);
  const { brokers } = clusterAt(cluster, { ...journal, done: journal.done + 1 });
  const wait = { what: `brokers to miss ${nodeId}`, timeoutMs: forgottenTimeoutMs, signal };
  await waitFor(wait, async () => {
    const answers = await Promise.all(brokers.map((broker) => describeBroker(broker))).catch(notYet);
    if (answers instanceof NotYet) return answers;
    const counting = answers.filter(({ brokers: known }) =>
      known.some(({ number }) => number === node.number),
    );
    return counting.length === 0 || new NotYet(`${counting.length} still count it as alive`);
  });
  // With ZooKeeper a broker is registered for as long as its session lasts.
  if (cluster.topology.mode === 'kraft') await unregisterBroker({ brokers }, node.number);
  await redefinitionOf(cluster.instance).resizing.discard(cluster.instance, nodeId);
}

async function isRunning(cluster: RunningCluster, nodeId: string): Promise<boolean> {
  return (await cluster.status()).some(({ id, state }) => id === nodeId && state === 'running');
}

function homeOf({ number, rack }: LabNode): Home {
  return { number, ...(rack !== undefined && { rack }) };
}
