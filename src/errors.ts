/** Every error class of the lab, so that codes and exit codes are decided in one place. */

/** Exit codes of every verb: 0 fine, 1 a check or verdict failed, 2 wrong use, 130 interrupted. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** What went wrong, as a word that scripts can match; printed with `--json`. */
export type LabErrorCode =
  /** An option, an argument or an answer that cannot be. */
  | 'usage'
  /** A topology that cannot be; every problem of it is told. */
  | 'invalid-topology'
  /** No topology has this name. */
  | 'unknown-topology'
  /** No cluster of this name is up. */
  | 'no-instance'
  /** A name that fits several clusters; they are listed. */
  | 'ambiguous-instance'
  /** The cluster has no such node, or the node no such listener. */
  | 'unknown-node'
  /** A node, or a cluster, is not in the state for it: paused already, busy, down. */
  | 'node-state'
  /** Something else listens at a port that is needed. */
  | 'port-taken'
  /** Local processes need a Java that is not here. */
  | 'java-missing'
  /** A program that is needed is not here, such as docker, kubectl or kind. */
  | 'tool-missing'
  /** Docker Engine does not answer, or not this user. */
  | 'engine-unavailable'
  /** Docker Engine answers, and does not do what it was asked. */
  | 'engine-refused'
  /** The Kubernetes cluster does not answer, or is gone. */
  | 'cluster-unavailable'
  /** The Kubernetes cluster answers, and does not do what it was asked, such as for want of a right. */
  | 'cluster-refused'
  /** An image is not here and cannot be pulled. */
  | 'image-unavailable'
  /** Docker has less memory than the nodes need. */
  | 'memory-short'
  /** Kafka's jars could not be had. */
  | 'download-failed'
  /** A jar is not the one that klab was made with; it was deleted. */
  | 'checksum-mismatch'
  /** A node ended while it was to start; its last log lines are shown. */
  | 'node-died'
  /** What was waited for did not come in time; the last reason is told. */
  | 'not-ready'
  /** Something that was made could not be removed; the command that does is told. */
  | 'left-behind'
  /** A side service does not answer. */
  | 'service-unavailable'
  /** A side service answers, and does not do what it was asked. */
  | 'service-refused'
  /** What was asked for cannot be done there, and why. */
  | 'not-supported'
  /** A file or a folder could not be read or written. */
  | 'storage'
  /** Kafka, or a way to it, refused a client. */
  | 'client'
  /** A smoke check found that its claim does not hold. */
  | 'check-failed'
  /** Ctrl-C, or a terminal that was closed. */
  | 'interrupted';

/**
 * Base of every error the lab throws on purpose: one line for the person who must act.
 * Anything else that reaches the command line is a defect of the lab and keeps its stack trace.
 */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly exitCode: number;
  /** Lines printed under the message, such as a node's last log lines. */
  readonly details: readonly string[];

  constructor(
    code: LabErrorCode,
    message: string,
    options: { cause?: unknown; details?: readonly string[]; exitCode?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = options.exitCode ?? exitCodes.usage;
    this.details = options.details ?? [];
  }
}

/** Wrong use of a verb: an unknown option value, a missing argument. */
export class UsageError extends LabError {
  constructor(message: string, options: { cause?: unknown; details?: readonly string[] } = {}) {
    super('usage', message, options);
  }
}

/** One thing wrong with a topology, as data: where, and what in words with the value, what is allowed and the fix. */
export interface TopologyProblem {
  /** Path of the construct that has the problem, such as `multi-broker/kafka`. */
  readonly path: string;
  /** What is wrong, the value, what is allowed, the fix. */
  readonly message: string;
}

/** Every problem of a whole construct tree, collected so that a person can fix them in one go. */
export class TopologyValidationError extends LabError {
  readonly problems: readonly TopologyProblem[];

  constructor(problems: readonly TopologyProblem[]) {
    const lines = problems.map((problem) => `${problem.path}: ${problem.message}`);
    const [first = 'invalid topology', ...rest] = lines;
    super('invalid-topology', lines.length <= 1 ? first : `${lines.length} problems; ${first}`, {
      details: rest,
    });
    this.problems = problems;
  }
}

/** A runtime could not do what was asked: a port is taken, a node died, readiness was not reached. */
export class RuntimeError extends LabError {
  constructor(
    code: LabErrorCode,
    message: string,
    options: { cause?: unknown; details?: readonly string[]; exitCode?: number } = {},
  ) {
    super(code, message, { exitCode: exitCodes.failed, ...options });
  }
}

/** A smoke check found that its claim does not hold. */
export class CheckFailure extends LabError {
  constructor(message: string, options: { cause?: unknown; details?: readonly string[] } = {}) {
    super('check-failed', message, { exitCode: exitCodes.failed, ...options });
  }
}

/** The user pressed Ctrl-C, or the process was asked to end. */
export class InterruptedError extends LabError {
  constructor(message = 'interrupted', options: { details?: readonly string[] } = {}) {
    super('interrupted', message, { exitCode: exitCodes.interrupted, ...options });
  }
}

/**
 * An error together with what is left after it: what came first decides the code, and both must be known.
 * @param left as it reads behind "; and"
 * @param code where what came first is no error of the lab
 */
export function withLeft(error: unknown, left: string, code: LabErrorCode): LabError {
  const first = error instanceof LabError ? error : new RuntimeError(code, left);
  const { exitCode, details } = first;
  return new LabError(first.code, `${messageOf(error)}; and ${left}`, { cause: error, exitCode, details });
}

/** What an unknown thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for an error with one of these codes: of the operating system, such as `ENOENT`, or of the lab. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/**
 * For `catch`: gives a value in place of an error that is expected; any other goes on.
 * @param expected codes, as {@link hasErrorCode} takes them, and classes of errors.
 */
export function instead<T>(
  value: T,
  ...expected: readonly (string | (abstract new (...args: never[]) => Error))[]
): (error: unknown) => T {
  return (error) => {
    const isExpected = expected.some((one) =>
      typeof one === 'string' ? hasErrorCode(error, one) : error instanceof one,
    );
    if (isExpected) return value;
    throw error;
  };
}
