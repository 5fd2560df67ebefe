/** The brokers of a topology, with every default resolved once. */
import { Construct } from 'constructs';
import { targets, type LabNode, type Listener, type TopicSpec } from '../kafka/node.ts';
import { portBases } from '../kafka/ports.ts';
import type { SecurityProtocol } from '../kafka/security/listener.ts';
import { securitySettings } from '../kafka/security/settings.ts';
import type { ClusterSecurity } from '../kafka/security/users.ts';
import {
  defaultSessionTimeoutMs,
  listenerNames,
  logSettings,
  replicationSettings,
  sessionSettings,
  electionSettings,
  smallMachineSettings,
  type LogSettings,
} from '../kafka/settings.ts';
import {
  defaultKafkaVersion,
  kafkaImage,
  type KafkaVersion,
  type MetadataMode,
} from '../kafka/versions/versions.ts';
import type { BrokerProps, ExtraListener, KafkaClusterProps, ResolvedCluster } from './cluster-props.ts';
import { clusterProblems, clusterWarnings } from './cluster-validation.ts';
import type { ControllerQuorum } from './controller-quorum.ts';
import { clusterRules } from './cluster-rules.ts';
import { brokerAt, onOwnPort } from './per-broker.ts';
import { extrasOfNode, joinedExtras } from './process-extras.ts';
import { checkedProps } from './props.ts';
import { resolvedSecurity } from './security-props.ts';
import { settingWarnings } from './setting-warnings.ts';
import { resolvedTopics } from './topics.ts';
import { Topology, type ClusterSource } from './topology.ts';
import { isPossibleCount } from './validation.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** The brokers, and the facts that hold for the whole cluster. */
export class KafkaCluster extends Construct implements ClusterSource, ResolvedCluster {
  readonly metadata: ControllerQuorum | ZooKeeperEnsemble;
  readonly mode: MetadataMode;
  readonly brokers: number;
  readonly kafkaVersion: KafkaVersion;
  readonly image: string;
  readonly idPrefix: string;
  readonly firstNumber: number;
  readonly perBroker: readonly BrokerProps[];
  readonly racks: readonly string[];
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  readonly sessionTimeoutMs: number;
  readonly log: LogSettings;
  readonly heapMb: number;
  readonly jvmOptions: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly extraListeners: readonly ExtraListener[];
  readonly topics: readonly TopicSpec[];
  readonly security: ClusterSecurity | undefined;
  readonly jmxPort: number | undefined;

  constructor(scope: Construct, id: string, given: KafkaClusterProps) {
    super(scope, id);
    // Topologies pass their options on, of which one is not the cluster's.
    const props = checkedProps(this, given, clusterRules, ['zookeepers']);
    this.metadata = props.metadata;
    this.mode = props.metadata instanceof ZooKeeperEnsemble ? 'zookeeper' : 'kraft';
    this.perBroker = props.perBroker ?? [];
    this.brokers = props.brokers ?? (this.perBroker.length > 0 ? this.perBroker.length : 3);
    this.kafkaVersion = props.kafkaVersion ?? defaultKafkaVersion[this.mode];
    this.image = props.image ?? kafkaImage(this.mode, this.kafkaVersion);
    this.idPrefix = props.idPrefix ?? 'broker-';
    this.firstNumber = props.firstNumber ?? 1;
    this.racks = props.racks ?? [];
    this.replicationFactor = props.replicationFactor ?? Math.min(3, this.brokers);
    this.minInSyncReplicas = props.minInSyncReplicas ?? Math.max(1, this.replicationFactor - 1);
    this.sessionTimeoutMs = props.sessionTimeoutMs ?? defaultSessionTimeoutMs[this.mode];
    this.log = props.log ?? {};
    this.heapMb = props.heapMb ?? 256;
    ({
      jvmOptions: this.jvmOptions,
      environment: this.environment,
      files: this.files,
    } = joinedExtras({}, props));
    this.settings = props.settings ?? {};
    this.extraListeners = props.extraListeners ?? [];
    this.topics = resolvedTopics(props.topics ?? [], {
      partitions: this.log.partitions ?? 1,
      replicationFactor: this.replicationFactor,
    });
    this.security = props.security && resolvedSecurity(props.security, this.mode);
    this.jmxPort = props.jmxPort;
    this.node.addValidation({
      validate: () => {
        for (const warning of [...clusterWarnings(this, props), ...settingWarnings(this)])
          Topology.of(this).addWarning(this, warning);
        return clusterProblems(this, props);
      },
    });
    Topology.of(this).setCluster(this);
  }

  /** Facts of the cluster that are no node's own. */
  get cluster(): ClusterSource['cluster'] {
    return {
      mode: this.mode,
      kafkaVersion: this.kafkaVersion,
      ...(this.metadata instanceof ZooKeeperEnsemble ? { targets } : this.metadata.facts),
      ...(this.security !== undefined && { security: withServices(this, this.security) }),
      ...(this.topics.length > 0 && { topics: this.topics }),
      replicationFactor: this.replicationFactor,
      minInSyncReplicas: this.minInSyncReplicas,
      sessionTimeoutMs: this.sessionTimeoutMs,
    };
  }

