/** Whether nodes that were just started answer: whatever is asked of the cluster next should find them. */
import { describeBroker } from '../../client/wire/describe-cluster.ts';
import { obstacleToServing } from '../../client/services/health.ts';
import { StartedNodes } from '../../client/nodes/started-nodes.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import { isBroker, votersOf, type LabNode, type ServiceNode } from '../../kafka/node.ts';
import { NotYet, waitFor, type WaitOptions } from '../../wait.ts';
import { hostPortOf } from '../shared/listeners.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';

/**
 * Waits until brokers are registered and services serve; other nodes have nothing that the host could ask.
 * A broker that ends over its session of before with ZooKeeper is started again; one that ends otherwise is an error at once.
 * Without a majority of its quorum no broker ever answers: that is said at once.
 * @returns why one of the nodes does not answer; undefined when all do.
 * @throws RuntimeError `node-died` with the cause; InterruptedError when the signal fires.
 */
export async function untilAnswering(
  cluster: RunningCluster,
  nodeIds: readonly string[],
  options: Omit<WaitOptions, 'what'>,
): Promise<string | undefined> {
  const lacking = await lackingMajority(cluster, nodeIds);
  if (lacking !== undefined) return lacking;
  const nodes = cluster.topology.nodes.filter(({ id }) => nodeIds.includes(id));
  const started = new StartedNodes(cluster, nodeIds);
  let reason: string | undefined;
  try {
    await waitFor({ ...options, what: `${nodeIds.join(', ')} to answer` }, async () => {
      const { again, ended } = await started.look();
      const [dead] = ended;
      if (dead !== undefined) throw new RuntimeError('node-died', `${dead[0]} ended again: ${dead[1]}`);
      if (again.length > 0) {
        reason = `${again.join(', ')} ended over its session of before, which ZooKeeper still has, and is started again`;
        return new NotYet(reason);
      }
      const found = await Promise.all(nodes.map((node) => obstacleOf(cluster, node)));
      reason = found.find((obstacle) => obstacle !== undefined);
      return reason === undefined ? true : new NotYet(reason);
    });
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'not-ready') throw error;
  }
  return reason;
}

/** The nodes count as running: a runtime may see a process later than it has started it. */
async function lackingMajority(
  cluster: RunningCluster,
  started: readonly string[],
): Promise<string | undefined> {
  const quorum = votersOf(cluster.topology);
  const states = new Map((await cluster.status()).map(({ id, state }) => [id, state]));
  const running = quorum.filter(({ id }) => started.includes(id) || states.get(id) === 'running');
  if (running.length > quorum.length / 2) return undefined;
  return `${running.length} of ${quorum.length} members of the quorum run, and brokers answer once more than half do`;
}

async function obstacleOf({ instance }: RunningCluster, node: LabNode): Promise<string | undefined> {
  try {
    if (node.service !== undefined) {
      const obstacle = await obstacleToServing(node as ServiceNode, instance.portOffset);
      return obstacle === undefined ? undefined : `${node.id} ${obstacle}`;
    }
    const port = hostPortOf(node, instance.runtime);
    if (!isBroker(node) || port === undefined) return undefined;
    const { brokers } = await describeBroker({ address: `127.0.0.1:${port + instance.portOffset}` });
    const isRegistered = brokers.some(({ number }) => number === node.number);
    return isRegistered ? undefined : `${node.id} is not registered yet`;
  } catch (error) {
    return `${node.id}: ${messageOf(error)}`;
  }
}
