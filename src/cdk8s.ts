/** The public surface for cdk8s apps, apart from the main one: who deploys with nothing of Kubernetes need not load cdk8s. */
export { TopologyChart, type TopologyChartProps } from './render/kubernetes/chart.ts';
export type { HostAccess } from './kafka/node.ts';
export type { KubernetesOptions } from './render/kubernetes/context.ts';
