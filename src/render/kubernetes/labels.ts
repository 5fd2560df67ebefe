/** Labels of every object: Kubernetes' recommended ones for people and tools, and the lab's own to select by; and names of some. */
import { componentLabel, managedBy, managedByLabel, marks } from '../../kafka/marks.ts';
import { isBroker, type LabNode } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';

/** A group of nodes that loses availability together. */
export type NodeGroup = 'broker' | 'metadata' | 'service';

/** Labels of objects that belong to no node. */
export function topologyLabels({ topology, portOffset }: KubernetesContext): Record<string, string> {
  return {
    'app.kubernetes.io/instance': topology.name,
    'app.kubernetes.io/part-of': 'kafka-topology-lab',
    [managedByLabel]: managedBy,
    [marks.instance]: `${topology.name}-kubernetes${portOffset === 0 ? '' : `-${portOffset}`}`,
    [marks.topology]: topology.name,
  };
}

/** Labels of one node's objects. */
export function nodeLabels(context: KubernetesContext, node: LabNode): Record<string, string> {
  return {
    ...topologyLabels(context),
    'app.kubernetes.io/name': node.software,
    [componentLabel]: node.role,
    'app.kubernetes.io/version': node.version,
    [marks.node]: node.id,
    [marks.group]: groupOf(node),
  };
}

/** Selects one node's pod; never changes, since a StatefulSet's selector cannot. */
export function nodeSelector({ topology }: KubernetesContext, node: LabNode): Record<string, string> {
  return { [marks.topology]: topology.name, [marks.node]: node.id };
}

/** Selects all pods of a group. */
export function groupSelector({ topology }: KubernetesContext, group: NodeGroup): Record<string, string> {
  return { [marks.topology]: topology.name, [marks.group]: group };
}

/** The group of a node. */
export function groupOf(node: LabNode): NodeGroup {
  if (node.role === 'service') return 'service';
  return isBroker(node) ? 'broker' : 'metadata';
}

/** Name of the service through which the host reaches a node. */
export function hostServiceName({ id }: LabNode): string {
  return `${id}-host`;
}
