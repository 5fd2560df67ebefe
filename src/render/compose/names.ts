/** Every name that a topology has in Docker, so that a runtime can find what a file made. */
import type { ResolvedTopology } from '../../kafka/node.ts';

/**
 * The three networks of a topology.
 * `cluster` carries what brokers say to each other, `quorum` what is said to controllers and ZooKeeper servers,
 * `clients` the published ports. A node taken off the first two is cut off from the others while clients on the host
 * still reach it; one taken off `quorum` hears from the other brokers and from no controller.
 */
export const networkNames = { cluster: 'cluster', quorum: 'quorum', clients: 'clients' } as const;

/** One of the networks of a topology. */
export type NetworkName = (typeof networkNames)[keyof typeof networkNames];

/** Which rendering of a topology this is; several run side by side when their offsets differ. */
export interface ComposeInstance {
  readonly topologyName: string;
  /** Added to every port published on the host. */
  readonly portOffset: number;
}

/** Compose's project name, first part of the name of every container, network and volume. */
export function projectName({ topologyName, portOffset }: ComposeInstance): string {
  return `klab-${topologyName}${offsetSuffix(portOffset)}`;
}

/** The lab's own id of what this file makes; the value of the label `klab.instance`. */
export function composeInstanceId({ topologyName, portOffset }: ComposeInstance): string {
  return `${topologyName}-compose${offsetSuffix(portOffset)}`;
}

/**
 * Name of a node that exists on the network `cluster` only.
 * The names of a service, its container and its host are aliases on every network it is on, so a node that was cut off
 * would still be found under those.
 * Whoever reconnects a node must give it this alias again.
 */
export function clusterAlias(nodeId: string): string {
  return `${nodeId}.${networkNames.cluster}`;
}

/** Name of a node that exists on the network `quorum` only; as with {@link clusterAlias}, a reconnect must give it again. */
export function quorumAlias(nodeId: string): string {
  return `${nodeId}.${networkNames.quorum}`;
}

/** Variable that names the folder with a secured topology's secrets: one in it for each node. */
export const secretsVariable = 'KLAB_SECRETS';

/** That folder as text that compose completes, since the file is the same for everybody. */
export const secretsFolder = `\${${secretsVariable}:-./secrets}`;

/** Variable that names the folder with where a dynamic quorum is looked for. */
export const quorumVariable = 'KLAB_QUORUM';

/** The folder beside the compose file that it is rendered to. */
export const quorumFolderName = 'quorum';

/** That folder as text that compose completes: an instance has one of its own, which follows its voters. */
export const quorumFolder = `\${${quorumVariable}:-./${quorumFolderName}}`;

/** Replaces `${NAME:-default}`, the one form of variable that the lab writes. */
export function completed(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => {
    const value = env[name];
    return value === undefined || value === '' ? otherwise : value;
  });
}

/** Name of the volume that a node keeps one of its directories in. */
export function volumeName(nodeId: string, volume: string): string {
  return `${nodeId}-${volume}`;
}

/** The instance that a topology is at an offset. */
export function composeInstance(topology: ResolvedTopology, portOffset: number): ComposeInstance {
  return { topologyName: topology.name, portOffset };
}

function offsetSuffix(portOffset: number): string {
  return portOffset === 0 ? '' : `-${portOffset}`;
}
