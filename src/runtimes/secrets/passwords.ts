/** Passwords of a cluster's users: from the environment, from the time before, or made. */
import { randomBytes } from 'node:crypto';
import { asVariable, passwordPrefix } from '../../kafka/security/users.ts';

const passwordBytes = 24;

/** Variable that holds a user's password, for whoever wants to choose it. */
export function passwordVariable(user: string): string {
  return `${passwordPrefix}${asVariable(user)}`;
}

/**
 * Of each user the password: of the environment, else the one that is known, else a fresh one, whose characters mean nothing
 * to any shell or file.
 */
export function choosePasswords(
  users: readonly string[],
  known: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  return Object.fromEntries(
    users.map((user) => {
      const given = env[passwordVariable(user)] ?? '';
      const before = Object.hasOwn(known, user) ? known[user] : undefined;
      return [user, given === '' ? (before ?? randomBytes(passwordBytes).toString('base64url')) : given];
    }),
  );
}
