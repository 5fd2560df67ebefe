/**
 * One AlterUserScramCredentials request (KIP-554): passwords of a cluster that runs. They leave the lab
 * salted, as Kafka's own tools send them; whoever sees that can log in, so the way there must be encrypted or of this host.
 */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { scramMechanisms, type SaltedPassword } from '../../../kafka/security/scram.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorKind } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';

const timeoutMs = 10_000;

/**
 * Sets the passwords of users, whether there were any before or not. In ZooKeeper mode the controller alone does it, so
 * brokers are asked one after another.
 * @throws RuntimeError `client` when no broker does it, or the first user who is refused.
 */
export async function alterScramCredentials(
  access: ClusterAccess,
  users: readonly SaltedPassword[],
): Promise<void> {
  // Brokers refuse a user who is twice in one request, also with another mechanism.
  for (const mechanism of new Set(users.map((user) => user.mechanism))) {
    await alterAll(
      access,
      users.filter((user) => user.mechanism === mechanism),
    );
  }
}

async function alterAll(access: ClusterAccess, users: readonly SaltedPassword[]): Promise<void> {
  await firstAnswer(access, 'takes passwords of users', async (broker) => {
    const body = new FieldWriter();
    body.compactArray([], () => undefined); // deletions
    body.compactArray(users, (user) => write(body, user)).tags();
    const request = { api: apis.alterUserScramCredentials, body, timeoutMs };
    const reader = await askOnce({ ...request, broker, what: 'take passwords of users' });
    reader.int32(); // throttle time
    const errors = reader.compactArray(() => {
      const error = { user: reader.compactString(), code: reader.int16(), message: reader.compactString() };
      reader.tags();
      return error;
    });
    const refused = errors.find(({ code }) => code !== 0);
    if (refused === undefined) return;
    const { user, code, message } = refused;
    throw new RuntimeError(
      'client',
      `${broker.address} did not take the password of ${user}: ${errorKind(code)}${message === null ? '' : `: ${message}`}`,
    );
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
