/** Everything the manifests of one topology share, decided once: names, ports, the cluster id. */
import type { HostAccess, ResolvedTopology } from '../../kafka/node.ts';
import { kafkaUuidFrom } from '../../kafka/uuid.ts';
import { nodePortsOf } from './node-ports.ts';

/** What may differ between two renderings of one topology. */
export interface KubernetesOptions {
  /** Namespace of every object. @default `klab-<topology>`, with the port offset behind it where there is one */
  readonly namespace?: string;
  /** Added to every port on the host; ports inside the cluster stay. @default 0 */
  readonly portOffset?: number;
  /** How the host reaches brokers. @default 'node-port' */
  readonly hostAccess?: HostAccess;
  /** Id to format a KRaft cluster's storage with. @default derived from the namespace, so that manifests stay the same */
  readonly clusterId?: string;
  /**
   * Name of the Secret with the files of a node of a secured cluster, with `{node}` for the node's id. `klab secrets` makes
   * them, and so does `klab up`. @default '{node}-secrets'
   */
  readonly secretName?: string;
}

/** Name of the Secret with a node's files, where nothing else is said. */
export const ownSecretName = '{node}-secrets';

/** A topology with every option resolved. */
export interface KubernetesContext {
  readonly topology: ResolvedTopology;
  readonly namespace: string;
  readonly portOffset: number;
  readonly hostAccess: HostAccess;
  readonly clusterId: string;
  readonly secretName: string;
  /** Node port of every published port of the model. */
  readonly nodePorts: ReadonlyMap<number, number>;
}

/** Resolves the options of one rendering. */
export function contextOf(topology: ResolvedTopology, options: KubernetesOptions = {}): KubernetesContext {
  const portOffset = options.portOffset ?? 0;
  const namespace = options.namespace ?? ownNamespace(topology, portOffset);
  return {
    topology,
    namespace,
    portOffset,
    hostAccess: options.hostAccess ?? 'node-port',
    clusterId: options.clusterId ?? kafkaUuidFrom(`kubernetes ${namespace} ${topology.name}`),
    secretName: options.secretName ?? ownSecretName,
    nodePorts: nodePortsOf(topology),
  };
}

/** Name of the namespace, and of the kind cluster, that the lab makes for a topology. */
export function ownNamespace(topology: ResolvedTopology, portOffset = 0): string {
  return `klab-${topology.name}${portOffset === 0 ? '' : `-${portOffset}`}`;
}
