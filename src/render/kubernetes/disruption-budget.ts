/** How many members of a group may be taken away on purpose at the same time: one. */
import { k8s } from 'cdk8s-plus-27';
import type { KubernetesContext } from './context.ts';
import { groupOf, groupSelector, topologyLabels } from './labels.ts';

/** Groups that lose data or availability when two of their members go, and the names of their budgets. */
const budgets = { broker: 'brokers', metadata: 'metadata' } as const;

/** One budget over all brokers, and one over a quorum of its own: a budget per StatefulSet would let all go at once. */
export function disruptionBudgetProps(
  context: KubernetesContext,
): readonly k8s.KubePodDisruptionBudgetProps[] {
  return (['broker', 'metadata'] as const)
    .filter((group) => context.topology.nodes.some((node) => groupOf(node) === group))
    .map((group) => budgetOver(context, group));
}

function budgetOver(
  context: KubernetesContext,
  group: keyof typeof budgets,
): k8s.KubePodDisruptionBudgetProps {
  return {
    metadata: {
      name: budgets[group],
      namespace: context.namespace,
      labels: topologyLabels(context),
    },
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: groupSelector(context, group) },
      // A pod that is unready anyway protects nothing: without this a broken broker could block a node's drain for ever.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}
