/**
 * One AlterUserScramCredentials request (KIP-554): passwords of a cluster that runs. They leave the lab
 * salted, as Kafka's own tools send them; whoever sees that can log in, so the way there must be encrypted or of this host.
 */
import type { ClusterAccess, Endpoint } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { scramMechanisms, type SaltedPassword } from '../../../kafka/security/scram.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';

const timeoutMs = 10_000;

/** Whose password, by which mechanism. */
export type ScramUser = Pick<SaltedPassword, 'user' | 'mechanism'>;

/** Kafka's error code of a password that is to go and is not there (RESOURCE_NOT_FOUND). */
const notThere = 91;

/**
 * Sets the passwords of users, whether there were any before or not. In ZooKeeper mode the controller alone does it, so
 * brokers are asked one after another.
 * @param gone who is to come in no more; one who could not is fine. @default nobody
 * @throws RuntimeError `client` when no broker does it, or the first user who is refused.
 */
export async function alterScramCredentials(
  access: ClusterAccess,
  users: readonly SaltedPassword[],
  gone: readonly ScramUser[] = [],
): Promise<void> {
  // Brokers refuse a user who is twice in one request, also with another mechanism.
  for (const mechanism of new Set([...users, ...gone].map((user) => user.mechanism))) {
    await alterAll(
      access,
      users.filter((user) => user.mechanism === mechanism),
      gone.filter((user) => user.mechanism === mechanism),
    );
  }
}

async function alterAll(
  access: ClusterAccess,
  users: readonly SaltedPassword[],
  gone: readonly ScramUser[],
): Promise<void> {
  await firstAnswer(access, 'takes passwords of users', async (broker) => {
    const outcomes = await ask(broker, { users, gone });
    const refused = outcomes.find(({ code }) => code !== 0 && code !== notThere);
    if (refused === undefined) return;
    throw new RuntimeError(
      'client',
      `${broker.address} did not take the password of ${refused.user}: ${errorWords(refused)}`,
    );
  });
}

/** Nobody can be called so. */
const nobody: ScramUser = { user: 'nobody of the lab', mechanism: 'SCRAM-SHA-512' };

/**
 * Whether a controller takes passwords now. One that does not lead yet, or no more, writes the whole request into its log, so it
 * is asked first to forget somebody who is not there.
 */
export async function takesPasswords(controller: Endpoint): Promise<boolean> {
  return (await ask(controller, { gone: [nobody] })).every(({ code }) => code === notThere);
}

/** What came of one name of a request; the code is Kafka's, 0 where it was done. */
interface UserOutcome {
  readonly user: string | null;
  readonly code: number;
  readonly message: string | null;
}

async function ask(
  broker: Endpoint,
  { gone = [], users = [] }: { gone?: readonly ScramUser[]; users?: readonly SaltedPassword[] },
): Promise<readonly UserOutcome[]> {
  const body = new FieldWriter();
  body.compactArray(gone, ({ user, mechanism }) =>
    body.compactString(user).int8(scramMechanisms[mechanism].type).tags(),
  );
  body.compactArray(users, (user) => write(body, user)).tags();
  const request = { api: apis.alterUserScramCredentials, body, timeoutMs };
  const reader = await askOnce({ ...request, broker, what: 'take passwords of users' });
  reader.int32(); // throttle time
  return reader.compactArray(() => {
    const error = { user: reader.compactString(), code: reader.int16(), message: reader.compactString() };
    reader.tags();
    return error;
  });
}

function write(
  body: FieldWriter,
  { user, mechanism, iterations, salt, saltedPassword }: SaltedPassword,
): void {
  body.compactString(user).int8(scramMechanisms[mechanism].type).int32(iterations);
  for (const bytes of [salt, saltedPassword]) body.uvarint(bytes.length + 1).raw(bytes);
  body.tags();
}
