/** What a broker keeps of a password with SCRAM, by which it knows the password and cannot tell it (RFC 5802, section 3). */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { isOlder } from '../versions/versions.ts';
import type { SaslMechanism } from './listener.ts';

/** The mechanisms of SCRAM. */
type ScramMechanism = Extract<SaslMechanism, `SCRAM-${string}`>;

/** A user's password, salted: enough to log in as the user, so a secret itself. */
export interface SaltedPassword {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  readonly salt: Buffer;
  readonly iterations: number;
  readonly saltedPassword: Buffer;
}

/** Of each mechanism Kafka's number (org.apache.kafka.clients.admin.ScramMechanism) and the hash as Node calls it. */
export const scramMechanisms: Readonly<
  Record<ScramMechanism, { readonly type: number; readonly hash: string }>
> = {
  'SCRAM-SHA-256': { type: 1, hash: 'sha256' },
  'SCRAM-SHA-512': { type: 2, hash: 'sha512' },
};

/** The least that Kafka takes (ScramMechanism.minIterations): passwords of the lab's own need no more, since they are random. */
const fewestIterations = 4096;

const saltBytes = 20;

/**
 * Salts a password as Kafka does: by its bytes in UTF-8 as they are, without the normalization of RFC 5802
 * (org.apache.kafka.common.security.scram.internals.ScramFormatter).
 * @param salt @default a fresh random one
 */
export function saltPassword(
  user: string,
  password: string,
  mechanism: ScramMechanism,
  salt: Buffer = randomBytes(saltBytes),
  iterations = fewestIterations,
): SaltedPassword {
  const { hash } = scramMechanisms[mechanism];
  const length = createHash(hash).digest().length;
  const saltedPassword = pbkdf2Sync(password, salt, iterations, length, hash);
  return { user, mechanism, salt, iterations, saltedPassword };
}

/** What a broker compares with. */
export function scramKeys({ mechanism, saltedPassword }: SaltedPassword): {
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
} {
  const { hash } = scramMechanisms[mechanism];
  const keyOf = (name: string): Buffer => createHmac(hash, saltedPassword).update(name).digest();
  const storedKey = createHash(hash).update(keyOf('Client Key')).digest();
  return { storedKey, serverKey: keyOf('Server Key') };
}

/**
 * The oldest librdkafka that brokers let in; undefined where any will do. Before 2.6.1 it broke a rule of SCRAM to which Kafka 4 holds
 * clients (librdkafka, CHANGELOG 2.6.1).
 */
export function oldestLibrdkafka(mechanism: string | undefined, kafkaVersion: string): string | undefined {
  return mechanism?.startsWith('SCRAM') === true && !isOlder(kafkaVersion, '4.0') ? '2.6.1' : undefined;
}
