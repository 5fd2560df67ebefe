/** A whole drill as plain data, to be judged: what happened, what was read back, and what could not be done. */
import type { RuntimeName } from '../../cluster/instance.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { Expectation } from '../plan/expectation.ts';
import type { Limit } from '../plan/limits.ts';
import type { History, ReadBackRecord } from './history.ts';

/** One record of a transaction, as a reader of committed records sees it. */
export interface ReadBackTransaction {
  /** Number of the transaction; -1 for what the writer did not write. */
  readonly transaction: number;
  readonly partition: number;
  readonly offset: number;
}

/** All of them, or why they could not be read. */
export type TransactionsReadBack = readonly ReadBackTransaction[] | { readonly problem: string };

/** A client program that was measured: what is known of it besides its events. */
export interface RecordedSubject {
  /** As its events name it. */
  readonly name: string;
  /** The client and its version, in words: `kafkajs 2.2.4`. */
  readonly client: string;
  readonly topic: string;
  readonly groupId: string;
  /** Its topic after the drill, or why it could not be read. */
  readonly readBack: readonly SubjectRecord[] | { readonly problem: string };
}

/** A record of a subject's topic; a long value is cut. */
export type SubjectRecord = readonly [partition: number, offset: number, value: string];

/** Everything a verdict is made of. */
export interface VerdictInput {
  /** Tells which brokers there are, and how long a silent one is waited for. */
  readonly topology: ResolvedTopology;
  readonly history: History;
  /** The whole topic after the drill, or why it could not be read. */
  readonly readBack: readonly ReadBackRecord[] | { readonly problem: string };
  readonly expectation: Expectation;
  /** The transactional writer's topic after the drill, as readers of committed records see it. @default there was none */
  readonly transactionsReadBack?: TransactionsReadBack;
  /** Client programs that were measured beside the probers. @default there were none */
  readonly subjects?: readonly RecordedSubject[];
  /** What the brokers' metrics said during the drill, in order of time. @default no Prometheus was asked, or it did not answer */
  readonly underReplicated?: readonly UnderReplicatedSample[];
  /** What the drill waited for in vain, in words. @default nothing */
  readonly notReached?: readonly string[];
  /** What became of the side services that served when the drill began. @default the topology has none */
  readonly services?: readonly ServiceAfter[];
  /** What of the cluster could not be brought back, in words. @default nothing: it is healed */
  readonly left?: string;
  /** What the clients beside the probers could not do, or gave up on, in words. @default nothing */
  readonly clientProblems?: readonly string[];
  /** What the recording lacks, in words: nothing is proved by what is left of it. @default nothing, it is whole */
  readonly holes?: readonly string[];
  /** Whether a person ended the drill before its time. @default false */
  readonly interrupted?: boolean;
  /** What whoever started the drill asks for besides. @default nothing */
  readonly limits?: readonly Limit[];
}

/** A whole drill as plain data: written to a file, a verdict and a report can be made of it again later. */
export interface DrillRecording extends VerdictInput {
  /** Name of the plan, such as `kill-leader`. */
  readonly drill: string;
  /** Id of the instance. */
  readonly instance: string;
  readonly runtime: RuntimeName;
  /** Version of the lab that recorded it. */
  readonly klabVersion: string;
}

/** What the brokers' metrics said at one time. */
export interface UnderReplicatedSample {
  /** On the recording's clock, in milliseconds. */
  readonly atMs: number;
  /**
   * Each broker's number with the partitions of all topics that it leads and that lack a copy in sync; a broker that
   * was not scraped is left out.
   */
  readonly brokers: readonly (readonly [broker: number, partitions: number])[];
}

/** A side service after a drill. */
export interface ServiceAfter {
  readonly nodeId: string;
  /** Why it does not serve; absent where it does. */
  readonly problem?: string;
  /** Since the drill's steps were done, in milliseconds. */
  readonly waitedMs: number;
  /** Whether it had a problem before anything was broken, and so was not waited for. @default false */
  readonly before?: true;
}
