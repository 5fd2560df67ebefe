/** An `up` of what is there already asks for no other secrets than its nodes have read. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';
import { prepareSecrets } from '../../../../src/runtimes/secrets/prepare.ts';
import { secretsDir } from '../../../../src/runtimes/secrets/files.ts';
import { ownAuthority } from '../../../support/authorities.ts';
import { resolved } from '../../../support/topologies.ts';

const scram = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' } as const;
const security: ClusterSecurity = {
  external: { protocol: 'SASL_SSL', mechanism: 'PLAIN' },
  internal: scram,
  controller: { protocol: 'SSL', clientAuth: 'required' },
  users: [{ name: 'shop', acls: [] }],
  superUsers: ['admin'],
  services: [{ name: 'connect' }],
};

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-held-'));
  vi.stubEnv('KLAB_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** @param areNodesThere the first time none are */
async function prepare(env: NodeJS.ProcessEnv, areNodesThere: boolean, given = security) {
  const topology = { ...resolved('single-broker'), security: given };
  return await prepareSecrets({ id: 'shop-local', topology }, {}, { env, areNodesThere });
}
const first = (env: NodeJS.ProcessEnv) => prepare(env, false);
const again = (env: NodeJS.ProcessEnv) => prepare(env, true);

async function contents(): Promise<Record<string, string>> {
  const dir = secretsDir('shop-local');
  const texts = (await readdir(dir)).map(async (name) => [name, await readFile(join(dir, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}

describe('what nodes hold that are there', () => {
  it('is not replaced by another CA, and stays with the same one or none', async () => {
    const own = await ownAuthority(home);
    await first({});
    const before = await contents();
    await expect(again(own)).rejects.toMatchObject({
      code: 'usage',
      message:
        'shop-local is up, and its nodes trust another CA than KLAB_CA_CERT names, which they read when they start; unset KLAB_CA_CERT, KLAB_CA_KEY, or take it down first: klab down shop-local (--keep-data keeps its data)',
    });
    expect(await contents()).toEqual(before);
    await first(own);
    const signed = await contents();
    for (const env of [own, {}]) await again(env);
    expect(await contents()).toEqual(signed);
    await expect(again(await ownAuthority(home))).rejects.toThrow('trust another CA than KLAB_CA_CERT names');
    expect(await contents()).toEqual(signed);
  });

  it('is not replaced by other passwords, and stays with the same ones or none', async () => {
    const env = { KLAB_PASSWORD_SHOP: 'first' };
    await first(env);
    const before = await contents();
    for (const one of [env, {}, { KLAB_PASSWORD_SHOP: '' }]) await again(one);
    expect(await contents()).toEqual(before);
    await expect(again({ KLAB_PASSWORD_SHOP: 'second', KLAB_PASSWORD_KLAB: 'x' })).rejects.toThrow(
      'hold another password than KLAB_PASSWORD_SHOP, KLAB_PASSWORD_KLAB, which they read when they start; unset KLAB_PASSWORD_SHOP, KLAB_PASSWORD_KLAB, or',
    );
    // Nodes and services come by SCRAM with what they have read.
    await expect(again({ KLAB_PASSWORD_KLAB_NODES: 'x' })).rejects.toThrow('KLAB_PASSWORD_KLAB_NODES');
    await expect(again({ KLAB_PASSWORD_CONNECT: 'x' })).rejects.toThrow('KLAB_PASSWORD_CONNECT');
    expect(await contents()).toEqual(before);
  });

  it('is no password by SCRAM of somebody else', async () => {
    const all = { ...security, external: scram };
    await prepare({ KLAB_PASSWORD_SHOP: 'first' }, false, all);
    const { passwordOf } = await prepare({ KLAB_PASSWORD_SHOP: 'second' }, true, all);
    expect(passwordOf('shop')).toBe('second');
  });
});
