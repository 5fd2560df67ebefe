/** With which settings client programs come into a secured cluster: those that a person's own clients are given too. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { instead, LabError } from '../../errors.ts';
import { told } from '../../files.ts';
import { readProperties } from '../../kafka/properties.ts';
import { hasSecrets, secretsOf } from '../../runtimes/secrets/secrets.ts';

/**
 * What of a client's settings lets it in: nothing where everybody may come in, or where a person's own settings say it.
 * The first super user comes, since others may have no rights to the drill's topics.
 * @param own a person's own settings
 * @throws LabError `not-supported` where no settings are there by which clients come
 */
export async function loginProperties(
  { security, instance: { id, topology } }: Pick<RunningCluster, 'security' | 'instance'>,
  own: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  if (security === undefined || own['security.protocol'] !== undefined) return {};
  const [user] = topology.security?.superUsers ?? [];
  const path =
    user !== undefined && hasSecrets(id) && join(secretsOf(id).dir, 'clients', `${user}.properties`);
  const text = path && (await told(path, () => readFile(path, 'latin1').catch(instead(undefined, 'ENOENT'))));
  if (!text) {
    throw new LabError(
      'not-supported',
      `clients cannot log in to ${id}: klab has no settings of a super user; use --client-config FILE with security.protocol and what it needs`,
    );
  }
  return readProperties(text);
}

/** Whether a client is to come by a token. */
export function usesToken(properties: Readonly<Record<string, string>>): boolean {
  return properties['sasl.mechanism']?.trim() === 'OAUTHBEARER';
}
