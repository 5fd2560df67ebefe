/** A KRaft controller quorum: nodes of its own, or the first brokers of the cluster. */
import { Construct } from 'constructs';
import { firstControllerNumber, portBases } from '../kafka/ports.ts';
import { targets, type LabNode, type Listener, type ResolvedTopology } from '../kafka/node.ts';
import type { SecurityProtocol } from '../kafka/security/listener.ts';
import { listenerNames } from '../kafka/settings.ts';
import { kafkaImage, type KafkaVersion } from '../kafka/versions/versions.ts';
import { Topology } from './topology.ts';
import { countProblems, rackAt, rackProblems } from './validation.ts';
import {
  extrasOfNode,
  extrasProblems,
  extrasRules,
  joinedExtras,
  type ProcessExtras,
} from './process-extras.ts';
import { aNodeNumber, aNumber, aText, aWord, heapMb, listOf, oneOf, yesOrNo } from './prop-rules.ts';
import { checkedProps, type Rules } from './props.ts';

/** Props of {@link ControllerQuorum}; what the processes are given is for isolated controllers. */
export interface ControllerQuorumProps extends ProcessExtras {
  /**
   * `combined`: the first brokers also vote; `isolated`: controllers are nodes of their own.
   * @default 'combined'
   */
  readonly mode?: 'combined' | 'isolated';
  /**
   * How many nodes vote; an odd number, since an even one survives no more losses.
   * @default 3; combined with fewer than three brokers, 1
   */
  readonly voters?: number;
  /**
   * Whether voters come and go while the cluster runs (KIP-853), by `klab change`: they are kept in the metadata itself, and no
   * node has a list of them. Who is changed are isolated controllers. @default false
   */
  readonly dynamic?: boolean;
  /** What comes before the number in an isolated controller's id. @default 'controller-' */
  readonly idPrefix?: string;
  /** Number of the first isolated controller, among the brokers' numbers. @default 101 */
  readonly firstNumber?: number;
  /** Racks of isolated controllers, given out in turn; combined voters have their broker's. @default none */
  readonly racks?: readonly string[];
  /** Largest Java heap of an isolated controller, in MiB. @default 128 */
  readonly heapMb?: number;
  /** Image of isolated controllers. @default upstream's for the cluster's Kafka version */
  readonly image?: string;
}

const rules: Rules<ControllerQuorumProps> = {
  mode: oneOf(['combined', 'isolated']),
  voters: aNumber,
  dynamic: yesOrNo,
  idPrefix: aText,
  firstNumber: aNodeNumber,
  ...extrasRules,
  racks: listOf(aText, "'name'"),
  heapMb,
  image: aWord,
};

/** The nodes that keep a KRaft cluster's metadata. */
export class ControllerQuorum extends Construct {
  readonly mode: 'combined' | 'isolated';
  readonly dynamic: boolean;
  readonly idPrefix: string;
  readonly firstNumber: number;
  private readonly extras: ProcessExtras;
  readonly racks: readonly string[];
  readonly heapMb: number;
  private readonly requestedVoters: number | undefined;
  /** Image of isolated controllers. @default upstream's for the cluster's Kafka version */
  readonly image: string | undefined;

  constructor(scope: Construct, id: string, given: ControllerQuorumProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.mode = props.mode ?? 'combined';
    this.dynamic = props.dynamic ?? false;
    this.idPrefix = props.idPrefix ?? 'controller-';
    this.firstNumber = props.firstNumber ?? firstControllerNumber;
    this.extras = joinedExtras({}, props);
    this.racks = props.racks ?? [];
    this.heapMb = props.heapMb ?? 128;
    this.requestedVoters = props.voters;
    this.image = props.image;
    this.node.addValidation({ validate: () => this.validateProps() });
  }

  /** How many nodes vote, in a cluster of so many brokers. */
  votersFor(brokers: number): number {
    if (this.requestedVoters !== undefined) return this.requestedVoters;
    return this.mode === 'isolated' || brokers >= 3 ? 3 : 1;
  }

  /** What a cluster with this quorum can be rendered to, and whether its voters change. */
  get facts(): Pick<ResolvedTopology, 'targets' | 'dynamicQuorum'> {
    return this.dynamic ? { targets, dynamicQuorum: true } : { targets };
  }

  /** The quorum listener of the n-th voter, counted from 1. */
  listener(ordinal: number, protocol: SecurityProtocol): Listener {
    return {
      name: listenerNames.controller,
      protocol,
      reach: 'quorum',
      port: portBases.controller + ordinal - 1,
      targets,
    };
  }

  /** Ids of isolated controllers; empty when brokers vote. */
  nodeIds(): readonly string[] {
    return this.isolatedNumbers().map((number) => `${this.idPrefix}${number}`);
  }

  /** The isolated controllers as nodes, with the settings that the cluster shares among all its Kafka nodes. */
  isolatedNodes(
    version: KafkaVersion,
    clusterSettings: Readonly<Record<string, string>>,
    protocol: SecurityProtocol,
  ): readonly LabNode[] {
    return this.isolatedNumbers().map((number, index) => {
      const rack = rackAt(this.racks, index);
      return {
        id: `${this.idPrefix}${number}`,
        role: 'controller',
        number,
        software: 'kafka',
        version,
        image: this.image ?? kafkaImage('kraft', version),
        heapMb: this.heapMb,
        ...extrasOfNode(this.extras),
        settings: {
          'process.roles': 'controller',
          'node.id': String(number),
          'controller.listener.names': listenerNames.controller,
          ...clusterSettings,
        },
        listeners: [this.listener(index + 1, protocol)],
        ports: [],
        volumes: [{ name: 'data' }],
        ...(rack !== undefined && { rack }),
        dependsOn: [],
        readinessPort: listenerNames.controller,
      };
    });
  }

  private isolatedNumbers(): readonly number[] {
    if (this.mode === 'combined') return [];
    return Array.from({ length: this.votersFor(0) }, (_, index) => this.firstNumber + index);
  }

  private validateProps(): string[] {
    const voters = this.requestedVoters ?? 3;
    const problems = countProblems('voters', voters);
    if (this.mode === 'combined' && this.racks.length > 0) {
      problems.push(
        "racks is set on a combined quorum, whose voters have their broker's rack; set racks on the KafkaCluster",
      );
    }
    const given = Object.keys(extrasOfNode(this.extras));
    if (this.mode === 'combined' && given.length > 0) {
      problems.push(
        `${given.join(', ')} on a combined quorum, whose voters are brokers, would be for nobody; set it on the KafkaCluster`,
      );
    }
    if (problems.length === 0 && voters % 2 === 0) {
      Topology.of(this).addWarning(
        this,
        `voters ${voters} is even: it survives no more losses than ${voters - 1}; use an odd number`,
      );
    }
    return [...problems, ...extrasProblems(this.extras), ...rackProblems(this.racks, voters, 'voter')];
  }
}