  /** Ids of brokers and controllers; none where one of the numbers of nodes is not possible. */
  get kafkaNodeIds(): readonly string[] {
    if (!isPossibleCount(this.brokers) || !isPossibleCount(this.metadata.votersFor(this.brokers))) return [];
    const brokers = Array.from({ length: this.brokers }, (_, index) => brokerAt(this, index).id);
    return this.metadata instanceof ZooKeeperEnsemble ? brokers : [...this.metadata.nodeIds(), ...brokers];
  }

  /** Metadata nodes first, then brokers; none where one of the numbers of nodes is not possible, which is a problem. */
  resolveNodes(): readonly LabNode[] {
    if (!isPossibleCount(this.brokers) || !isPossibleCount(this.metadata.votersFor(this.brokers))) return [];
    const brokers = Array.from({ length: this.brokers }, (_, index) => this.brokerNode(index));
    if (this.metadata instanceof ZooKeeperEnsemble) {
      return [
        ...this.metadata.ensembleNodes(this.kafkaVersion, this.sessionTimeoutMs, this.security?.zookeeper),
        ...brokers,
      ];
    }
    const shared = { ...this.sharedSettings(), ...this.securitySettings([listenerNames.controller]) };
    const protocol = this.protocolOf('controller');
    return [...this.metadata.isolatedNodes(this.kafkaVersion, shared, protocol), ...brokers];
  }

  private securitySettings(listeners: readonly string[]): Record<string, string> {
    const { mode, kafkaNodeIds: nodeIds } = this;
    const security = this.security && withServices(this, this.security);
    return security === undefined ? {} : securitySettings({ security, mode, nodeIds }, listeners);
  }

  private protocolOf(part: 'external' | 'internal' | 'controller'): SecurityProtocol {
    return this.security?.[part].protocol ?? 'PLAINTEXT';
  }

  /** Settings that brokers and controllers share: controllers need them to make topics and to judge sessions. */
  private sharedSettings(own: Readonly<Record<string, string>> = this.settings): Record<string, string> {
    return {
      ...replicationSettings(this, this.kafkaVersion),
      ...sessionSettings(this.mode, this.sessionTimeoutMs),
      ...logSettings(this.log),
      ...smallMachineSettings(),
      ...electionSettings(this.mode),
      ...own,
    };
  }

  private brokerNode(index: number): LabNode {
    const broker = brokerAt(this, index);
    const ordinal = index + 1;
    const quorum = this.metadata instanceof ZooKeeperEnsemble ? undefined : this.metadata;
    const votes = quorum?.mode === 'combined' && ordinal <= quorum.votersFor(this.brokers);
    const { internal, external, controller } = listenerNames;
    const everywhere = [internal, external, ...(quorum === undefined ? [] : [controller])];
    const listeners = [
      ...this.brokerListeners(index),
      ...(votes ? [quorum.listener(ordinal, this.protocolOf('controller'))] : []),
    ];
    return {
      id: broker.id,
      role: votes ? 'combined' : 'broker',
      number: broker.number,
      software: 'kafka',
      version: this.kafkaVersion,
      image: this.image,
      heapMb: broker.heapMb,
      ...extrasOfNode(broker),
      settings: {
        ...this.identitySettings(broker.number, votes),
        ...(broker.rack !== undefined && { 'broker.rack': broker.rack }),
        'inter.broker.listener.name': listenerNames.internal,
        ...this.sharedSettings(broker.settings),
        ...this.securitySettings(everywhere),
      },
      listeners: listeners.map((listener) => onOwnPort(listener, broker.ports)),
      ports: [],
      ...Topology.of(this).brokerAgents[0]?.agentFor(ordinal),
      volumes: [{ name: 'data' }],
      ...(broker.rack !== undefined && { rack: broker.rack }),
      dependsOn: [...this.metadata.nodeIds()],
      readinessPort: listenerNames.external,
      ...(this.jmxPort !== undefined && { jmxPort: this.jmxPort + index }),
    };
  }

  private identitySettings(number: number, votes: boolean): Record<string, string> {
    if (this.mode === 'zookeeper') return { 'broker.id': String(number) };
    return {
      'process.roles': votes ? 'broker,controller' : 'broker',
      'node.id': String(number),
      'controller.listener.names': listenerNames.controller,
    };
  }

  /** None leads containers to the loopback that nodes with the network of their host bind. */
  private dockerListener(port: number): readonly Listener[] {
    if (Topology.of(this).hostNetwork) return [];
    const protocol = this.protocolOf('external');
    // Elsewhere no container has a host to go through.
    return [{ name: listenerNames.docker, protocol, reach: 'docker-host', port, targets: ['compose'] }];
  }

  private brokerListeners(index: number): readonly Listener[] {
    const port = (base: number): number => base + index;
    return [
      {
        name: listenerNames.internal,
        protocol: this.protocolOf('internal'),
        reach: 'cluster',
        port: port(portBases.internal),
        targets,
      },
      {
        name: listenerNames.external,
        protocol: this.protocolOf('external'),
        reach: 'host',
        port: port(portBases.external),
        targets,
      },
      ...this.dockerListener(port(portBases.docker)),
      ...this.extraListeners.map((extra) => ({
        ...extra,
        port: port(extra.port),
        targets: extra.targets ?? targets,
      })),
    ];
  }
}

/** Services may be added after the cluster, so they are looked for when it is resolved. */
function withServices(cluster: KafkaCluster, security: ClusterSecurity): ClusterSecurity {
  const services = Topology.of(cluster).kafkaClients;
  return services.length === 0 ? security : { ...security, services };
}
