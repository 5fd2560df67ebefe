/** What a runtime finds of instances, whatever is stored of them. */
import type { LabError } from '../errors.ts';
import type { HostAccess, ResolvedTopology, Target } from '../kafka/node.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import type { Instance, Place } from './instance.ts';
import type { PlaceWishes } from './places.ts';

/** Where to look for what nothing is stored of. */
export interface FindOptions {
  /** The place alone to look in, on the runtime that has such. @default wherever one may look unasked */
  readonly where?: PlaceWishes;
  /**
   * Told why a place could not be looked into, where that is not to end the search: nobody knows then what is there.
   * @default it is an error
   */
  readonly onSilence?: (error: LabError) => void;
}

/** Something with the lab's mark, found without what the lab has stored: brought up by hand, or left by an accident. */
export interface MarkedInstance {
  /** Id of the instance by its mark. */
  readonly id: string;
  readonly topologyName: string;
  readonly portOffset: number;
  /** Whether it has nodes, in whatever state; otherwise only data or networks are left. */
  readonly hasNodes: boolean;
  /** Whether it has data. @default false where it has no nodes */
  readonly hasData?: boolean;
  /** Folder of the file it was brought up from, where that is known. */
  readonly filesDir?: string;
  /** The topology, where the mark tells more of it than its name. */
  readonly topology?: ResolvedTopology;
  readonly clusterId?: string;
  readonly place?: Place;
  /** Whether somebody else deployed it, on a cluster of theirs. @default false */
  readonly foreign?: boolean;
  /** Whether klab's own `up` made it, where that can be told. @default unknown */
  readonly madeByUp?: boolean;
  /** When its first part was made, ISO 8601 in UTC, where its place tells. */
  readonly createdAt?: string;
}

/** What of an instance is really there, whatever is stored of it. */
export interface Remains {
  /** How many of its nodes are there, in whatever state. */
  readonly nodes: number;
  /** What keeps its data, in words, such as `volume klab-multi-broker_broker-1-data`. */
  readonly data: readonly string[];
  /** The instance as its place shows it: it may have come to be under another name than it was stored with. */
  readonly instance: Instance;
}

/** What nodes run with now, whatever their files say. */
export interface LiveFiles {
  /** In the shape that the target's renderer writes, so that both are read in the same way. */
  readonly files: readonly RenderedFile[];
  /** What of it is out of order, such as a node that does not run. */
  readonly notes: readonly string[];
  /**
   * How the host reaches it by what was deployed, where that is one of several: node ports that lead nowhere on this
   * machine are node ports all the same.
   */
  readonly hostAccess?: HostAccess;
  /** Of a cluster of others alone, whose files no topology renders. @default its topology renders them */
  readonly madeFrom?: MadeFrom;
}

/** Files of others that a cluster is compared with, in the same shape as what runs of it. */
export interface MadeFrom {
  readonly target: Target;
  /** What they are, in a few words. */
  readonly label: string;
  readonly files: readonly RenderedFile[];
  /** What files call a node, by its id. */
  readonly names: Readonly<Record<string, string>>;
}
