/** What an instance is: a topology on a runtime, as it is stored and as every part of the lab hands it on. */
import type { ResolvedTopology, Target } from '../kafka/node.ts';

/** What can run a topology; each renders its own target. */
export type RuntimeName = Target;

/** Where an instance is, on a runtime that knows more than one place: that runtime's own data, which nobody else reads. */
export type Place = object;

/** Topology + runtime + port offset: one running (or once running) lab cluster. Stored as instance.json. */
export interface Instance {
  readonly schemaVersion: 1;
  /** Unique on this machine, such as `multi-broker-local`. */
  readonly id: string;
  readonly runtime: RuntimeName;
  /** Added to every port of the topology. */
  readonly portOffset: number;
  /** The topology as it was brought up; later verbs never read the registry again. */
  readonly topology: ResolvedTopology;
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
  /** Options with which a command finds it, where its name is not enough. Never stored. @default none */
  readonly findWith?: readonly string[];
  /** What its `up` made can be told from what others make beside it, where the runtime can. @default by older labs: not */
  readonly signed?: boolean;
  /** The cluster that it goes into is being made by its `up`, or its `up` was killed while it was. @default false */
  readonly unfinished?: boolean;
  /** When `up` was asked for, ISO 8601 in UTC; empty where nobody knows. */
  readonly createdAt: string;
}
