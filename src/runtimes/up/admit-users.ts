/** What users of a secured cluster may do, and their passwords: said every time, since both may be others than before. */
import { alterScramCredentials } from '../../client/wire/users/alter-scram-credentials.ts';
import { createAcls } from '../../client/wire/users/create-acls.ts';
import type { Instance } from '../../cluster/instance.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import { isAuthorized } from '../../kafka/security/users.ts';
import { scramUsersOf, secretsOf } from '../secrets/secrets.ts';

/** Once the cluster is ready. @throws RuntimeError `client` when brokers refuse it */
export async function admitUsers(instance: Instance): Promise<void> {
  const { security } = instance.topology;
  if (security === undefined) return;
  const access = accessOf(instance);
  await alterScramCredentials(access, scramUsersOf(secretsOf(instance.id), security));
  if (isAuthorized(security)) await createAcls(access, security.users);
}
