/** Addresses of a topology whose nodes are pods: every node is reached by its id, through its headless service. */
import type { Addressing } from '../../kafka/addresses.ts';
import { dataPath, filesPath, secretsPath } from '../../kafka/images/image-paths.ts';
import type { LabNode, Listener } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';

/** Where port mappings and port-forwards listen on the host. */
export const hostAddress = '127.0.0.1';

/** How containers outside the cluster name their host. */
const dockerHostName = 'host.docker.internal';

/** Addressing of one rendering; only what the host sees moves with the port offset. */
export function kubernetesAddressing({ portOffset }: KubernetesContext): Addressing {
  return {
    target: 'kubernetes',
    bindHost: '',
    hostOf: (node) => node.id,
    clusterHostOf: (node) => node.id,
    advertised: (node, listener) => advertisedAddress(node, listener, portOffset),
    portOf: (port) => port,
    dataDirOf: kubernetesDataDir,
    filesDirOf: () => filesPath,
    secretsDir: secretsPath,
  };
}

function advertisedAddress(node: LabNode, listener: Listener, portOffset: number): string {
  if (listener.reach === 'host') return `${hostAddress}:${listener.port + portOffset}`;
  if (listener.reach === 'docker-host') return `${dockerHostName}:${listener.port + portOffset}`;
  return `${node.id}:${listener.port}`;
}

/**
 * Kafka takes every folder in its data directory for a partition and stops at one that is none; a volume's own root
 * may hold `lost+found`, so the data goes one level below. cp-zookeeper's directory is fixed and tolerates others.
 */
export function kubernetesDataDir(node: LabNode): string {
  return node.software === 'kafka' ? `${dataPath(node)}/kafka` : dataPath(node);
}
