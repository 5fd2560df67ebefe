/** The log of a container: what its process wrote, across restarts. */
import { listNodes } from './belongings.ts';
import { dockerLines } from '../docker.ts';

/** The last lines of a node's log; none when it has no container. */
export async function lastLogLines(
  instanceId: string,
  nodeId: string,
  count: number,
): Promise<readonly string[]> {
  const container = (await listNodes(instanceId)).find((node) => node.nodeId === nodeId);
  if (container === undefined) return [];
  return (await dockerLines(['logs', '--tail', String(count), container.id])).slice(-count);
}
