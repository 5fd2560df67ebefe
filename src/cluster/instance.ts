/** What an instance is: a topology on a runtime, as it is stored and as every part of the lab hands it on. */
import type { Reach, ResolvedTopology, Target } from '../kafka/node.ts';
import { LabError } from '../errors.ts';
import type { KafkaVersion } from '../kafka/versions/versions.ts';
import type { ClientIdentity, ClientSecurity } from './access.ts';

/** What can run a topology, each of its own target; or what looks at a cluster that somebody else runs somewhere. */
export type RuntimeName = Target | 'attached';

/** The target of what a runtime runs. @throws LabError `not-supported` for a cluster of others, of which nothing is rendered */
export function targetOf({ runtime, id }: Pick<Instance, 'runtime' | 'id'>): Target {
  if (runtime !== 'attached') return runtime;
  throw new LabError('not-supported', `${id} is a cluster of others: klab has no files of it`);
}

/** Where an instance is, on a runtime that knows more than one place: that runtime's own data, which nobody else reads. */
export type Place = object;

/** How a place reads. */
export interface Whereabouts {
  /** Such as `namespace shop of context theirs`. */
  readonly words: string;
  /** Options with which a command finds what is there. */
  readonly options: readonly string[];
}

/** Topology + runtime + port offset: one running (or once running) lab cluster. Stored as instance.json. */
export interface Instance {
  readonly schemaVersion: 1;
  /** Unique on this machine, such as `multi-broker-local`. */
  readonly id: string;
  readonly runtime: RuntimeName;
  /** Added to every port of the topology. */
  readonly portOffset: number;
  /** Where this host reaches nodes, `host:port` by node id, where the topology does not tell. @default by its ports at 127.0.0.1 */
  readonly addresses?: Readonly<Record<string, string>>;
  /** The topology as it was brought up; later verbs never read the registry again. */
  readonly topology: ResolvedTopology;
  /** Settings that it was given while it ran, beside what its topology says by itself. @default none */
  readonly changed?: Readonly<Record<string, string>>;
  /** Number of brokers that it was given while it ran. @default as many as its topology says by itself */
  readonly resizedTo?: number;
  /** Whether its metadata was moved from ZooKeeper to KRaft while it ran. @default it is where its topology says */
  readonly migrated?: true;
  /** Whether its quorum, which had fixed voters, was made a dynamic one while it ran. @default it is what its topology says */
  readonly madeDynamic?: true;
  /** Numbers of the controllers that it was given while it ran. @default those that its topology says by itself */
  readonly controllers?: readonly number[];
  /** Kafka version that it was given while it ran. @default its topology's own */
  readonly upgradedTo?: KafkaVersion;
  /** Decided before the start with KRaft, read after the first start with ZooKeeper. */
  readonly clusterId?: string;
  /** Folder of the rendered files it was brought up from: of `dist/` where that is what runs, else its own. */
  readonly filesDir: string;
  /** Where it is; only on a runtime that knows more than one place. */
  readonly place?: Place;
  /** Brought up so that its nodes can be cut off, on a runtime where that must be prepared: local. @default false */
  readonly isolatable?: boolean;
  /** Somebody else deployed it, on a cluster of theirs: nothing of it is broken or removed unasked. Never stored. */
  readonly foreign?: boolean;
  /** Where that is, for messages. Never stored. @default its name is enough */
  readonly whereabouts?: Whereabouts;
  /**
   * What klab must say at listeners that are for these, or whoever else it comes as. Never stored: it leads to secrets.
   * @default whoever comes is let in
   */
  readonly clientSecurity?: (reach: Reach, as?: ClientIdentity) => ClientSecurity | undefined;
  /** What its `up` made can be told from what others make beside it, where the runtime can. @default by older labs: not */
  readonly signed?: boolean;
  /** The cluster that it goes into is being made by its `up`, or its `up` was killed while it was. @default false */
  readonly unfinished?: boolean;
  /** When `up` was asked for, ISO 8601 in UTC; empty where nobody knows. */
  readonly createdAt: string;
}
