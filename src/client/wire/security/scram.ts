/** SCRAM as Kafka's brokers speak it (RFC 5802, RFC 7677): both sides prove that they know a password, and neither says it. */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What a client goes by. */
export interface ScramClient {
  readonly mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: () => string;
  /** @default a new one */
  readonly nonce?: string;
}

/** Gives the broker a message, and has its answer. */
export type Say = (message: Buffer) => Promise<Buffer>;

/** A broker that breaks the rules, or does not know the password itself. */
export class ScramError extends Error {}

const hashes = {
  'SCRAM-SHA-256': { hash: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { hash: 'sha512', bytes: 64 },
} as const;

/** No channel binding, and nobody but oneself to act for. */
const gs2Header = 'n,,';

/** Fewer make a password cheap to guess for whoever pretends to be a broker (RFC 5802, 5.1; Kafka's own least too). */
const leastIterations = 4096;

const deriveKey = promisify(pbkdf2);

/**
 * Goes through the exchange.
 * @throws ScramError; what `say` throws where the broker refuses.
 */
export async function scram(
  { mechanism, username, password, nonce = newNonce() }: ScramClient,
  say: Say,
): Promise<void> {
  const { hash, bytes } = hashes[mechanism];
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();

  const clientFirst = `n=${escaped(username)},r=${nonce}`;
  const serverFirst = (await say(Buffer.from(gs2Header + clientFirst))).toString();
  const { r: bothNonces = '', s: salt = '', i: count } = attributesOf(serverFirst);
  const iterations = Number(count);
  if (!bothNonces.startsWith(nonce) || bothNonces === nonce) {
    throw new ScramError('the broker answers another exchange: its nonce does not go on from ours');
  }
  if (!(iterations >= leastIterations)) {
    throw new ScramError(
      `the broker asks for ${count} iterations; ${leastIterations} are the least that is safe`,
    );
  }

  // Kafka takes passwords as they are in UTF-8, without SASLprep (org.apache.kafka.common.security.scram.internals.ScramFormatter).
  const salted = await deriveKey(password(), Buffer.from(salt, 'base64'), iterations, bytes, hash);
  const unproved = `c=${Buffer.from(gs2Header).toString('base64')},r=${bothNonces}`;
  const signed = [clientFirst, serverFirst, unproved].join(',');
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(createHash(hash).update(clientKey).digest(), signed);
  const proof = clientKey.map((byte, index) => byte ^ signature[index]!);
  const serverFinal = (
    await say(Buffer.from(`${unproved},p=${Buffer.from(proof).toString('base64')}`))
  ).toString();

  const { v: verifier = '', e: refusal } = attributesOf(serverFinal);
  if (refusal !== undefined) throw new ScramError(`the broker says ${refusal}`);
  const expected = hmac(hmac(salted, 'Server Key'), signed);
  const given = Buffer.from(verifier, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new ScramError('the broker does not prove that it knows the password');
  }
}

function newNonce(): string {
  return randomBytes(24).toString('base64');
}

/** A name as messages hold it, in which a comma separates and `=` escapes. */
function escaped(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

/** The attributes of a message by their letters, such as `s` for the salt. */
function attributesOf(message: string): Partial<Record<string, string>> {
  return Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
