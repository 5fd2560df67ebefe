/** What a person's own clients are given: each user what is the user's own, and nobody anything who is one no longer. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeClientFiles } from '../../../src/app/client-files.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import type { ClusterSecurity } from '../../../src/kafka/security/users.ts';
import { prepareSecrets } from '../../../src/runtimes/secrets/prepare.ts';
import { resolved } from '../../support/topologies.ts';

const security: ClusterSecurity = {
  external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
  internal: { protocol: 'SSL', clientAuth: 'required' },
  controller: { protocol: 'SSL', clientAuth: 'required' },
  users: [{ name: 'shop', acls: [] }],
  superUsers: ['admin'],
};

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-clients-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function write(given: ClusterSecurity): ReturnType<typeof writeClientFiles> {
  const topology = { ...resolved('single-broker'), security: given };
  const instance = { id: 'shop-local', topology } as Instance;
  await prepareSecrets(instance, {}, { env: { KLAB_PASSWORD_SHOP: 'a"b\\\n$c ' } });
  return await writeClientFiles({ bootstrap: ['127.0.0.1:9092'], instance, topology });
}

it('are those of users who are there, and go with them', async () => {
  const folder = join(home, 'instances', 'shop-local', 'secrets', 'clients');
  const endings = ['kcat', 'mjs', 'password', 'properties'];
  await write(security);
  const names = (await readdir(folder)).toSorted();
  // A line of kcat's holds no password with a line end.
  expect(names).toEqual([
    ...endings.map((ending) => `admin.${ending}`),
    ...endings.slice(1).map((ending) => `shop.${ending}`),
  ]);
  await write({ ...security, users: [] });
  expect((await readdir(folder)).toSorted()).toEqual(endings.map((ending) => `admin.${ending}`));
});

it('let a program read its own password alone', async () => {
  const { kafkajs } = (await write(security))!;
  expect(await readFile(kafkajs, 'utf8')).not.toContain('users.json');
  const { config } = (await import(pathToFileURL(kafkajs).href)) as { config: { sasl: object } };
  expect(config.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'shop', password: 'a"b\\\n$c ' });
});
