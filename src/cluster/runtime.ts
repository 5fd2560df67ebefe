/** The interface every runtime keeps. */
import type { HostAccess, Reach, ResolvedTopology, Target } from '../kafka/node.ts';
import type { ForwardOptions } from './forwards.ts';
import type { FindOptions, LiveFiles, MarkedInstance, Remains } from './found.ts';
import type { PlacedInstance, PlacePresence } from './place-presence.ts';
import type { StatusOptions } from './status-options.ts';
import type { Isolation, NodeStatus } from './node-status.ts';

export { isolations } from './node-status.ts';
export type { Isolation, NodeState, NodeStatus } from './node-status.ts';

/** What can run a topology; each renders its own target. */
export type RuntimeName = Target;

/** Where on Kubernetes an instance is. */
export interface KubernetesPlace {
  /** Context of kubectl's configuration. */
  readonly context: string;
  readonly namespace: string;
  readonly hostAccess: HostAccess;
  /** Name of the kind cluster behind the context; absent where the cluster is of another kind. */
  readonly kindCluster?: string;
  /** Whether the lab made that kind cluster, and so removes it with its last topology. */
  readonly madeByLab?: boolean;
  /** Whether the namespace was there before, and so stays when the instance goes. @default false */
  readonly namespaceStays?: boolean;
}

/** What the user asked for where an instance can be in more than one place. */
export interface PlaceRequest {
  readonly topology: ResolvedTopology;
  readonly portOffset: number;
  /** An existing context of kubectl's configuration. @default a kind cluster */
  readonly context?: string;
  /** A kind cluster, made where there is none of this name. @default one of the instance's own */
  readonly cluster?: string;
  /** A namespace of that context that is there. @default one of the instance's own, or the context's where none may be made */
  readonly namespace?: string;
  /** Image of the machines of a kind cluster that is made. @default `KLAB_KIND_NODE_IMAGE`, else kind's own */
  readonly nodeImage?: string;
}

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
  /** Where it is; only on the `kubernetes` runtime. */
  readonly kubernetes?: KubernetesPlace;
  /** Compose's project that it is in; only where that is not the one its file names, as where another file includes it. */
  readonly composeProject?: string;
  /** Brought up so that its nodes can be cut off, on a runtime where that must be prepared: local. @default false */
  readonly isolatable?: boolean;
  /** Somebody else deployed it, on a cluster of theirs: nothing of it is broken or removed unasked. Never stored. */
  readonly foreign?: boolean;
  /** What its `up` made can be told from what others make beside it, where the runtime can. @default by older labs: not */
  readonly signed?: boolean;
  /** The cluster that it goes into is being made by its `up`, or its `up` was killed while it was. @default false */
  readonly unfinished?: boolean;
  /** When `up` was asked for, ISO 8601 in UTC; empty where nobody knows. */
  readonly createdAt: string;
}

/** What one listener says of the cluster: every broker as that listener advertises it. */
export interface ListenerAnswer {
  readonly clusterId: string;
  /** `host:port` by broker number. */
  readonly advertised: ReadonlyMap<number, string>;
}

/** How `up` tells what it is doing. */
export interface Progress {
  /** A new step begins; the one before it is done. */
  step(text: string): void;
  /** More about the current step, replacing what was said before. */
  update(text: string): void;
  /** Something to keep on the screen. */
  note(text: string): void;
}

