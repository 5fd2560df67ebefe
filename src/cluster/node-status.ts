/** What a node does at the moment, in the words of every runtime. */

/**
 * From what an isolated node is cut off: from every other node and all clients; from every other node, while clients
 * still reach it; or only from the controllers (with ZooKeeper, from its servers).
 */
export const isolations = ['all', 'cluster', 'controllers'] as const;

/** From what an isolated node is cut off. */
export type Isolation = (typeof isolations)[number];

/** What a node does now. */
export type NodeState = 'running' | 'paused' | 'stopped';

/** One line of `klab status`. */
export interface NodeStatus {
  readonly id: string;
  readonly state: NodeState;
  /** Whether it has been told to end and is not gone yet; absent where a runtime cannot tell. @default false */
  readonly ending?: boolean;
  /** From what it is cut off; absent when from nothing. */
  readonly isolated?: Isolation;
  /** Where the host reaches the node, `host:port`; absent where it does not. */
  readonly address?: string;
  /** What the runtime calls the process, such as `pid 4711`. */
  readonly handle?: string;
  /** Tells one run of the node from every other; absent where there was none, or telling costs more and was not asked for. */
  readonly life?: string;
  /** What began this run of it unasked, such as `restart policy always`; absent where somebody did, or it was not asked for. */
  readonly startedBy?: string;
  /** How its last run ended, such as `exit code 1`; absent where nobody knows, or it was not asked for. */
  readonly ended?: string;
}

/** What is asked of the nodes beside their states. */
export interface StatusOptions {
  /** Whether each run of a node is to be told from the one before it, which takes some runtimes another question. @default false */
  readonly lives?: boolean;
}
