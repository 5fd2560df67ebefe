/** One request on a connection of its own: for rare questions whose answer must be this one broker's. */
import type { Endpoint } from '../../cluster/access.ts';
import { BrokerConnection } from './connection.ts';
import type { FieldReader } from './codec/field-reader.ts';
import type { WireRequest } from './request.ts';
import { WireFailure } from './wire-failure.ts';

/** What to ask of whom; `timeoutMs` is for connection and answer together. */
export interface OneRequest extends WireRequest {
  readonly broker: Endpoint;
  /** What the broker is asked to do, as it reads after "did not": "describe its quorum". */
  readonly what: string;
}

/**
 * How long a broker may take where nobody says otherwise, in milliseconds. A handshake and a password take seconds on a busy
 * machine, and more through a forward.
 */
export function usualTimeoutMs({ security }: Endpoint): number {
  return security === undefined ? 3_000 : 10_000;
}

/**
 * Connects, sends one request, and closes.
 * @returns a reader that stands at the first field of the answer, after its header.
 * @throws WireFailure when the broker cannot be reached or does not answer in time, saying what it did not do.
 */
export async function askOnce({ broker, what, timeoutMs, ...request }: OneRequest): Promise<FieldReader> {
  const deadlineMs = Date.now() + timeoutMs;
  try {
    const connection = await BrokerConnection.open(broker, timeoutMs);
    try {
      return await connection.request({ ...request, timeoutMs: Math.max(1, deadlineMs - Date.now()) });
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    // The caller knows the whole time that it gave, not what connecting has left of it.
    const reason = error.kind === 'no-answer' ? `no answer within ${timeoutMs} ms` : error.reason;
    throw new WireFailure(error.kind, reason, error.mayBeDone, `${broker.address} did not ${what}`);
  }
}
