/** What users of a secured cluster may do, and their passwords: said every time, since both may be others than before. */
import { alterScramCredentials } from '../../client/wire/users/alter-scram-credentials.ts';
import { createAcls } from '../../client/wire/users/create-acls.ts';
import { deleteAcls } from '../../client/wire/users/delete-acls.ts';
import type { Instance } from '../../cluster/instance.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { bindingsOf, isAuthorized, usersWithRules } from '../../kafka/security/users.ts';
import { scramUsersOf, secretsOf } from '../secrets/secrets.ts';
import { joined, lackingIn, noteAdmitted, readAdmitted } from './admitted.ts';

/** Ids of the services that start only once the brokers know them: they end where they may not do what they begin with. */
export function servicesToAdmit({ security }: Pick<ResolvedTopology, 'security'>): readonly string[] {
  return (security?.services ?? []).map(({ name }) => name);
}

/**
 * Once the brokers are ready; services come only then. What an `up` of before has said and this topology does not, is taken
 * back; what a person has said by hand stays. @throws RuntimeError `client` when brokers refuse it; LabError `storage`
 */
export async function admitUsers(instance: Instance): Promise<void> {
  const { id, topology } = instance;
  const { security } = topology;
  if (security === undefined) return;
  const access = accessOf(instance);
  const passwords = scramUsersOf(secretsOf(id), security);
  const before = await readAdmitted(id);
  const now = {
    users: passwords.map(({ user, mechanism }) => ({ user, mechanism })),
    // Where nothing looks at rules, brokers take none and give none back.
    rules: isAuthorized(security) ? bindingsOf(usersWithRules(security)) : before.rules,
  };
  // First, so that whoever is ended half-way takes back next time what was said by then.
  await noteAdmitted(id, joined(before, now));
  await alterScramCredentials(access, passwords, lackingIn(now.users, before.users));
  if (isAuthorized(security)) {
    await createAcls(access, now.rules);
    await deleteAcls(access, lackingIn(now.rules, before.rules));
  }
  await noteAdmitted(id, now);
}
