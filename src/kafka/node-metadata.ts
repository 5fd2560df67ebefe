/** Where one node of Kafka's keeps its metadata: while a cluster moves from ZooKeeper to KRaft, its nodes do not agree. */
import type { LabNode } from './node.ts';
import type { MetadataMode } from './versions/versions.ts';

/** Has a ZooKeeper broker know the quorum too, and a controller ZooKeeper (Kafka 3.9, ZooKeeper to KRaft Migration). */
export const migrationSetting = 'zookeeper.metadata.migration.enable';

/** Whether a node is a member of a KRaft cluster by its settings. */
export function isOfKRaft({ settings }: Pick<LabNode, 'settings'>): boolean {
  return settings['process.roles'] !== undefined;
}

/** The mode of one node by itself. */
export function modeOfNode(node: Pick<LabNode, 'settings'>): MetadataMode {
  return isOfKRaft(node) ? 'kraft' : 'zookeeper';
}

/** Whether a node is a broker that knows ZooKeeper alone. */
export function isPlainZooKeeperBroker(node: Pick<LabNode, 'settings' | 'software'>): boolean {
  return node.software === 'kafka' && !isOfKRaft(node) && !isMigrating(node);
}

/** Folder of the metadata log in a node's data: that of a quorum which is gone would contradict the next one's. */
export const quorumMetadataFolder = '__cluster_metadata-0';

/** Whether a node knows both, the quorum and ZooKeeper. */
export function isMigrating({ settings }: Pick<LabNode, 'settings'>): boolean {
  return settings[migrationSetting] === 'true';
}
