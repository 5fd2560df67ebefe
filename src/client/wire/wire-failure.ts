/** The one error of an exchange with a broker that got no answer, so that a prober can tell a lost record from an unsent one. */
import { RuntimeError } from '../../errors.ts';

/**
 * How one side did not let the other in. The client: a broker's certificate of a CA that is not trusted, that has expired,
 * or that is for another name. The broker: no certificate of the client, or not one that it takes; credentials; a
 * mechanism; a client that authenticates where nobody asks. Both: TLS on one side alone.
 */
const refusals = [
  'unknown-ca',
  'certificate-expired',
  'name-mismatch',
  'client-certificate-refused',
  'ssl-handshake-failed',
  'ssl-required',
  'sasl-authentication-failed',
  'unsupported-sasl-mechanism',
  'illegal-sasl-state',
] as const;

/** How one side did not let the other in. */
export type Refusal = (typeof refusals)[number];

/**
 * How an exchange went wrong: no connection; the connection ended; it stayed but no answer came in time; the answer ends
 * before its fields do, as that of a broker that is starting or ending may; the caller itself gave up; a request that this
 * Kafka does not know; a refusal.
 */
export type WireFailureKind =
  'refused' | 'closed' | 'no-answer' | 'unreadable' | 'abandoned' | 'unsupported-version' | Refusal;

/** Whether an exchange ended since one side did not let the other in. */
export function isRefusal(kind: WireFailureKind): kind is Refusal {
  return refusals.some((refusal) => refusal === kind);
}

/** A request that got no whole answer. What a broker answers, an error code too, is never one. */
export class WireFailure extends RuntimeError {
  readonly kind: WireFailureKind;
  /** Why, without naming the broker. */
  readonly reason: string;
  /** False when the request certainly never reached the broker; true when the broker may have done it. */
  readonly mayBeDone: boolean;

  /** @param about what the reason is about, such as the broker's address; begins the message. @default nothing */
  constructor(kind: WireFailureKind, reason: string, mayBeDone: boolean, about?: string) {
    super('client', about === undefined ? reason : `${about}: ${reason}`);
    this.kind = kind;
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}
