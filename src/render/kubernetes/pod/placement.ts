/** Where pods may run: racks are zones, and what shares a fate should not share a machine. */
import type { k8s } from 'cdk8s-plus-27';
import type { LabNode } from '../../../kafka/node.ts';
import type { KubernetesContext } from '../context.ts';
import { groupOf, groupSelector } from '../labels.ts';

/** Well-known label of a Kubernetes node's zone. */
export const zoneLabel = 'topology.kubernetes.io/zone';

/** Well-known label of a single Kubernetes node. */
const hostLabel = 'kubernetes.io/hostname';

/** What placement adds to a pod. */
export type Placement = Pick<k8s.PodSpec, 'affinity' | 'topologySpreadConstraints'>;

/**
 * A node with a rack runs in the zone of that name or not at all: `broker.rack` is fixed in its settings, and a pod
 * elsewhere would make Kafka believe in a failure domain that is none. Other nodes are spread over zones where the
 * cluster allows it, and all over machines: wished and not required, so that a laptop's single machine is enough.
 */
export function placementOf(context: KubernetesContext, node: LabNode): Placement {
  const keys = node.rack === undefined ? [zoneLabel, hostLabel] : [hostLabel];
  return {
    ...(node.rack !== undefined && { affinity: { nodeAffinity: requiredZone(node.rack) } }),
    topologySpreadConstraints: keys.map((topologyKey) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: groupSelector(context, groupOf(node)) },
    })),
  };
}

function requiredZone(zone: string): k8s.NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: zoneLabel, operator: 'In', values: [zone] }] }],
    },
  };
}
