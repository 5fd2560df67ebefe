/** The log of a container: what its process wrote, across restarts. */
import { listNodes } from './containers/belongings.ts';
import { docker, dockerLines } from '../docker/docker.ts';

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

/** The log of a node's last run, from its beginning; none when it has no container. */
export async function runLog(instanceId: string, nodeId: string): Promise<readonly string[]> {
  const container = (await listNodes(instanceId)).find((node) => node.nodeId === nodeId);
  if (container === undefined) return [];
  const startedAt = (await docker(['inspect', '--format', '{{.State.StartedAt}}', container.id])).trim();
  return await dockerLines(['logs', '--since', startedAt, container.id]);
}
