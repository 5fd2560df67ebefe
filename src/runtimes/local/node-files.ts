/** What a node finds on disk before its process starts: a formatted log directory, a ZooKeeper id. */
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../../files.ts';
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { writeFormattedStorage, type FormattedStorageOptions } from './storage-template.ts';

/** Prepares one node's data directory; data that is already there stays as it is. */
export async function prepareData(
  node: LabNode,
  topology: ResolvedTopology,
  dataDir: string,
  kraft: Omit<FormattedStorageOptions, 'nodeId'> | undefined,
): Promise<void> {
  await makeFolder(dataDir);
  if (node.software === 'zookeeper') {
    await writeWhole(join(dataDir, 'myid'), `${node.number}\n`);
  } else if (topology.mode === 'kraft' && kraft !== undefined) {
    await writeFormattedStorage(dataDir, { ...kraft, nodeId: node.number });
  }
}
