/** What a fault is: what it needs of a cluster, how it is done to a node, what clients meet then, and how it is told of. */
import type { Part } from '../../cluster/runtime.ts';
import type { Isolation } from '../../cluster/node-status.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';

/** How a fault is told of, before the name of a node or after it. */
export interface FaultWords {
  /** `kill` broker-1. */
  readonly does: string;
  /** As the mark on a node: broker-1 `killed`. */
  readonly short: string;
  /** As a sentence goes on: broker-1 is `cut off from the controllers`. @default as short */
  readonly done?: string;
  /** Where nothing else tells how far it goes. @default as done */
  readonly inFull?: string;
  /** `start` broker-1. */
  readonly undoes: string;
}

/** What a fault is told of the drill that it belongs to. */
export interface FaultContext {
  /** What the names of all the drill's topics begin with. */
  readonly topic: string;
  /** Writes down what came of it, in words. */
  readonly say: (text: string) => void;
}

/**
 * One kind of fault. How a node is brought back is decided by the state that it is found in (client/nodes/bring-back.ts), since a
 * fault that failed may have left another one than it meant to; only what is taken away as one must come back as one.
 */
export interface Fault {
  readonly words: FaultWords;
  /** Whether clients get no answer from the node while it lasts: one that answers all the same was not hit. */
  readonly silences: boolean;
  /** From what it cuts a node off that runs on: such a node tells what it knew, which is no evidence. @default from nothing */
  readonly cutsOff?: Isolation;
  /** What it needs of the runtime: without that part it is refused before anything is made. */
  readonly needs: Part;
  /** Why this cluster cannot have it, in words; undefined where it can. @default every one with that part can */
  obstacle?(
    this: void,
    cluster: Pick<RunningCluster, 'obstacleToIsolation' | 'obstacleToPause'>,
  ): Promise<string | undefined>;
  /** Does it to a node. @throws RuntimeError */
  act(this: void, cluster: RunningCluster, nodeId: string, drill: FaultContext): Promise<void>;
  /** How a whole rack is hit as one. @default its nodes are hit one by one, all at once */
  readonly rack?: RackFault;
}

/** A fault of everything that stands in one rack. */
export interface RackFault {
  act(this: void, cluster: RunningCluster, rack: string): Promise<void>;
  undo(this: void, cluster: RunningCluster, rack: string): Promise<void>;
}
