/** The log of a node: that of its container. */
import { listNodes } from './containers/belongings.ts';
import { lastLinesOf, runLogOf } from '../docker/container.ts';

/** The last lines of a node's log; none when it has no container. */
export async function lastLogLines(
  instanceId: string,
  nodeId: string,
  count: number,
): Promise<readonly string[]> {
  const container = (await listNodes(instanceId)).find((node) => node.nodeId === nodeId);
  return container === undefined ? [] : await lastLinesOf(container.id, count);
}

/** The log of a node's last run, from its beginning; none when it has no container. */
export async function runLog(instanceId: string, nodeId: string): Promise<readonly string[]> {
  const container = (await listNodes(instanceId)).find((node) => node.nodeId === nodeId);
  return container === undefined ? [] : await runLogOf(container.id);
}
