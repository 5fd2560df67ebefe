/** What runtimes can do, as parts: the first every runtime has, the others are there or not. */
import type { Reach, ResolvedTopology } from '../kafka/node.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import type { FindOptions, LiveFiles, MarkedInstance, Remains } from './found.ts';
import type { Progress } from './lifecycle.ts';
import type { Instance } from './instance.ts';
import type { Isolation, NodeStatus, StatusOptions } from './node-status.ts';

/** What one listener says of the cluster: every broker as that listener advertises it. */
export interface ListenerAnswer {
  readonly clusterId: string;
  /** `host:port` by broker number. */
  readonly advertised: ReadonlyMap<number, string>;
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

/** Looks at a cluster, and touches nothing of it. */
export interface Observable {
  status(instance: Instance, options?: StatusOptions): Promise<readonly NodeStatus[]>;
  /** Asks one listener of one broker for the cluster, from where that listener is meant to be used. */
  probeListener(instance: Instance, nodeId: string, listenerName: string): Promise<ListenerAnswer>;
  /** Where clients that are not on the host reach the brokers. @default nowhere else */
  remoteAddresses?(instance: Instance): readonly RemoteAddresses[];
  /**
   * Why clients of such listeners do not get to them, as they are published now; undefined where they do, or nobody can
   * tell. @default they do
   */
  obstacleToReach?(instance: Instance, reach: Reach): Promise<string | undefined>;
  /** Host under which the instance's own nodes find a node as its clients. @default there are no names */
  clusterHostOf?(instance: Instance, nodeId: string): string;
  /**
   * Where the other nodes find a controller, by a port of its listener in the model.
   * @default on this host, where every port is moved by the offset
   */
  quorumAddressOf?(
    instance: Instance,
    nodeId: string,
    port: number,
  ): { readonly host: string; readonly port: number };
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
}

/** Does to one node what happens to processes. Each returns once it is done, not once the cluster has noticed. */
export interface Signals {
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
}

/** What signals meet in a place where something else has a hand in what runs. */
export interface SignalLimits {
  /** Why nodes cannot be paused, in words; undefined where they can. */
  obstacleToPause(instance: Instance): string | undefined;
  /** What starts a node again by itself once it has ended, as it reads before "starts it"; undefined where it stays down. */
  restarterOf(instance: Instance, nodeId: string): string | undefined;
}

/** Cuts nodes off. */
export interface NodeIsolation {
  /** Why nodes of this instance cannot be cut off like that; undefined when they can. */
  obstacleToIsolation(instance: Instance, from: Isolation): Promise<string | undefined>;
  /**
   * Cuts a node off, connections that are open included; what runs on it goes on.
   * @throws LabError `not-supported` where there is an obstacle, `node-state` for a node that is cut off already.
   */
  isolate(instance: Instance, nodeId: string, from: Isolation): Promise<void>;
  /** Lets a node that was cut off reach everything again. @throws LabError `node-state` for one that is not cut off. */
  heal(instance: Instance, nodeId: string): Promise<void>;
}

/** Racks that have machines of their own; without this part a rack is all of its nodes at once. */
export interface Racks {
  /** Takes a rack away at once: its machines, with all nodes on them. */
  killRack(instance: Instance, rack: string): Promise<void>;
  /** Brings a rack back, with its nodes. */
  startRack(instance: Instance, rack: string): Promise<void>;
}

/** Keeps a note of what klab makes in a cluster that outlives a klab that is killed, where others would wonder whose it is. */
export interface Traces {
  /**
   * Notes that something is about to be made whose name begins so.
   * @returns what strikes it out, once it is removed.
   */
  note(instance: Instance, prefix: string): Promise<() => Promise<void>>;
}

/** Reads what nodes have logged. */
export interface Logs {
  /** The node's last log lines. */
  logs(instance: Instance, nodeId: string, lines: number): Promise<readonly string[]>;
  /** The log of the node's last run, from its beginning, where the first error stands. */
  runLog(instance: Instance, nodeId: string): Promise<readonly string[]>;
}

/** What went with a machine's page cache. */
export interface UnflushedLoss {
  /** Logs that were looked at; each may have lost nothing. */
  readonly logs: number;
  readonly batches: number;
  readonly bytes: number;
}

/** Does to the disk of a node what the death of its machine may do. */
export interface NodeDisk {
  /**
   * Takes from a node that has ended what it had written and not flushed, of topics whose names begin so.
   * @throws LabError `node-state` of a node that runs
   */
  loseUnflushed(instance: Instance, nodeId: string, topicPrefix: string): Promise<UnflushedLoss>;
  /**
   * Takes from a node that has ended all that it had: it starts with storage that is formatted anew.
   * @throws LabError `node-state` of a node that runs
   */
  loseEverything(instance: Instance, nodeId: string): Promise<void>;
}

/** Hands secured nodes what they need. */
export interface Certificates {
  /**
   * The node's files of the instance's secrets folder are where the node reads them, new ones in place of old ones; what
   * runs has not read them yet.
   */
  replace(instance: Instance, nodeId: string): Promise<void>;
  /** Why nodes of an instance cannot be given others; undefined where they can. @default they can */
  obstacle?(instance: Instance): Promise<string | undefined>;
}

/**
 * Reads what the nodes were started with, and what was changed of it by hand.
 * @param files of others, by path, that are to be compared with that. @default those that a cluster of others was made from
 */
export type ReadLiveFiles = (instance: Instance, files?: ReadonlyMap<string, string>) => Promise<LiveFiles>;

/** Changes an instance that runs, node by node, as `up` of another topology asks for. */
export interface Change {
  /** Why a running instance cannot be changed into this topology; undefined when it can. */
  obstacleToChange(instance: Instance, topology: ResolvedTopology): string | undefined;
}

/** Gives nodes of an instance that runs another definition, whose files are there already. */
export interface Redefinition {
  /** Why Kafka would not start a node with these files, in its own words; undefined where it would, or nobody can tell. */
  refusal(
    instance: Instance,
    nodeId: string,
    files: readonly RenderedFile[],
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /**
   * Gets what nodes start with that have these files, such as their images, before anything is changed.
   * @throws RuntimeError `image-unavailable`
   * @default it is had when a node starts
   */
  obtain?(
    instance: Instance,
    files: readonly RenderedFile[],
    about: { readonly progress: Progress; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Starts a node that is stopped as its files have it now, on the data it had; one that was not there before, on none. */
  startAnew(instance: Instance, nodeId: string): Promise<void>;
  /**
   * Whatever describes nodes beside their files says what those say now; no node restarts of it.
   * @default nothing does
   */
  settle?(instance: Instance): Promise<void>;
  readonly resizing: Resizing;
  /**
   * Runs work with an address of this host that leads to where a controller, or a ZooKeeper server, is asked for what it
   * knows, which has none for it in its status.
   * @default all have one
   */
  throughNode?<T>(instance: Instance, nodeId: string, work: (address: string) => Promise<T>): Promise<T>;
}

/** Makes room for nodes of an instance that runs, and takes it back. */
export interface Resizing {
  /**
   * Asserts that nodes that are not there yet could start, with these files.
   * @param nodeIds none where nodes only go
   * @throws LabError such as `port-taken`
   */
  assertRoom(instance: Instance, nodeIds: readonly string[], files: readonly RenderedFile[]): Promise<void>;
  /** Removes all that a node had that is stopped for good: its data, its logs, its files. */
  discard(instance: Instance, nodeId: string): Promise<void>;
}
