/** The one error of an exchange with a broker that got no answer, so that a prober can tell a lost record from an unsent one. */
import { RuntimeError } from '../../errors.ts';

/**
 * How an exchange went wrong: no connection; the connection ended; it stayed but no answer came in time; the answer ends
 * before its fields do, as that of a broker that is starting or ending may; the caller itself gave up.
 */
export type WireFailureKind = 'refused' | 'closed' | 'no-answer' | 'unreadable' | 'abandoned';

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
