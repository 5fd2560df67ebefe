/** What a subject is to a drill: a client program that is run beside the probers and watched, wherever it comes from. */
import type { Readable } from 'node:stream';

/** What a program of a subject does. */
export type SubjectRole = 'producer' | 'consumer';

/** What a program is told to do, in the flags of Kafka's VerifiableProducer and VerifiableConsumer. */
export interface SubjectTask {
  readonly role: SubjectRole;
  /** Brokers' addresses. */
  readonly bootstrap: readonly string[];
  readonly topic: string;
  /** Group of the consumer. */
  readonly groupId: string;
  /** Keys that a producer's records take turns over, so that it writes to every partition all the time. */
  readonly keys: number;
  /** Records a second that a producer is asked to write. */
  readonly recordsPerSecond: number;
}

/** A program with its arguments. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those of klab. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** A client program that a drill measures. */
export interface Subject {
  /** Its name in the drill: part of its topic's name, so of letters, digits and hyphens. */
  readonly name: string;
  /** The client and its version, in words: `kafkajs 2.2.4`. */
  readonly client: string;
  /** How it is started for a task. */
  command(task: SubjectTask): ProgramCommand;
}

/** A program that runs. */
export interface RunningProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it ended, once neither it nor what it has started lives: its exit code, null where a signal or klab ended it. */
  readonly ended: Promise<number | null>;
  /** Sends a signal to it and to what it has started; one that has ended is fine. */
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => void;
}

/** Starts a program, which must not outlive klab. @throws RuntimeError where it cannot be started at all */
export type StartProgram = (command: ProgramCommand) => Promise<RunningProgram>;

/** The subjects of a drill, and who starts their programs. */
export interface DrillSubjects {
  readonly all: readonly Subject[];
  readonly start: StartProgram;
  /** Records a second that each producer is asked to write. */
  readonly recordsPerSecond: number;
}

/** Records a second of each producer, where nobody asks for others. */
export const usualSubjectRate = 50;

/** A client that can be a subject, as a person is shown it. */
export interface ClientEntry {
  readonly name: string;
  readonly client: string;
  readonly isThere: boolean;
  readonly version?: string;
  readonly does: string;
  /** Its defaults that decide how it comes through a failover. */
  readonly usual: string;
  /** How one gets it, where it is not there. */
  readonly fix?: string;
}
