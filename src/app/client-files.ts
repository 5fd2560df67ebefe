/** Writes what a person's own clients need to come into a secured cluster, beside its other secrets. */
import { join } from 'node:path';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { makeSecretFolder, writeWhole } from '../files.ts';
import { usesTokens } from '../kafka/security/listener.ts';
import {
  clientProperties,
  javaOptions,
  kafkajsModule,
  kcatFile,
  kcatNeeds,
  type ClientOf,
} from '../report/text/client-files.ts';
import type { SecuredClient } from '../report/text/up-report.ts';
import { certificateFiles, secretFiles, userFiles } from '../runtimes/secrets/files.ts';
import { secretsOf } from '../runtimes/secrets/secrets.ts';

/** So long is a token good that stands in a file, in seconds: a month, and every `up` writes a new one. */
const tokenSeconds = 30 * 24 * 60 * 60;

/**
 * Writes the files of every user and super user.
 * @returns the client that a person is shown: the first user, else the first super user. Undefined where everybody may come
 * in, and where nobody but the lab itself may. @throws LabError `storage`
 */
export async function writeClientFiles({
  bootstrap,
  instance,
  topology: { security, kafkaVersion },
}: Pick<RunningCluster, 'bootstrap' | 'instance' | 'topology'>): Promise<SecuredClient | undefined> {
  if (security === undefined) return undefined;
  const { dir, passwordOf, tokenOf } = secretsOf(instance.id);
  const folder = join(dir, 'clients');
  await makeSecretFolder(folder);
  const users = [...new Set([...security.users.map(({ name }) => name), ...security.superUsers])];
  const written = await Promise.all(
    users.map(async (user) => {
      const { certificate, key, keystore } = certificateFiles(userFiles(user));
      const token = join(folder, `${user}.token`);
      const files = {
        authority: join(dir, secretFiles.authority),
        certificate: join(dir, certificate),
        key: join(dir, key),
        keystore: join(dir, keystore),
        passwords: join(dir, secretFiles.passwords),
        token,
      };
      if (usesTokens(security.external))
        await writeWhole(token, tokenOf(user, tokenSeconds), { secret: true });
      return await writeFilesOf({ user, bootstrap, listener: security.external, files, passwordOf }, folder);
    }),
  );
  const [shown] = written;
  const needs = kcatNeeds({ listener: security.external }, kafkaVersion);
  return shown && { ...shown, ...(needs !== undefined && { kcatNeeds: needs }) };
}

async function writeFilesOf(client: ClientOf, folder: string): Promise<SecuredClient> {
  const { user } = client;
  const write = async (ending: string, text: string): Promise<string> => {
    const path = join(folder, `${user}.${ending}`);
    await writeWhole(path, text, { secret: true });
    return path;
  };
  const kcat = kcatFile(client);
  const options = javaOptions(client);
  return {
    user,
    properties: await write('properties', clientProperties(client)),
    kafkajs: await write('mjs', kafkajsModule(client)),
    ...(kcat !== undefined && { kcat: await write('kcat', kcat) }),
    ...(options !== undefined && { javaOptions: options }),
  };
}
