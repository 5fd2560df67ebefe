/** Writes what a person's own clients need to come into a secured cluster, beside its other secrets. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { makeSecretFolder, namesIn, told, writeWhole } from '../files.ts';
import { usesPasswords, usesTokens } from '../kafka/security/listener.ts';
import { declaredNames } from '../kafka/security/users.ts';
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
 * Writes the files of every user and super user, and removes those of whoever is one no longer.
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
  const listener = security.external;
  const names = new Set<string>();
  const write: Write = async (name, text) => {
    names.add(name);
    await writeWhole(join(folder, name), text, { secret: true });
    return join(folder, name);
  };
  const users = [...new Set(declaredNames(security))];
  const written = await Promise.all(
    users.map(async (user) => {
      const { certificate, key, keystore } = certificateFiles(userFiles(user));
      const files = {
        authority: join(dir, secretFiles.authority),
        certificate: join(dir, certificate),
        key: join(dir, key),
        keystore: join(dir, keystore),
        password: join(folder, `${user}.password`),
        token: join(folder, `${user}.token`),
      };
      if (usesPasswords(listener)) await write(`${user}.password`, passwordOf(user));
      if (usesTokens(listener)) await write(`${user}.token`, tokenOf(user, tokenSeconds));
      return await writeFilesOf({ user, bootstrap, listener, files, passwordOf }, write);
    }),
  );
  // They hold passwords, and may bring somebody in still. What another klab is just writing is not theirs.
  for (const name of await namesIn(folder)) {
    if (!names.has(name) && !name.endsWith('.tmp'))
      await told(folder, () => rm(join(folder, name), { force: true }));
  }
  const [shown] = written;
  const needs = kcatNeeds({ listener }, kafkaVersion);
  return shown && { ...shown, ...(needs !== undefined && { kcatNeeds: needs }) };
}

/** Writes a file of clients, and says where. */
type Write = (name: string, text: string) => Promise<string>;

async function writeFilesOf(client: ClientOf, write: Write): Promise<SecuredClient> {
  const { user } = client;
  const kcat = kcatFile(client);
  const options = javaOptions(client);
  return {
    user,
    properties: await write(`${user}.properties`, clientProperties(client)),
    kafkajs: await write(`${user}.mjs`, kafkajsModule(client)),
    ...(kcat !== undefined && { kcat: await write(`${user}.kcat`, kcat) }),
    ...(options !== undefined && { javaOptions: options }),
  };
}
