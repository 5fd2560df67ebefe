/**
 * What an `up` may not replace: nodes that are there have read it when they started. By anything else the lab and all other
 * clients would be turned away, and a node that is started again would know none of the others.
 */
import { UsageError } from '../../errors.ts';
import { namesInFiles } from '../../kafka/security/secret-files.ts';
import type { ClusterSecurity } from '../../kafka/security/users.ts';
import { ownAuthorityVariables } from './authority.ts';
import { certificatesIn, type KeyedCertificate } from './certificates.ts';
import { parsePasswords, readSecret, secretFiles, secretsDir } from './files.ts';
import { choosePasswords, passwordVariable } from './passwords.ts';

/**
 * Succeeds where the environment asks for nothing that nodes do not have already. Passwords by SCRAM are not among it: nodes
 * are told of those while they run.
 * @param own the authority that the environment names
 * @throws UsageError naming the variables; LabError `storage`
 */
export async function assertAsHeld(
  id: string,
  security: ClusterSecurity,
  { own, env }: { readonly own: KeyedCertificate | undefined; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const dir = secretsDir(id);
  const refuse = (what: string, variables: readonly string[]): UsageError =>
    new UsageError(
      `${id} is up, and its nodes ${what}, which they read when they start; unset ${variables.join(', ')}, or take it down first: klab down ${id} (--keep-data keeps its data)`,
    );
  const trusted = certificatesIn((await readSecret(dir, secretFiles.authority)) ?? '');
  const [signing] = certificatesIn(own?.certificate ?? '');
  if (signing !== undefined && trusted.length > 0 && !trusted.includes(signing)) {
    const { certificate, key } = ownAuthorityVariables;
    throw refuse(`trust another CA than ${certificate} names`, [certificate, key]);
  }
  const known = parsePasswords((await readSecret(dir, secretFiles.passwords)) ?? '{}', dir);
  const held = namesInFiles(security).filter((name) => Object.hasOwn(known, name));
  const wanted = choosePasswords(held, known, env);
  const variables = held.filter((name) => wanted[name] !== known[name]).map(passwordVariable);
  if (variables.length > 0) throw refuse(`hold another password than ${variables.join(', ')}`, variables);
}
