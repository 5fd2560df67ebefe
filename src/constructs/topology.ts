/** The root of a construct tree: one lab cluster, its validation and its resolution to neutral nodes. */
import { Construct } from 'constructs';
import { LabError, TopologyValidationError, type TopologyProblem } from '../errors.ts';
import type { LabNode, ResolvedTopology } from '../kafka/node.ts';
import type { ServiceUser } from '../kafka/security/users.ts';
import type { KafkaVersion } from '../kafka/versions/versions.ts';
import { aText, aWord, yesOrNo } from './prop-rules.ts';
import { checkedProps, type Rules } from './props.ts';
import type { SecurityProps } from './security-props.ts';
import { nameProblem, nodeProblems, type OwnedNode } from './node-validation.ts';

/** What a person may change of a ready-made topology from the command line. */
export interface TopologyOptions {
  /** Number of brokers. @default the topology's own */
  readonly brokers?: number;
  /** Number of ZooKeeper servers; only for topologies that have them. @default the topology's own */
  readonly zookeepers?: number;
  /** Kafka version. @default the newest that the topology's metadata mode has */
  readonly kafkaVersion?: KafkaVersion;
  /** How long a silent broker keeps its leaders, in milliseconds. @default the topology's own */
  readonly sessionTimeoutMs?: number;
  /** TLS, users and their rights. @default the topology's own */
  readonly security?: SecurityProps;
}

/** Props of {@link Topology}. */
export interface TopologyProps {
  /** One line for `klab list`. */
  readonly summary: string;
  /**
   * Environment variable that names the host's address, for those who run the compose file by hand on a host that
   * clients do not know as 127.0.0.1. @default none: always 127.0.0.1
   */
  readonly hostVariable?: string;
  /**
   * Whether containers have the network of their host (compose's `network_mode: host`) and bind its ports themselves: no node
   * can be cut off then. It runs on Docker and as local processes, which have no other network. @default false
   */
  readonly hostNetwork?: boolean;
}

const rules: Rules<TopologyProps> = { summary: aText, hostVariable: aWord, hostNetwork: yesOrNo };

/** A construct that adds nodes to its topology. */
export interface NodeSource extends Construct {
  /** This construct's nodes, in the order of their ids; none where its props give no possible number of them. */
  resolveNodes(): readonly LabNode[];
}

/** The construct that gives brokers an agent. */
export interface BrokerAgentSource extends Construct {
  /** What the n-th broker gets, counted from 1. */
  agentFor(ordinal: number): Pick<LabNode, 'ports' | 'javaAgent'>;
}

/** The construct that decides the cluster-wide facts of a resolved topology. */
export interface ClusterSource extends NodeSource {
  /** Facts of the cluster that are no node's own. */
  readonly cluster: Omit<
    ResolvedTopology,
    'name' | 'summary' | 'hostVariable' | 'hostNetwork' | 'nodes' | 'warnings'
  >;
}

/**
 * One lab cluster, described by the constructs inside it.
 * It is a tree root of its own: renderers read what it resolves to, so it needs no cdk8s app around it.
 */
export class Topology extends Construct {
  readonly name: string;
  readonly summary: string;
  readonly hostVariable: string | undefined;
  readonly hostNetwork: boolean;
  private readonly sources: NodeSource[] = [];
  private readonly warnings = new Set<string>();
  private readonly clusterSources: ClusterSource[] = [];
  private readonly agentSources: BrokerAgentSource[] = [];
  private readonly clients: ServiceUser[] = [];

  constructor(name: string, props: TopologyProps) {
    // An empty scope makes a root (constructs, RootConstruct); its id leads every path in messages.
    super(undefined as unknown as Construct, '');
    this.name = name;
    const checked: Partial<TopologyProps> = checkedProps(this, props, rules);
    this.summary = checked.summary ?? '';
    this.hostVariable = checked.hostVariable;
    this.hostNetwork = checked.hostNetwork ?? false;
  }

  /** The topology that a construct belongs to. @throws LabError when there is none above it. */
  static of(construct: Construct): Topology {
    const root = construct.node.root;
    if (root instanceof Topology) return root;
    throw new LabError('invalid-topology', `${construct.node.path}: is in no Topology; create it inside one`);
  }

  /** Path of a construct as messages show it, such as `multi-broker/kafka`. */
  pathOf(construct: Construct): string {
    return construct.node.path === '' ? this.name : `${this.name}/${construct.node.path}`;
  }

