/** Where one node of Kafka's keeps its metadata: while a cluster moves from ZooKeeper to KRaft, its nodes do not agree. */
import type { LabNode } from './node.ts';

/** Has a ZooKeeper broker know the quorum too, and a controller ZooKeeper (Kafka 3.9, ZooKeeper to KRaft Migration). */
export const migrationSetting = 'zookeeper.metadata.migration.enable';

/** Whether a node is a member of a KRaft cluster by its settings. */
export function isOfKRaft({ settings }: Pick<LabNode, 'settings'>): boolean {
  return settings['process.roles'] !== undefined;
}

/** Whether a node knows both, the quorum and ZooKeeper. */
export function isMigrating({ settings }: Pick<LabNode, 'settings'>): boolean {
  return settings[migrationSetting] === 'true';
}
