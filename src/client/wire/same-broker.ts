/**
 * Proves that two addresses lead to one broker, without leaving anything there: a fetch session that is opened on one way
 * is known on the other (KIP-227). Ids of clusters cannot prove it, since whoever deploys a file twice has one id twice.
 */
import type { Endpoint } from '../../cluster/access.ts';
import { instead, LabError } from '../../errors.ts';
import { apis } from './apis.ts';
import { askOnce } from './ask-once.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** Epochs of a session (org.apache.kafka.common.requests.FetchMetadata). */
const epochs = { initial: 0, next: 1, final: -1 } as const;

/** Each of up to three answers, on a machine that is busy. */
const timeoutMs = 5_000;

/**
 * Whether both addresses lead to the same broker.
 * @param sure the way that is known to be right
 * @returns undefined where neither answers, so that nobody can tell
 */
export async function leadToSameBroker(sure: Endpoint, other: Endpoint): Promise<boolean | undefined> {
  const [session, answers] = await Promise.all([
    orUndefined(fetchNothing(sure, 0, epochs.initial)),
    orUndefined(fetchNothing(other, 0, epochs.final)),
  ]);
  if (session === undefined) return answers === undefined ? undefined : false;
  if (answers === undefined) return false;
  // A broker that keeps no more sessions, which takes a thousand clients, gives none: then nobody can tell.
  if (session.sessionId === 0) return undefined;
  try {
    // Known there, it is closed, as it has no partition; unknown, it is an error.
    const seen = await orUndefined(fetchNothing(other, session.sessionId, epochs.next));
    return seen?.errorCode === 0;
  } finally {
    await orUndefined(fetchNothing(sure, session.sessionId, epochs.final));
  }
}

interface FetchAnswer {
  readonly errorCode: number;
  readonly sessionId: number;
}

/** Fetches no partition at all: only the session counts. */
async function fetchNothing(broker: Endpoint, sessionId: number, epoch: number): Promise<FetchAnswer> {
  const [client, atOnce, anySize, everything] = [-1, 0, 0, 1_048_576];
  const readUncommitted = 0;
  const body = new FieldWriter()
    .int32(client)
    .int32(atOnce)
    .int32(anySize)
    .int32(everything)
    .int8(readUncommitted)
    .int32(sessionId)
    .int32(epoch)
    .array([], () => undefined)
    .array([], () => undefined);
  const reader = await askOnce({ api: apis.fetchInSession, broker, body, timeoutMs, what: 'answer a fetch' });
  reader.int32(); // throttle time
  return { errorCode: reader.int16(), sessionId: reader.int32() };
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch(instead(undefined, LabError));
}
