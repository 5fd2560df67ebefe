/** The namespace of a topology, which lets only pods in that ask for nothing special. */
import type { k8s } from 'cdk8s-plus-27';
import type { KubernetesContext } from './context.ts';
import { topologyLabels } from './labels.ts';

/** A namespace that enforces the restricted Pod Security level, and says so where something else tries. */
export function namespaceProps(context: KubernetesContext): k8s.KubeNamespaceProps {
  const level = 'restricted';
  return {
    metadata: {
      name: context.namespace,
      labels: {
        ...topologyLabels(context),
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/warn': level,
        'pod-security.kubernetes.io/audit': level,
      },
    },
  };
}
