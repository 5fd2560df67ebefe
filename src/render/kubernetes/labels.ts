/** Labels of every object: Kubernetes' recommended ones for people and tools, and the lab's own to select by. */
import { isBroker, type LabNode } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';

/** Keys of the lab's own labels, the same that it uses on other targets. */
export const labelKeys = {
  /** Which instance of the lab an object belongs to, on everything. */
  instance: 'klab.instance',
  /** Name of the topology, on everything. */
  topology: 'klab.topology',
  /** Id of the node, on everything that belongs to one. */
  node: 'klab.node',
  /** `broker`, `metadata` or `service`: whose loss a node's own loss adds to; a combined node is a broker. */
  group: 'klab.group',
} as const;

/** A group of nodes that loses availability together. */
export type NodeGroup = 'broker' | 'metadata' | 'service';

/** Labels of objects that belong to no node. */
export function topologyLabels({ topology, portOffset }: KubernetesContext): Record<string, string> {
  return {
    'app.kubernetes.io/instance': topology.name,
    'app.kubernetes.io/part-of': 'kafka-topology-lab',
    'app.kubernetes.io/managed-by': 'klab',
    [labelKeys.instance]: `${topology.name}-kubernetes${portOffset === 0 ? '' : `-${portOffset}`}`,
    [labelKeys.topology]: topology.name,
  };
}

/** Labels of one node's objects. */
export function nodeLabels(context: KubernetesContext, node: LabNode): Record<string, string> {
  return {
    ...topologyLabels(context),
    'app.kubernetes.io/name': node.software,
    'app.kubernetes.io/component': node.role,
    'app.kubernetes.io/version': node.version,
    [labelKeys.node]: node.id,
    [labelKeys.group]: groupOf(node),
  };
}

/** Selects one node's pod; never changes, since a StatefulSet's selector cannot. */
export function nodeSelector({ topology }: KubernetesContext, node: LabNode): Record<string, string> {
  return { [labelKeys.topology]: topology.name, [labelKeys.node]: node.id };
}

/** Selects all pods of a group. */
export function groupSelector({ topology }: KubernetesContext, group: NodeGroup): Record<string, string> {
  return { [labelKeys.topology]: topology.name, [labelKeys.group]: group };
}

/** The group of a node. */
export function groupOf(node: LabNode): NodeGroup {
  if (node.role === 'service') return 'service';
  return isBroker(node) ? 'broker' : 'metadata';
}
