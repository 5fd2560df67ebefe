/** Notes of what `up` has told a cluster of its users: what a topology no longer says can be taken back, and nothing that others made. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScramUser } from '../../client/wire/users/alter-scram-credentials.ts';
import { instead, RuntimeError } from '../../errors.ts';
import { told, writeWhole } from '../../files.ts';
import type { AclBinding } from '../../kafka/security/users.ts';
import { instanceDir } from '../instances.ts';

/** What brokers keep of users in their metadata. */
export interface Admitted {
  /** Who comes in by SCRAM. */
  readonly users: readonly ScramUser[];
  readonly rules: readonly AclBinding[];
}

/** Notes that hold no secret, beside the instance they are of. */
function pathOf(id: string): string {
  return join(instanceDir(id), 'admitted.json');
}

/** What is noted; nothing where nothing is. @throws LabError `storage` where it cannot be read */
export async function readAdmitted(id: string): Promise<Admitted> {
  const path = pathOf(id);
  const text = await told(path, () => readFile(path, 'utf8').catch(instead(undefined, 'ENOENT')));
  if (text === undefined) return { users: [], rules: [] };
  try {
    return JSON.parse(text) as Admitted;
  } catch (error) {
    throw new RuntimeError(
      'storage',
      `${path} is not readable as JSON; delete it, and take back by hand what users may do no more`,
      { cause: error },
    );
  }
}

/** Notes it, so that it outlives a machine that goes down. @throws LabError `storage` */
export async function noteAdmitted(id: string, admitted: Admitted): Promise<void> {
  await writeWhole(pathOf(id), `${JSON.stringify(admitted, undefined, 2)}\n`, { durable: true });
}

/** All of both. */
export function joined(before: Admitted, now: Admitted): Admitted {
  return {
    users: [...now.users, ...lackingIn(now.users, before.users)],
    rules: [...now.rules, ...lackingIn(now.rules, before.rules)],
  };
}

/** What of the second the first has not. */
export function lackingIn<T extends object>(these: readonly T[], those: readonly T[]): readonly T[] {
  const known = new Set(these.map(keyOf));
  return those.filter((one) => !known.has(keyOf(one)));
}

/** Equal for what is equal, in whatever order a file has it. */
function keyOf(one: object): string {
  return JSON.stringify(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
