/** What a topology is to be, as plain data: from it the code is written, and the topology made that the code is proved by. */
import type { BrokerProps, KafkaClusterProps } from '../constructs/cluster-props.ts';
import type { ControllerQuorumProps } from '../constructs/controller-quorum.ts';
import type { ServiceOfYourOwnProps } from '../constructs/services/service.ts';
import { Service } from '../constructs/services/service.ts';
import { ControllerQuorum } from '../constructs/controller-quorum.ts';
import { KafkaCluster } from '../constructs/kafka-cluster.ts';
import { Topology, type TopologyProps } from '../constructs/topology.ts';
import { ZooKeeperEnsemble, type ZooKeeperEnsembleProps } from '../constructs/zookeeper-ensemble.ts';

/** Props of the cluster, without the metadata, which is another construct. */
export type ImportedCluster = Omit<KafkaClusterProps, 'metadata' | 'perBroker' | 'brokers'> & {
  readonly perBroker: readonly BrokerProps[];
};

/** A topology that was understood from a file. */
export interface ImportPlan {
  readonly name: string;
  readonly summary: string;
  /** Whether all that the file makes has the network of the host. */
  readonly hostNetwork: boolean;
  readonly metadata:
    | { readonly kind: 'ControllerQuorum'; readonly props: ControllerQuorumProps }
    | { readonly kind: 'ZooKeeperEnsemble'; readonly props: ZooKeeperEnsembleProps };
  readonly cluster: ImportedCluster;
  readonly services: readonly { readonly id: string; readonly props: ServiceOfYourOwnProps }[];
}

/** Ids of constructs, which are part of what a topology is called in errors, and those where a service has them. */
const ids = {
  ControllerQuorum: ['controllers', 'controller-quorum'],
  ZooKeeperEnsemble: ['zookeeper', 'zookeeper-ensemble'],
  KafkaCluster: ['kafka', 'kafka-cluster'],
} as const;

/** The id of a construct beside the services of a plan, whose ids are their nodes'. */
export function constructId(kind: keyof typeof ids, { services }: Pick<ImportPlan, 'services'>): string {
  const [usual, otherwise] = ids[kind];
  return services.some(({ id }) => id === usual) ? otherwise : usual;
}

/** Props of the topology itself. */
export function topologyProps({ summary, hostNetwork }: ImportPlan): TopologyProps {
  return { summary, ...(hostNetwork && { hostNetwork }) };
}

/** The topology, made by the same constructs as the code that is written. */
export function made(plan: ImportPlan): Topology {
  const { name, metadata, cluster, services } = plan;
  const topology = new Topology(name, topologyProps(plan));
  const keeper =
    metadata.kind === 'ControllerQuorum'
      ? new ControllerQuorum(topology, constructId('ControllerQuorum', plan), metadata.props)
      : new ZooKeeperEnsemble(topology, constructId('ZooKeeperEnsemble', plan), metadata.props);
  void new KafkaCluster(topology, constructId('KafkaCluster', plan), { metadata: keeper, ...cluster });
  for (const { id, props } of services) void new Service(topology, id, props);
  return topology;
}
