/** What works on a drill's cluster while it is broken: one shape for all of it, so that another client is one file. */
import type { ClusterAccess } from '../../cluster/access.ts';
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import type { PlacedTopic } from '../../client/topics/placed-topic.ts';
import type { DrillSettings } from '../plan/settings.ts';
import type { DrillLimits } from '../plan/waits.ts';
import type { Recorder } from '../record/recorder.ts';
import type { VerdictInput } from '../record/recording.ts';
import type { DrillSubjects } from '../subjects/subject.ts';
import type { Observer } from '../watch/observer.ts';

/** A client of the cluster, or several of one kind; what happens to it goes to the recorder as events. */
export interface TrafficClient {
  /** Begins, and waits until it works. @throws RuntimeError, InterruptedError */
  start(): Promise<void>;
  /** Lets it come to an end by itself. @returns what it could not reach, in words. @throws InterruptedError */
  finish(): Promise<readonly string[]>;
  /** Loses one of its members without a word, and waits until the others have its share. @default it has none to lose */
  loseMember?(): Promise<void>;
  /** Waits until it writes and reads everywhere again; in vain is its own finding. @default it is not waited for */
  untilBack?(): Promise<void>;
  /** Ends what is under way, at once: the cluster is healed meanwhile. @default it works until it is closed */
  halt?(): Promise<void>;
  /** Ends it however far it is, and removes what it made. @returns what is left, in words. @default it leaves nothing */
  close?(): Promise<readonly string[]>;
  /** What it adds to the recording besides its events. @default nothing */
  evidence?(): Pick<VerdictInput, 'transactionsReadBack' | 'subjects'>;
}

/** What clients are made of. */
export interface TrafficContext {
  readonly access: ClusterAccess;
  readonly settings: DrillSettings;
  /** Pause before a failed record is tried again, in milliseconds. */
  readonly retryMs: number;
  /** How long a leader may wait for its followers, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Times that the brokers allow. */
  readonly times: ClientTimes;
  /** The drill's topic as it was made. */
  readonly placed: PlacedTopic;
  readonly limits: DrillLimits;
  /** Whether clients that were not there before come all the time. @default false */
  readonly newcomers?: boolean;
  /** Consumer programs of each client program. @default 1 */
  readonly members?: number;
  /** Client programs that are measured. @default none */
  readonly subjects?: DrillSubjects | undefined;
  readonly observer: Observer;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Makes a client; undefined where the drill's settings ask for none of its kind. */
export type TrafficClientMaker = (context: TrafficContext) => TrafficClient | undefined;

/** Time to remove what a client made once the session of a member that could not leave is over, in milliseconds. */
export function removalMs({ times }: TrafficContext): number {
  return 9_000 + times.sessionMs;
}
