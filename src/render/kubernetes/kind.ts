/** The kind cluster that fits a topology: port mappings in the control plane, one worker per rack. */
import type { ResolvedTopology } from '../../kafka/node.ts';
import { hostAddress } from './addressing.ts';
import { contextOf, ownNamespace, type KubernetesContext, type KubernetesOptions } from './context.ts';
import { zoneLabel } from './pod/placement.ts';

/** Configuration of a kind cluster (kind.x-k8s.io/v1alpha4), as far as the lab uses it. */
export interface KindCluster {
  readonly kind: 'Cluster';
  readonly apiVersion: 'kind.x-k8s.io/v1alpha4';
  readonly name: string;
  readonly nodes: readonly KindNode[];
}

/** One machine of a kind cluster: a container. */
export interface KindNode {
  readonly role: 'control-plane' | 'worker';
  readonly labels?: Readonly<Record<string, string>>;
  readonly extraPortMappings?: readonly KindPortMapping[];
}

/** A port of a machine as a port of the host. */
export interface KindPortMapping {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly listenAddress: string;
  readonly protocol: 'TCP';
}

/**
 * The kind cluster of a topology; it names no node image, so kind takes the one it was released with.
 * The control plane carries the port mappings and no rack: losing a zone then loses neither the API nor the addresses.
 * A topology without racks gets no worker: kind lets pods on a control plane that is alone, its faults are those of
 * single nodes, and every further machine costs a laptop about 250 MB and ten seconds.
 */
export function kindCluster(topology: ResolvedTopology, options: KubernetesOptions = {}): KindCluster {
  const context = contextOf(topology, options);
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: ownNamespace(topology, context.portOffset),
    nodes: [
      { role: 'control-plane', extraPortMappings: portMappings(context) },
      ...racksOf(topology).map((rack): KindNode => ({ role: 'worker', labels: { [zoneLabel]: rack } })),
    ],
  };
}

function portMappings({ nodePorts, portOffset }: KubernetesContext): readonly KindPortMapping[] {
  return [...nodePorts].map(([port, nodePort]) => ({
    containerPort: nodePort,
    hostPort: port + portOffset,
    listenAddress: hostAddress,
    protocol: 'TCP',
  }));
}

function racksOf(topology: ResolvedTopology): readonly string[] {
  return [...new Set(topology.nodes.flatMap((node) => node.rack ?? []))];
}
