/** Somebody who pauses a node in the middle of what a test looks at. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

/** Freezes a node and lets it go on after a while. */
export async function pauseFor(cluster: RunningCluster, nodeId: string, durationMs: number): Promise<void> {
  await cluster.pause(nodeId);
  await delay(durationMs);
  await cluster.resume(nodeId);
}
