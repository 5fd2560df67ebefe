/** Whether nodes that were just started answer: whatever is asked of the cluster next should find them. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import { votersOf, type LabNode, type ServiceNode } from '../../kafka/node.ts';
import { NotYet, waitFor, type WaitOptions } from '../../wait.ts';
import { obstacleToServing } from '../services/health.ts';
import { describeBroker } from '../wire/describe-cluster.ts';
import { StartedNodes, type StartingCluster } from './started-nodes.ts';

/** What is needed of a cluster whose nodes are to answer. */
export type AnsweringCluster = StartingCluster & Pick<RunningCluster, 'brokers' | 'instance'>;

/** How to wait. */
export interface AnsweringOptions extends Omit<WaitOptions, 'what'> {
  /** Told that a node is started once more. @default nobody is told */
  readonly onAgain?: (nodeId: string) => void;
  /** Why a node does not answer; undefined where it does. @default it is asked */
  readonly obstacle?: (node: LabNode) => Promise<string | undefined>;
}

/**
 * Waits until brokers answer as members of their cluster and services serve; other nodes have nothing that the host could ask.
 * A broker that ends over its session of before with ZooKeeper is started again; one that ends otherwise is an error at once.
 * @returns why one of the nodes does not answer when their time is over; undefined when all do.
 * @throws RuntimeError `node-died` with the cause; InterruptedError when the signal fires.
 */
export async function untilAnswering(
  cluster: AnsweringCluster,
  nodeIds: readonly string[],
  { onAgain, obstacle = (node) => obstacleOf(cluster, node), ...wait }: AnsweringOptions,
): Promise<string | undefined> {
  const nodes = cluster.topology.nodes.filter(({ id }) => nodeIds.includes(id));
  const started = new StartedNodes(cluster, nodeIds);
  let reason: string | undefined;
  try {
    await waitFor({ ...wait, what: `${nodeIds.join(', ')} to answer` }, async () => {
      const { again, ended } = await started.look();
      const [dead] = ended;
      if (dead !== undefined) throw new RuntimeError('node-died', `${dead[0]} ended again: ${dead[1]}`);
      for (const id of again) onAgain?.(id);
      if (again.length > 0) {
        reason = `${again.join(', ')} ended over its session of before, which ZooKeeper still has, and is started again`;
        return new NotYet(reason);
      }
      reason = (await Promise.all(nodes.map(obstacle))).find((one) => one !== undefined);
      return reason === undefined ? true : new NotYet(reason);
    });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
  }
  return reason;
}

/**
 * Why no broker can answer, however long it is waited for: without a majority of the quorum none ever does.
 * @param started nodes that count as running: a runtime may see a process later than it has started it.
 */
export async function lackingMajority(
  cluster: Pick<RunningCluster, 'topology' | 'status'>,
  started: readonly string[],
): Promise<string | undefined> {
  const quorum = votersOf(cluster.topology);
  const states = new Map((await cluster.status()).map(({ id, state }) => [id, state]));
  const running = quorum.filter(({ id }) => started.includes(id) || states.get(id) === 'running');
  if (running.length > quorum.length / 2) return undefined;
  return `${running.length} of ${quorum.length} members of the quorum run, and brokers answer once more than half do`;
}

async function obstacleOf(
  { brokers, instance }: AnsweringCluster,
  node: LabNode,
): Promise<string | undefined> {
  try {
    if (node.service !== undefined) {
      const obstacle = await obstacleToServing(node as ServiceNode, instance.portOffset);
      return obstacle === undefined ? undefined : `${node.id} ${obstacle}`;
    }
    const broker = brokers.find(({ id }) => id === node.id);
    if (broker === undefined) return undefined;
    const known = (await describeBroker(broker)).brokers;
    const isRegistered = known.some(({ number }) => number === node.number);
    return isRegistered ? undefined : `${node.id} is not registered yet`;
  } catch (error) {
    return `${node.id}: ${messageOf(error)}`;
  }
}
