/** Kafka's error codes as words, for answers that the lab reads itself (org.apache.kafka.common.protocol.Errors). */

const kinds: Readonly<Record<number, string>> = {
  1: 'offset-out-of-range',
  2: 'corrupt-message',
  3: 'unknown-topic-or-partition',
  5: 'leader-not-available',
  6: 'not-leader-or-follower',
  7: 'request-timed-out',
  9: 'replica-not-available',
  10: 'message-too-large',
  15: 'coordinator-not-available',
  16: 'not-coordinator',
  18: 'record-list-too-large',
  19: 'not-enough-replicas',
  20: 'not-enough-replicas-after-append',
  29: 'topic-authorization-failed',
  30: 'group-authorization-failed',
  31: 'cluster-authorization-failed',
  32: 'invalid-timestamp',
  33: 'unsupported-sasl-mechanism',
  34: 'illegal-sasl-state',
  35: 'unsupported-version',
  40: 'invalid-config',
  41: 'not-controller',
  42: 'invalid-request',
  44: 'policy-violation',
  45: 'out-of-order-sequence',
  53: 'transactional-id-authorization-failed',
  56: 'kafka-storage-error',
  58: 'sasl-authentication-failed',
  59: 'unknown-producer-id',
  73: 'topic-deletion-disabled',
  74: 'fenced-leader-epoch',
  75: 'unknown-leader-epoch',
  76: 'unsupported-compression-type',
  78: 'offset-not-available',
  87: 'invalid-record',
  125: 'invalid-voter-key',
  126: 'duplicate-voter',
  127: 'voter-not-found',
};

/** Errors that say no for good: who may not, or is not known, or asks in a way that this broker does not know. */
const lasting: ReadonlySet<number> = new Set([17, 29, 30, 31, 33, 34, 35, 42, 43, 53, 58, 76]);

/**
 * Whether an error of Kafka's may pass by itself while somebody waits: an election, a leader whose followers have not
 * caught up, a broker that starts.
 */
export function mayPass(errorCode: number): boolean {
  return !lasting.has(errorCode);
}

/** Kafka's name of an error in lower case with dashes, such as `not-enough-replicas`. */
export function errorKind(errorCode: number): string {
  return kinds[errorCode] ?? `kafka-error-${errorCode}`;
}

/** The same, with what the broker says of it where it says something. */
export function errorWords({
  code,
  message,
}: {
  readonly code: number;
  readonly message: string | null;
}): string {
  return `${errorKind(code)}${message === null ? '' : `: ${message}`}`;
}
