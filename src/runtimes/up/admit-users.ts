/** What users of a secured cluster may do, and their passwords: said every time, since both may be others than before. */
import { alterScramCredentials } from '../../client/wire/users/alter-scram-credentials.ts';
import { createAcls } from '../../client/wire/users/create-acls.ts';
import type { Instance } from '../../cluster/instance.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { isAuthorized, usersWithRules } from '../../kafka/security/users.ts';
import { scramUsersOf, secretsOf } from '../secrets/secrets.ts';

/** Ids of the services that start only once the brokers know them: they end where they may not do what they begin with. */
export function servicesToAdmit({ security }: Pick<ResolvedTopology, 'security'>): readonly string[] {
  return (security?.services ?? []).map(({ name }) => name);
}

/** Once the brokers are ready; services come only then. @throws RuntimeError `client` when brokers refuse it */
export async function admitUsers(instance: Instance): Promise<void> {
  const { security } = instance.topology;
  if (security === undefined) return;
  const access = accessOf(instance);
  await alterScramCredentials(access, scramUsersOf(secretsOf(instance.id), security));
  if (isAuthorized(security)) await createAcls(access, usersWithRules(security));
}
