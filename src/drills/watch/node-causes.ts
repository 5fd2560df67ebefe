/** Why a node ended, from what its log says since it was last known to be well. */
import { causeInLog, linesSince } from '../../client/nodes/ending-in-log.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { WatchedNode } from './watched-node.ts';

/** So many lines at the end of a log are read: one that was started again has written down all of its settings since. */
const logLines = 3_000;
/** A log that does not come soon is done without, in milliseconds. */
const logTimeoutMs = 5_000;

type Logs = Pick<RunningCluster, 'logs'>;

/** The cause in the node's log, else what its runtime says of the end. */
export async function causeOf(
  cluster: Logs,
  { node, anchor }: WatchedNode,
  ended: string | undefined,
): Promise<string> {
  const lines = await logOf(cluster, node.id, logLines);
  const how = ended === undefined ? '' : ` (${ended})`;
  return causeInLog(linesSince(lines, anchor)) ?? `its log tells no cause${how}`;
}

/** Remembers where the log of a node ends that is well. */
export async function noteLog(cluster: Logs, watched: WatchedNode): Promise<void> {
  const lines = await logOf(cluster, watched.node.id, 1);
  watched.anchor = lines.at(-1) ?? watched.anchor;
}

async function logOf(cluster: Logs, nodeId: string, count: number): Promise<readonly string[]> {
  const late = new Promise<readonly string[]>((resolve) => {
    setTimeout(resolve, logTimeoutMs, []).unref();
  });
  return Promise.race([cluster.logs(nodeId, count).catch(() => []), late]);
}
