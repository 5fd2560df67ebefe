/**
 * Says to a broker who a client is: SaslHandshake (API key 17, version 1) chooses how, SaslAuthenticate (36, version 1)
 * carries the messages of the mechanism: PLAIN (RFC 4616), SCRAM (RFC 5802, RFC 7677) or OAUTHBEARER (RFC 7628).
 */
import type { ClientSasl } from '../../../cluster/access.ts';
import { errorKind } from '../codec/error-kinds.ts';
import type { FieldReader } from '../codec/field-reader.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { WireFailure, type Refusal } from '../wire-failure.ts';
import { scram, ScramError, type Say } from './scram.ts';

/** Asks the broker at the other end, by a version of the API that is not a flexible one. */
export type Ask = (apiKey: number, apiVersion: number, body: FieldWriter) => Promise<FieldReader>;

/** Kafka's error codes (org.apache.kafka.common.protocol.Errors). */
const codes = { unsupportedMechanism: 33, illegalState: 34 } as const;

/** Ends an answer of OAUTHBEARER's (RFC 7628, 3.1), and alone is what a client says to a refusal (3.2.3). */
const end = '\u0001';

/**
 * Authenticates; on a connection that is in use, once more.
 * @returns how long the broker lets the client stay without being told again, in milliseconds; 0 for ever (KIP-368)
 * @throws WireFailure `sasl-authentication-failed`, with the broker's own words; `unsupported-sasl-mechanism`;
 * `illegal-sasl-state` where nobody asks who comes; what `ask` throws.
 */
export async function authenticate(ask: Ask, sasl: ClientSasl): Promise<number> {
  await chooseMechanism(ask, sasl.mechanism);
  let lifetimeMs = 0;
  await exchange(sasl, async (message) => {
    const said = await sayTo(ask, message);
    lifetimeMs = said.lifetimeMs;
    return said.answer;
  });
  return lifetimeMs;
}

async function exchange(sasl: ClientSasl, say: Say): Promise<void> {
  if (sasl.mechanism === 'OAUTHBEARER') return await bear(await sasl.token(), say);
  if (sasl.mechanism === 'PLAIN') {
    await say(Buffer.from(`\0${sasl.username}\0${sasl.password()}`));
    return;
  }
  try {
    await scram({ ...sasl, mechanism: sasl.mechanism }, say);
  } catch (error) {
    if (!(error instanceof ScramError)) throw error;
    throw refusal('sasl-authentication-failed', `${sasl.mechanism}: ${error.message}`);
  }
}

async function chooseMechanism(ask: Ask, mechanism: string): Promise<void> {
  const reader = await ask(17, 1, new FieldWriter().string(mechanism));
  const errorCode = reader.int16();
  if (errorCode === 0) return;
  if (errorCode === codes.illegalState) {
    throw refusal('illegal-sasl-state', 'the listener asks nobody who it is, so it takes no SASL');
  }
  if (errorCode !== codes.unsupportedMechanism) {
    throw refusal('sasl-authentication-failed', `the broker answers ${errorKind(errorCode)}`);
  }
  const taken = reader.array(() => reader.string() ?? '');
  const reason = `the listener does not take ${mechanism}; it takes ${taken.join(', ') || 'no mechanism'}`;
  throw refusal('unsupported-sasl-mechanism', reason);
}

interface Said {
  readonly answer: Buffer;
  readonly lifetimeMs: number;
}

async function sayTo(ask: Ask, message: Buffer): Promise<Said> {
  const reader = await ask(36, 1, new FieldWriter().bytes(message));
  const errorCode = reader.int16();
  const errorMessage = reader.string();
  const answer = reader.bytes();
  if (errorCode === 0) return { answer, lifetimeMs: Number(reader.int64()) };
  throw refusal('sasl-authentication-failed', errorMessage ?? `the broker answers ${errorKind(errorCode)}`);
}

/** A broker that does not take the token says so in JSON, and refuses once the client has said that it has heard it. */
async function bear(token: string, say: Say): Promise<void> {
  const answer = await say(Buffer.from(`n,,${end}auth=Bearer ${token}${end}${end}`));
  if (answer.length === 0) return;
  const failure = refusal(
    'sasl-authentication-failed',
    `the broker does not take the token: ${answer.toString()}`,
  );
  await say(Buffer.from(end)).catch((error: unknown) => {
    // It says the same once more, without a word around it.
    throw error instanceof WireFailure && error.kind === failure.kind ? failure : error;
  });
  throw failure;
}

function refusal(kind: Refusal, reason: string): WireFailure {
  return new WireFailure(kind, reason, false);
}
