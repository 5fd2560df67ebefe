/** The manifests of a topology as a cdk8s chart, for the lab's own files and for anybody's cdk8s app. */
import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct, IConstruct } from 'constructs';
import type { Topology } from '../../constructs/topology.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { checkedTopology } from './chart-problems.ts';
import { contextOf, type KubernetesContext, type KubernetesOptions } from './context.ts';
import { disruptionBudgetProps } from './disruption-budget.ts';
import { namespaceProps } from './namespace.ts';
import { headlessServiceProps, hostServiceProps } from './services.ts';
import { quorumConfigMaps } from './pod/quorum.ts';
import { filesConfigMapProps } from './pod/service-files.ts';
import { statefulSetManifest } from './stateful-set.ts';
import { topologyConfigMapProps } from './topology-config-map.ts';

/** Props of {@link TopologyChart}. */
export interface TopologyChartProps extends KubernetesOptions {
  /** The cluster to deploy; constructs are validated and resolved first. */
  readonly topology: Topology | ResolvedTopology;
  /** Whether the chart makes its namespace. @default only where no `namespace` is named: a named one is somebody's own */
  readonly createNamespace?: boolean;
}

/**
 * One topology as a cdk8s chart. Every name is literal, in the chart and between its objects, so it can stand beside
 * other charts in one app, and two topologies can share an app in namespaces of their own.
 */
export class TopologyChart extends Chart {
  readonly topology: ResolvedTopology;
  /** Namespace of every object. */
  readonly namespaceName: string;

  /** @throws TopologyValidationError with every problem of the topology and of the chart. */
  constructor(scope: Construct, id: string, props: TopologyChartProps) {
    super(scope, id, { disableResourceNameHashes: true });
    // A program without types may leave them out.
    const { topology, createNamespace = props?.namespace === undefined, ...options } = props ?? {};
    const holderOf = (namespace: string): string | undefined => this.otherIn(namespace)?.node.path;
    this.topology = checkedTopology({ path: this.node.path, topology, createNamespace, options, holderOf });
    const context = contextOf(this.topology, options);
    this.namespaceName = context.namespace;
    // In this order in the file: kubectl applies from top to bottom, and nothing can be in a namespace before it is there.
    if (createNamespace) new k8s.KubeNamespace(this, 'namespace', namespaceProps(context));
    new k8s.KubeConfigMap(this, 'topology', topologyConfigMapProps(context));
    for (const budget of disruptionBudgetProps(context)) {
      new k8s.KubePodDisruptionBudget(this, `budget-${budget.metadata?.name}`, budget);
    }
    for (const map of quorumConfigMaps(context))
      new k8s.KubeConfigMap(this, `map-${map.metadata?.name}`, map);
    this.addNodes(context);
  }

  /** Any chart is an instance of any class of charts (cdk8s, Chart[Symbol.hasInstance]); this one has no namespace yet. */
  private otherIn(namespace: string): IConstruct | undefined {
    return this.node.root.node
      .findAll()
      .find((construct) => 'namespaceName' in construct && construct.namespaceName === namespace);
  }

  private addNodes(context: KubernetesContext): void {
    for (const node of context.topology.nodes) {
      new k8s.KubeService(this, `${node.id}-name`, headlessServiceProps(context, node));
      const files = filesConfigMapProps(context, node);
      if (files !== undefined) new k8s.KubeConfigMap(this, `${node.id}-files`, files);
      const host = hostServiceProps(context, node);
      if (host !== undefined) new k8s.KubeService(this, `${node.id}-host`, host);
      new ApiObject(this, node.id, statefulSetManifest(context, node));
    }
  }
}
