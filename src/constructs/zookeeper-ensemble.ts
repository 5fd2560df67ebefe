/** A ZooKeeper ensemble that keeps the metadata of a Kafka 3.9 cluster. */
import { Construct } from 'constructs';
import { zooKeeperPortNames } from '../kafka/addresses.ts';
import type { LabNode } from '../kafka/node.ts';
import { portBases } from '../kafka/ports.ts';
import type { ListenerSecurity } from '../kafka/security/listener.ts';
import { zooKeeperServerSettings } from '../kafka/security/settings.ts';
import { zooKeeperSettings } from '../kafka/settings.ts';
import { zooKeeperImage, type KafkaVersion } from '../kafka/versions/versions.ts';
import { serverSecurityProblems } from './security-problems.ts';
import { Topology } from './topology.ts';
import { countProblems, rackAt, rackProblems } from './validation.ts';
import {
  extrasOfNode,
  extrasProblems,
  extrasRules,
  joinedExtras,
  type ProcessExtras,
} from './process-extras.ts';
import { aNumber, aText, aWord, heapMb, listOf, texts } from './prop-rules.ts';
import { checkedProps, type Rules } from './props.ts';

/** Props of {@link ZooKeeperEnsemble}. */
export interface ZooKeeperEnsembleProps extends ProcessExtras {
  /** Number of servers; an odd number, since an even one survives no more losses. @default 3 */
  readonly servers?: number;
  /** What comes before the number in a server's id. @default 'zookeeper-' */
  readonly idPrefix?: string;
  /** Racks of the servers, given out in turn; for placement only. @default none */
  readonly racks?: readonly string[];
  /** Largest Java heap, in MiB. @default 128 */
  readonly heapMb?: number;
  /** Image of the servers. @default upstream's for Kafka 3.9 */
  readonly image?: string;
  /** Any setting of zoo.cfg; replaces the lab's own. @default none */
  readonly settings?: Readonly<Record<string, string>>;
}

const rules: Rules<ZooKeeperEnsembleProps> = {
  servers: aNumber,
  idPrefix: aText,
  racks: listOf(aText, "'name'"),
  heapMb,
  ...extrasRules,
  image: aWord,
  settings: texts,
};

/** The ZooKeeper servers of a cluster. */
export class ZooKeeperEnsemble extends Construct {
  readonly servers: number;
  readonly idPrefix: string;
  readonly racks: readonly string[];
  readonly heapMb: number;
  private readonly extras: ProcessExtras;
  readonly image: string;
  readonly settings: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, given: ZooKeeperEnsembleProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.servers = props.servers ?? 3;
    this.idPrefix = props.idPrefix ?? 'zookeeper-';
    this.racks = props.racks ?? [];
    this.heapMb = props.heapMb ?? 128;
    this.extras = joinedExtras({}, props);
    this.image = props.image ?? zooKeeperImage;
    this.settings = props.settings ?? {};
    this.node.addValidation({ validate: () => this.validateProps() });
  }

  /** How many servers vote: all of them, however many brokers there are. */
  votersFor(_brokers: number): number {
    return this.servers;
  }

  /** Ids of the servers. */
  nodeIds(): readonly string[] {
    return Array.from({ length: this.servers }, (_, index) => `${this.idPrefix}${index + 1}`);
  }

  /** The servers as nodes; the cluster's session timeout decides their tick. */
  ensembleNodes(
    version: KafkaVersion,
    sessionTimeoutMs: number,
    security: ListenerSecurity | undefined,
  ): readonly LabNode[] {
    return this.nodeIds().map((id, index) => {
      const rack = rackAt(this.racks, index);
      return {
        id,
        role: 'zookeeper',
        number: index + 1,
        software: 'zookeeper',
        version,
        image: this.image,
        heapMb: this.heapMb,
        ...extrasOfNode(this.extras),
        settings: {
          ...zooKeeperSettings(sessionTimeoutMs),
          ...this.settings,
          ...zooKeeperServerSettings(security),
        },
        listeners: [],
        ports: [
          { name: zooKeeperPortNames.client, port: portBases.zooKeeperClient + index, published: true },
          { name: zooKeeperPortNames.peer, port: portBases.zooKeeperPeer + index, published: false },
          { name: zooKeeperPortNames.election, port: portBases.zooKeeperElection + index, published: false },
        ],
        volumes: [{ name: 'data' }, { name: 'log' }],
        ...(rack !== undefined && { rack }),
        dependsOn: [],
        readinessPort: zooKeeperPortNames.client,
      };
    });
  }

  private validateProps(): string[] {
    const problems = countProblems('servers', this.servers);
    if (problems.length === 0 && this.servers % 2 === 0) {
      Topology.of(this).addWarning(
        this,
        `servers ${this.servers} is even: it survives no more losses than ${this.servers - 1}; use an odd number`,
      );
    }
    return [
      ...problems,
      ...extrasProblems(this.extras),
      ...rackProblems(this.racks, this.servers, 'server'),
      ...serverSecurityProblems(this.settings),
    ];
  }
}
