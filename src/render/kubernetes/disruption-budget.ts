/** How many members of a group may be taken away on purpose at the same time: one. */
import { k8s } from 'cdk8s-plus-27';
import type { KubernetesContext } from './context.ts';
import { groupOf, groupSelector, topologyLabels } from './labels.ts';

/** Groups that lose data or availability when two of their members go, and the names of their budgets. */
const budgets = { broker: 'brokers', metadata: 'metadata' } as const;

/**
 * When a pod that is unready may go. A broker that still catches up leads some partitions and is in sync with others: it
 * goes only where the rest is whole, which is also where a broken one blocks nobody's drain. A member that is no part of
 * its quorum protects nothing.
 */
const unhealthyPods = { broker: 'IfHealthyBudget', metadata: 'AlwaysAllow' } as const;

/** One budget over all brokers, and one over a quorum of its own: a budget per StatefulSet would let all go at once. */
export function disruptionBudgetProps(
  context: KubernetesContext,
): readonly k8s.KubePodDisruptionBudgetProps[] {
  return (['broker', 'metadata'] as const)
    .map((group) => ({ group, members: context.topology.nodes.filter((node) => groupOf(node) === group) }))
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => budgetOver(context, group, members.length));
}

function budgetOver(
  context: KubernetesContext,
  group: keyof typeof budgets,
  members: number,
): k8s.KubePodDisruptionBudgetProps {
  return {
    metadata: {
      name: budgets[group],
      namespace: context.namespace,
      labels: topologyLabels(context),
    },
    spec: {
      // Not maxUnavailable: 1, which counts the members that are wanted now: one that is kept down on purpose (its
      // StatefulSet scaled to 0) would not count as missing, and the next eviction would be the second loss.
      minAvailable: k8s.IntOrString.fromNumber(members - 1),
      selector: { matchLabels: groupSelector(context, group) },
      unhealthyPodEvictionPolicy: unhealthyPods[group],
    },
  };
}
