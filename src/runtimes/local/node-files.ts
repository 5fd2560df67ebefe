/** What a node finds on disk before its process starts: a formatted log directory, a ZooKeeper id. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { writeFormattedStorage } from './storage-template.ts';

/** Prepares one node's data directory; data that is already there stays as it is. */
export async function prepareData(
  node: LabNode,
  topology: ResolvedTopology,
  dataDir: string,
  kraft: { readonly template: string; readonly clusterId: string } | undefined,
): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  if (node.software === 'zookeeper') {
    await writeFile(join(dataDir, 'myid'), `${node.number}\n`);
  } else if (topology.mode === 'kraft' && kraft !== undefined) {
    await writeFormattedStorage(dataDir, { ...kraft, nodeId: node.number });
  }
}
