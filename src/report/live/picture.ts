/** A cluster at one moment, as the live view draws it: of a drill or of a watched cluster, which makes no difference to the drawing. */
import type { Line } from './line.ts';

/** A node. */
export interface LiveNode {
  readonly id: string;
  /** Kafka's number of the node, by which partitions name their brokers. */
  readonly number: number;
  readonly broker: boolean;
  /** Whether it is the active controller. */
  readonly controller: boolean;
  /** Whether clients get answers from it; of a node that is no broker, whether it runs. */
  readonly answers: boolean;
  /** What is wrong with it, in a word or two, such as `killed`. @default nothing */
  readonly trouble?: string;
}

/** How much goes through a partition. */
export interface LiveRate {
  /** Lately, in records per second. */
  readonly perSecond: number;
  /** Records in each of the last slices of time, the oldest first. */
  readonly recent: readonly number[];
}

/** A partition. */
export interface LivePartition {
  readonly name: string;
  /** Number of its leader; -1 when there is none. */
  readonly leader: number;
  readonly isr: readonly number[];
  /** Those that may lead though they are not in sync. @default none */
  readonly elr?: readonly number[];
  readonly replicas: readonly number[];
  /** Acknowledged writes. @default not measured */
  readonly writes?: LiveRate;
  /** Records read. @default not measured */
  readonly reads?: LiveRate;
  /** How long a record waits for its acknowledgement now, in milliseconds. @default not measured */
  readonly silentMs?: number;
  /** The longest time without an acknowledgement so far, in milliseconds. @default not measured */
  readonly longestMs?: number;
}

/** All that is drawn. */
export interface LivePicture {
  /** First line, on the left. */
  readonly title: string;
  /** First line, on the right. */
  readonly clock: string;
  /** What goes on, one line each. */
  readonly status: readonly Line[];
  readonly nodes: readonly LiveNode[];
  readonly partitions: readonly LivePartition[];
  /** Said in place of partitions where there are none. */
  readonly noPartitions: string;
  /** Below the partitions, one line each. */
  readonly footer: readonly Line[];
}

/** Columns and rows of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}