  /** Called by constructs that have nodes. */
  addNodes(source: NodeSource): void {
    this.sources.push(source);
  }

  /** Called by the Kafka cluster; a topology has exactly one. */
  setCluster(source: ClusterSource): void {
    this.addNodes(source);
    this.clusterSources.push(source);
  }

  /** The Kafka cluster; undefined where none was added. */
  get kafka(): ClusterSource | undefined {
    return this.clusterSources[0];
  }

  /** Called by a construct that gives brokers an agent; a JVM of the lab's has at most one. */
  setBrokerAgent(source: BrokerAgentSource): void {
    this.agentSources.push(source);
  }

  /** Every construct that gives brokers an agent; more than one is a problem. */
  get brokerAgents(): readonly BrokerAgentSource[] {
    return this.agentSources;
  }

  /** Called by a construct whose node goes to brokers, and so must be somebody where the cluster is secured. */
  addKafkaClient(client: ServiceUser): void {
    this.clients.push(client);
  }

  /** Every side service that goes to brokers. */
  get kafkaClients(): readonly ServiceUser[] {
    return this.clients;
  }

  /** Nodes of the Kafka cluster, without side services. */
  clusterNodes(): readonly LabNode[] {
    return this.clusterSources.flatMap((source) => source.resolveNodes());
  }

  /** Called by constructs for settings that work but are rarely wanted. */
  addWarning(construct: Construct, message: string): void {
    this.warnings.add(`${this.pathOf(construct)}: ${message}`);
  }

  /**
   * Every problem of the whole tree: of each construct, then of their nodes together.
   * A topology may have problems of its own, such as options that contradict it: `topology.node.addValidation`.
   */
  problems(): readonly TopologyProblem[] {
    const own = nameProblem('topology name', this.name).map((message) => ({ path: this.name, message }));
    const problems = this.node
      .findAll()
      .flatMap((construct) =>
        construct.node.validate().map((message) => ({ path: this.pathOf(construct), message })),
      );
    return [...own, ...this.clusterCountProblems(), ...problems, ...this.nodeProblems()];
  }

  /**
   * Validates the tree and resolves it to plain data.
   * @throws TopologyValidationError with every problem of the tree.
   */
  resolve(): ResolvedTopology {
    const problems = this.problems();
    const [source] = this.clusterSources;
    if (problems.length > 0 || source === undefined) throw new TopologyValidationError(problems);
    const nodes = this.sources.flatMap((one) => one.resolveNodes());
    const needsContainers = nodes.some(
      ({ role, javaAgent, files = {} }) =>
        role === 'service' ||
        javaAgent !== undefined ||
        Object.keys(files).some((name) => name.startsWith('/')),
    );
    return {
      name: this.name,
      summary: this.summary,
      ...source.cluster,
      // Side services are images; agents, and files that have a path of their own, are mounted: no process of a host has these.
      // The restricted level, to which the lab's pods keep, forbids a machine's network (Kubernetes documentation, Pod Security Standards).
      targets: source.cluster.targets.filter((target) =>
        target === 'local' ? !needsContainers : target !== 'kubernetes' || !this.hostNetwork,
      ),
      ...(this.hostVariable !== undefined && { hostVariable: this.hostVariable }),
      ...(this.hostNetwork && { hostNetwork: true as const }),
      nodes,
      warnings: [...this.warnings],
    };
  }

  private nodeProblems(): TopologyProblem[] {
    // Clusters in one topology would meet in every number and port, which only repeats that they are too many.
    return this.clusterSources.length > 1 ? [] : nodeProblems(this.ownedNodes(), this.hostNetwork);
  }

  private ownedNodes(): OwnedNode[] {
    return this.sources.flatMap((source) =>
      source.resolveNodes().map((node) => ({ node, path: this.pathOf(source) })),
    );
  }

  private clusterCountProblems(): TopologyProblem[] {
    const clusters = this.clusterSources;
    if (clusters.length === 1) return [];
    if (clusters.length === 0) return [{ path: this.name, message: 'has no KafkaCluster; add one' }];
    const paths = clusters.map((cluster) => this.pathOf(cluster)).join(', ');
    return [
      {
        path: this.name,
        message: `has ${clusters.length} Kafka clusters (${paths}); make a topology of each`,
      },
    ];
  }
}
