/** What a Kafka cluster is given, and what its rules look at: with every default resolved. */
import type { IConstruct } from 'constructs';
import type { Listener, TopicSpec } from '../kafka/node.ts';
import type { LogSettings } from '../kafka/settings.ts';
import type { KafkaVersion, MetadataMode } from '../kafka/versions/versions.ts';
import type { ClusterSecurity } from '../kafka/security/users.ts';
import type { ControllerQuorum } from './controller-quorum.ts';
import type { ProcessExtras } from './process-extras.ts';
import type { SecurityProps } from './security-props.ts';
import type { TopicProps } from './topics.ts';
import type { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** A listener that a topology adds to every broker; broker n binds `port + n - 1`. */
export interface ExtraListener extends Omit<Listener, 'targets'> {
  /** Targets on which the listener exists. @default all */
  readonly targets?: Listener['targets'];
}

/** One broker's own; what is left out is as the cluster has it. */
export interface BrokerProps extends ProcessExtras {
  /** Id of the node. @default the cluster's `idPrefix` and its number */
  readonly id?: string;
  /** Kafka's `node.id` or `broker.id`. @default its place, counted from the cluster's `firstNumber` */
  readonly number?: number;
  /** Ports by the names of listeners, such as `{ EXTERNAL: 9192 }`. @default its place in each listener's family of ports */
  readonly ports?: Readonly<Record<string, number>>;
  /** Settings over those of the cluster. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Largest Java heap, in MiB. @default the cluster's */
  readonly heapMb?: number;
  /** @default the cluster's racks in turn */
  readonly rack?: string;
}

/** Props of a Kafka cluster. */
export interface KafkaClusterProps extends ProcessExtras {
  /** Where metadata is kept: a quorum makes a KRaft cluster, an ensemble one with ZooKeeper. */
  readonly metadata: ControllerQuorum | ZooKeeperEnsemble;
  /** Number of brokers. @default as many as `perBroker` describes, else 3 */
  readonly brokers?: number;
  /** Kafka version. @default the newest that the metadata mode has */
  readonly kafkaVersion?: KafkaVersion;
  /** Image of the brokers. @default upstream's for mode and version */
  readonly image?: string;
  /** What comes before the number in a broker's id. @default 'broker-' */
  readonly idPrefix?: string;
  /** Number of the first broker; each has one more than the one before. @default 1 */
  readonly firstNumber?: number;
  /** What single brokers have of their own, in their order; those beyond the list have nothing. @default none */
  readonly perBroker?: readonly BrokerProps[];
  /** Racks of the brokers, given out in turn. @default none */
  readonly racks?: readonly string[];
  /** Copies of a partition. @default 3, or as many as there are brokers */
  readonly replicationFactor?: number;
  /** Copies that must have a record before acks=all is answered. @default one less than the copies, at least 1 */
  readonly minInSyncReplicas?: number;
  /** How long a silent broker keeps its leaders, in milliseconds. @default Kafka's: 9000 with KRaft, 18000 with ZooKeeper */
  readonly sessionTimeoutMs?: number;
  /** Retention, segments, partitions. @default Kafka's */
  readonly log?: LogSettings;
  /** Largest Java heap of a broker, in MiB. @default 256 */
  readonly heapMb?: number;
  /** Any broker setting by its upstream name that no prop decides; replaces the lab's own. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Listeners besides INTERNAL, EXTERNAL and DOCKER. @default none */
  readonly extraListeners?: readonly ExtraListener[];
  /** Topics that `up` makes once brokers are ready. @default none */
  readonly topics?: readonly TopicProps[];
  /** TLS, users and their rights. @default none: whoever reaches the cluster may do everything */
  readonly security?: SecurityProps;
  /** First port of the brokers' JVMs for remote management; broker n gets `jmxPort + n - 1`. @default none */
  readonly jmxPort?: number;
}

/** The same once every default is resolved; a port for remote management has none. */
export interface ResolvedCluster
  extends Required<Omit<KafkaClusterProps, 'jmxPort' | 'security' | 'topics'>>, Pick<IConstruct, 'node'> {
  readonly mode: MetadataMode;
  readonly topics: readonly TopicSpec[];
  readonly security: ClusterSecurity | undefined;
  /** Ids of brokers and controllers. */
  readonly kafkaNodeIds: readonly string[];
}