/** What `up` is asked for. */
export interface UpRequest {
  readonly instance: Instance;
  /** Whether something of it was there before, its data at the least. @default false */
  readonly isThere?: boolean;
  /** Image of the machines of a cluster that is made for the instance. @default the runtime's own */
  readonly nodeImage?: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How an instance is taken down. */
export interface DownOptions {
  /** Keep the nodes' data and the instance, so that a later `up` goes on with both. @default false */
  readonly keepData?: boolean;
  /** Told what is left, by a runtime where that may not be what was asked for. */
  readonly onLeft?: (left: LeftAfterDown) => void;
}

/** What is left after an instance was taken down. */
export interface LeftAfterDown {
  /** Whether data is there for a later `up`; asking to keep it does not make any. */
  readonly dataKept: boolean;
  /** What stays because it is not, or not only, the lab's: a sentence each. @default nothing */
  readonly stays?: readonly string[];
}

/** Addresses for clients that are not on the host, as they are advertised there. */
export interface RemoteAddresses {
  /** Where such a client is, in a word or two, such as `containers`. */
  readonly from: string;
  /** Of the listeners that are there for such clients. */
  readonly reach: Reach;
  /** `host:port` of each broker. */
  readonly addresses: readonly string[];
  /** Why nobody gets there now. @default clients do */
  readonly obstacle?: string;
}

/**
 * What runs a rendered topology and can break it.
 * Node methods return once the fault is done, not once the cluster has noticed: that is what drills measure.
 */
export interface Runtime {
  readonly name: RuntimeName;
  /**
   * Decides where a new instance will be, before anything is rendered, made or started.
   * @throws LabError when the place cannot be used. @default there is only this machine
   */
  place?(request: PlaceRequest): Promise<KubernetesPlace>;
  /**
   * Why a running instance cannot be changed into this topology by `up`; undefined when it can.
   * @default no instance can be changed
   */
  obstacleToChange?(instance: Instance, topology: ResolvedTopology): string | undefined;
  /**
   * What is there of an instance, asked under its lock before `up` decides anything; undefined where nothing is.
   * @default only what is stored is known
   */
  present?(
    instance: PlacedInstance,
    options: { readonly signal?: AbortSignal },
  ): Promise<PlacePresence | undefined>;
  /**
   * What is there in an instance's stead or beside its own that klab's `up` did not make, such as `StatefulSet broker-1`.
   * @default the runtime cannot tell
   */
  foreignParts?(instance: Instance): Promise<readonly string[]>;
  /** Id for the cluster of a new instance that no other has, where it can be chosen. @default the runtime's own affair */
  newClusterId?(instance: Instance): string | undefined;
  /** Makes the host's addresses lead to the brokers for as long as this process lives; twice is fine. @default they do */
  attach?(instance: Instance): Promise<void>;
  /**
   * Does what `attach` does until the signal fires, and tells what happens meanwhile.
   * @throws RuntimeError `no-instance` when the instance has gone. @default the host's addresses need nobody
   */
  forward?(instance: Instance, options: ForwardOptions): Promise<void>;
  /**
   * Starts every node and returns when the cluster is truly ready; what fails or is interrupted half-way is removed.
   * @returns the instance with its cluster id.
   * @throws RuntimeError with the first error in the log of the node that failed.
   */
  up(request: UpRequest): Promise<Instance>;
  /** Removes everything that carries this instance's mark, from any state; twice is fine. */
  down(instance: Instance, options?: DownOptions): Promise<void>;
  /**
   * Everything on this machine that carries the lab's mark. Without the tool that would have made it there is nothing.
   * @throws LabError where nobody answers, unless `onSilence` is there to be told. @default nothing
   */
  findMarked?(options?: FindOptions): Promise<readonly MarkedInstance[]>;
  /**
   * Asks the place itself what of an instance is there. What is stored may be of something that has gone since.
   * @throws LabError where the place does not answer: nobody can tell then. @default what is stored is there
   */
  remains?(instance: Instance): Promise<Remains>;
  /** Where clients that are not on the host reach the brokers. @default nowhere else */
  remoteAddresses?(instance: Instance): readonly RemoteAddresses[];
  /**
   * Why clients of such listeners do not get to them, as they are published now; undefined where they do, or nobody can
   * tell. @default they do
   */
  obstacleToReach?(instance: Instance, reach: Reach): Promise<string | undefined>;
  /** Host under which the instance's own nodes find a node as its clients. @default there are no names */
  clusterHostOf?(instance: Instance, nodeId: string): string;
  status(instance: Instance, options?: StatusOptions): Promise<readonly NodeStatus[]>;
  /** Ends the node at once, as a crash would (SIGKILL). */
  kill(instance: Instance, nodeId: string): Promise<void>;
  /** Ends the node in order (SIGTERM) and waits until it is gone. */
  stop(instance: Instance, nodeId: string): Promise<void>;
  /** Starts a node that was killed or stopped, on the data it had. */
  start(instance: Instance, nodeId: string): Promise<void>;
  /** Freezes the node's process (SIGSTOP): it keeps its connections and answers nothing. */
  pause(instance: Instance, nodeId: string): Promise<void>;
  /** Lets a paused node run again (SIGCONT). */
  resume(instance: Instance, nodeId: string): Promise<void>;
  /** Takes every machine of a rack away at once, with all nodes on it. @default a rack has no machines of its own */
  killRack?(instance: Instance, rack: string): Promise<void>;
  /** Brings the machines of a rack back, with their nodes. */
  startRack?(instance: Instance, rack: string): Promise<void>;
  /** Why nodes of this instance cannot be cut off like that; undefined when they can. @default they cannot */
  obstacleToIsolation?(instance: Instance, from: Isolation): Promise<string | undefined>;
  /**
   * Cuts a node off, connections that are open included; what runs on it goes on.
   * @throws LabError `not-supported` where there is an obstacle, `node-state` for a node that is cut off already.
   */
  isolate?(instance: Instance, nodeId: string, from: Isolation): Promise<void>;
  /** Lets a node that was cut off reach everything again. @throws LabError `node-state` for one that is not cut off. */
  heal?(instance: Instance, nodeId: string): Promise<void>;
  /** What the nodes were started with, and what was changed of it by hand. @default nobody can tell */
  liveFiles?(instance: Instance): Promise<LiveFiles>;
  /** The node's last log lines. */
  logs(instance: Instance, nodeId: string, lines: number): Promise<readonly string[]>;
  /** The log of the node's last run, from its beginning, where the first error stands. */
  runLog(instance: Instance, nodeId: string): Promise<readonly string[]>;
  /** Asks one listener of one broker for the cluster, from where that listener is meant to be used. */
  probeListener(instance: Instance, nodeId: string, listenerName: string): Promise<ListenerAnswer>;
}
