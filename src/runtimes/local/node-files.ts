/** What a node finds on disk before its process starts: a formatted log directory, a ZooKeeper id. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, makeSecretFolder, writeWhole } from '../../files.ts';
import { isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { isOfKRaft, isPlainZooKeeperBroker, quorumMetadataFolder } from '../../kafka/node-metadata.ts';
import { writeFormattedStorage, type FormattedStorageOptions } from './storage-template.ts';

/** Prepares one node's data directory; data that is already there stays as it is. */
export async function prepareData(
  node: LabNode,
  topology: ResolvedTopology,
  dataDir: string,
  kraft: Omit<FormattedStorageOptions, 'nodeId' | 'isController'> | undefined,
): Promise<void> {
  // With SCRAM the metadata holds what passwords are compared with.
  await (topology.security === undefined ? makeFolder(dataDir) : makeSecretFolder(dataDir));
  if (node.software === 'zookeeper') {
    await writeWhole(join(dataDir, 'myid'), `${node.number}\n`);
  } else if (isOfKRaft(node)) {
    if (kraft === undefined) return;
    // To a dynamic quorum whoever comes later is a stranger at first, that asks for the metadata as a broker does.
    const begins = isController(node) && topology.dynamicQuorum !== true;
    await writeFormattedStorage(dataDir, { ...kraft, nodeId: node.number, isController: begins });
  } else if (isPlainZooKeeperBroker(node)) {
    // One of a quorum that is gone would contradict the next one's.
    await rm(join(dataDir, quorumMetadataFolder), { recursive: true, force: true });
  }
}
