/** The root of a construct tree: one lab cluster, its validation and its resolution to neutral nodes. */
import { Construct } from 'constructs';
import { LabError, TopologyValidationError, type TopologyProblem } from '../errors.ts';
import type { LabNode, ResolvedTopology } from '../kafka/node.ts';
import type { KafkaVersion } from '../kafka/versions.ts';

/** What a person may change of a ready-made topology from the command line. */
export interface TopologyOptions {
  /** Number of brokers. @default the topology's own */
  readonly brokers?: number;
  /** Number of ZooKeeper servers; only for topologies that have them. @default the topology's own */
  readonly zookeepers?: number;
  /** Kafka version. @default the newest that the topology's metadata mode has */
  readonly kafkaVersion?: KafkaVersion;
}

/** Props of {@link Topology}. */
export interface TopologyProps {
  /** One line for `klab list`. */
  readonly summary: string;
}

/** A construct that adds nodes to its topology. */
export interface NodeSource {
  /** This construct's nodes, in the order of their ids. */
  resolveNodes(): readonly LabNode[];
}

/** The construct that decides the cluster-wide facts of a resolved topology. */
export interface ClusterSource extends NodeSource {
  /** Facts of the cluster that are no node's own. */
  readonly cluster: Omit<ResolvedTopology, 'name' | 'summary' | 'nodes' | 'warnings'>;
}

/**
 * One lab cluster, described by the constructs inside it.
 * It is a tree root of its own: renderers read what it resolves to, so it needs no cdk8s app around it.
 */
export class Topology extends Construct {
  readonly name: string;
  readonly summary: string;
  private readonly sources: NodeSource[] = [];
  private readonly warnings = new Set<string>();
  private clusterSource: ClusterSource | undefined;

  constructor(name: string, props: TopologyProps) {
    // An empty scope makes a root (constructs, RootConstruct); its id leads every path in messages.
    super(undefined as unknown as Construct, '');
    this.name = name;
    this.summary = props.summary;
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
    this.clusterSource ??= source;
  }

  /** Called by constructs for settings that work but are rarely wanted. */
  addWarning(construct: Construct, message: string): void {
    this.warnings.add(`${this.pathOf(construct)}: ${message}`);
  }

  /** Every problem of the whole tree, in the order of its constructs. */
  problems(): readonly TopologyProblem[] {
    const problems = this.node
      .findAll()
      .flatMap((construct) =>
        construct.node.validate().map((message) => ({ path: this.pathOf(construct), message })),
      );
    if (this.clusterSource === undefined) {
      problems.push({ path: this.name, message: 'has no KafkaCluster; add one' });
    }
    return problems;
  }

  /**
   * Validates the tree and resolves it to plain data.
   * @throws TopologyValidationError with every problem of the tree.
   */
  resolve(): ResolvedTopology {
    const problems = this.problems();
    if (problems.length > 0 || this.clusterSource === undefined) throw new TopologyValidationError(problems);
    return {
      name: this.name,
      summary: this.summary,
      ...this.clusterSource.cluster,
      nodes: this.sources.flatMap((source) => source.resolveNodes()),
      warnings: [...this.warnings],
    };
  }
}
