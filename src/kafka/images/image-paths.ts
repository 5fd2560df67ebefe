/** Where images keep what outlives a process, and which of their volumes the lab has no use for. */
import type { ClusterSoftware, LabNode, ResolvedTopology, Volume } from '../node.ts';
import { isOfKRaft } from '../node-metadata.ts';
import { keySetFile } from '../security/secret-files.ts';

/** Directories of volumes by software and volume name (the images' Dockerfiles: VOLUME). */
const volumePaths: Readonly<Record<ClusterSoftware, Readonly<Record<string, string>>>> = {
  kafka: { data: '/var/lib/kafka/data' },
  zookeeper: { data: '/var/lib/zookeeper/data', log: '/var/lib/zookeeper/log' },
};

/** Directory of a node's volume in its image. */
export function volumePath(node: LabNode, volume: Volume): string {
  const paths = node.service?.volumePaths ?? volumePaths[node.software as ClusterSoftware];
  const path = paths[volume.name];
  if (path === undefined)
    throw new Error(`${node.id}: the ${node.software} image has no volume ${volume.name}`);
  return path;
}

/** Directory that holds a node's data in its image; cp-zookeeper's is fixed, Kafka's is a setting. */
export function dataPath(node: LabNode): string {
  return volumePath(node, { name: 'data' });
}

/**
 * Directories that the images declare as volumes and the lab leaves empty.
 * Unless something is mounted there, every container gets an anonymous volume that nobody removes.
 */
export function unusedVolumePaths(node: LabNode, topology: ResolvedTopology): readonly string[] {
  if (node.service !== undefined) return node.service.scratchPaths ?? [];
  if (node.software === 'zookeeper') return ['/etc/zookeeper/secrets'];
  const unread = isOfKRaft(node) && topology.dynamicQuorum !== true ? [quorumFilesPath] : [];
  return ['/etc/kafka/secrets', ...unread];
}

/**
 * Directory whose `server.properties` the image begins with at each start (apache/kafka, docker/jvm/launch:
 * `--mounted-configs-dir`): where nodes find out where to look for a dynamic quorum.
 */
export const quorumFilesPath = '/mnt/shared/config';

/** Where a secured node finds the files with its secrets: in no folder that an image has, whose own files it would hide. */
export const secretsPath = '/run/klab/secrets';

/** Where a node finds the files that a person has given it. */
export const filesPath = '/opt/klab/files';

/** Where it finds the keys by which brokers know tokens. */
export const keySetUrl = `file://${secretsPath}/${keySetFile}`;
