import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResolvedTopology } from '../../../../src/kafka/node.ts';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';
import { makeAuthority } from '../../../../src/runtimes/secrets/certificates.ts';
import { prepareSecrets } from '../../../../src/runtimes/secrets/prepare.ts';
import { clientSecurityOf, secretsOf } from '../../../../src/runtimes/secrets/secrets.ts';
import { resolved } from '../../../support/topologies.ts';

const security: ClusterSecurity = {
  external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
  internal: { protocol: 'SSL', clientAuth: 'required' },
  controller: { protocol: 'SSL', clientAuth: 'required' },
  users: [{ name: 'shop', acls: [] }],
  superUsers: ['admin'],
};

/** What a shell, a properties file, JAAS and compose each take for something of their own. */
const awkward = 'a"b\\c$d${e}\nf=#! \u00e9\u20ac\'';

let home: string;
let topology: ResolvedTopology;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'klab-secrets-'));
  vi.stubEnv('KLAB_HOME', home);
  topology = { ...resolved('single-broker'), security };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

const prepare = async (
  env: NodeJS.ProcessEnv = {},
  addresses: Readonly<Record<string, readonly string[]>> = {},
) => await prepareSecrets({ id: 'shop-local', topology }, addresses, { env });

async function contents(dir: string): Promise<Record<string, string>> {
  const names = await readdir(dir);
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')]));
  return Object.fromEntries(texts) as Record<string, string>;
}

/** An authority of the user's own, as files. */
async function ownAuthority(): Promise<{ KLAB_CA_CERT: string; KLAB_CA_KEY: string }> {
  const { certificate, key } = await makeAuthority();
  const paths = { KLAB_CA_CERT: join(home, 'own-ca.pem'), KLAB_CA_KEY: join(home, 'own-ca.key') };
  await writeFile(paths.KLAB_CA_CERT, certificate);
  await writeFile(paths.KLAB_CA_KEY, key);
  return paths;
}

describe('the secrets of an instance', () => {
  it('are in a folder and in files that nobody else may read', async () => {
    const { dir } = await prepare();
    expect(dir).toBe(join(home, 'instances', 'shop-local', 'secrets'));
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    const names = await readdir(dir);
    const modes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).mode & 0o777));
    expect(new Set(modes)).toEqual(new Set([0o600]));
    const own = ['.pem', '.key', '.keystore.pem'];
    const owners = [topology.nodes[0]!.id, 'user-shop', 'user-admin', 'user-klab', 'user-klab-checks'];
    const expected = [
      'ca.pem',
      'ca.key',
      'users.json',
      'sasl.properties',
      ...owners.flatMap((name) => own.map((end) => name + end)),
    ];
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  it('are of a service what it comes to brokers by, and no more of others', async () => {
    const internal = { protocol: 'SASL_SSL', mechanism: 'PLAIN', clientAuth: 'required' } as const;
    topology = {
      ...resolved('open-stack'),
      security: { ...security, internal, services: [{ name: 'connect' }] },
    };
    const { dir, passwordOf } = await prepare();
    const files = await contents(dir);
    expect(new X509Certificate(files['connect.pem']!).subject).toBe('CN=connect');
    expect(files['connect.sasl.properties']).toContain(passwordOf('connect'));
    expect(files['connect.sasl.properties']).not.toContain(passwordOf('klab'));
    expect(files['sasl.properties']).toContain(passwordOf('connect'));
    expect(Object.keys(files).filter((name) => /^(postgres|registry)/.test(name))).toEqual([]);
  });

  it('stay as they are when they are prepared again', async () => {
    const { dir } = await prepare();
    const before = await contents(dir);
    await prepare();
    expect(await contents(dir)).toEqual(before);
  });

  it('name a node by everything that clients call it', async () => {
    const { dir } = await prepare();
    const { id } = topology.nodes[0]!;
    const namesOf = async (): Promise<readonly string[]> => {
      const pem = await readFile(join(dir, `${id}.pem`), 'utf8');
      return (new X509Certificate(pem).subjectAltName ?? '').split(', ');
    };
    const common = [`DNS:${id}`, 'DNS:localhost', 'IP Address:127.0.0.1', 'DNS:host.docker.internal'];
    expect(await namesOf()).toEqual(expect.arrayContaining(common));
    await prepare({}, { [id]: ['10.1.2.3', `${id}.shop.svc.cluster.local`] });
    expect(await namesOf()).toEqual(
      expect.arrayContaining([...common, 'IP Address:10.1.2.3', `DNS:${id}.shop.svc.cluster.local`]),
    );
  });

  it('replace what is broken, and keep the rest', async () => {
    const { dir } = await prepare();
    const before = await contents(dir);
    const { id } = topology.nodes[0]!;
    await writeFile(join(dir, `${id}.key`), before['ca.key']!);
    await prepare();
    const after = await contents(dir);
    expect(after[`${id}.pem`]).not.toBe(before[`${id}.pem`]);
    expect(after['user-shop.pem']).toBe(before['user-shop.pem']);
    expect(after['ca.pem']).toBe(before['ca.pem']);
    expect(after[`${id}.keystore.pem`]).toBe(after[`${id}.key`]! + after[`${id}.pem`]! + after['ca.pem']!);
  });

  it('have the password that the environment gives, whatever is in it, and remember it', async () => {
    const given = await prepare({ KLAB_PASSWORD_SHOP: awkward });
    expect(given.passwordOf('shop')).toBe(awkward);
    const made = given.passwordOf('admin');
    expect(made).toMatch(/^[\w-]{32}$/);
    const again = await prepare();
    expect([again.passwordOf('shop'), again.passwordOf('admin')]).toEqual([awkward, made]);
    expect(() => again.passwordOf('constructor')).toThrow('users.json has no password of constructor');
  });

  it('are in nothing that is made of what others get', async () => {
    const secrets = await prepare({ KLAB_PASSWORD_KLAB: 'the-password' });
    const client = clientSecurityOf(secrets, security.external);
    expect(client.sasl).toMatchObject({ mechanism: 'SCRAM-SHA-512', username: 'klab' });
    expect(JSON.stringify([secrets, client])).not.toContain('the-password');
    expect(client.sasl && 'password' in client.sasl && client.sasl.password()).toBe('the-password');
    await writeFile(join(secrets.dir, 'users.json'), '{"shop": the-password');
    const error: unknown = await prepare().catch((reason: unknown) => reason);
    expect(() => secretsOf('shop-local').passwordOf('klab')).toThrow('users.json is not readable as JSON');
    expect(error).toMatchObject({ code: 'storage' });
    expect(inspect(error)).not.toContain('the-password');
  });

  it('say as whom a client comes, by what its listener asks', async () => {
    const secrets = await prepare();
    const { certificate } = secrets.certificateOf('shop');
    const mutual = clientSecurityOf(secrets, security.internal, 'shop');
    expect(mutual).toMatchObject({ tls: { ca: secrets.authority(), cert: certificate } });
    expect(mutual.sasl).toBeUndefined();
    expect(clientSecurityOf(secrets, { protocol: 'SSL' })).toEqual({ tls: { ca: secrets.authority() } });
    expect(clientSecurityOf(secrets, { protocol: 'PLAINTEXT' })).toEqual({});
  });
});

describe('an authority of the user’s own', () => {
  it('signs, and its key stays where it is', async () => {
    const own = await ownAuthority();
    const first = await prepare();
    const before = await contents(first.dir);
    const { dir, authority } = await prepare(own);
    const ca = authority();
    expect(ca).toBe(await readFile(own.KLAB_CA_CERT, 'utf8'));
    const after = await contents(dir);
    expect(after['ca.key']).toBeUndefined();
    expect(after['user-klab.pem']).not.toBe(before['user-klab.pem']);
    expect(new X509Certificate(after['user-klab.pem']!).verify(new X509Certificate(ca).publicKey)).toBe(true);
    await prepare();
    expect(await contents(dir)).toEqual(after);
  });

  it('is asked for again when something new must be signed', async () => {
    await prepare(await ownAuthority());
    topology = { ...topology, security: { ...security, superUsers: ['admin', 'new'] } };
    await expect(prepare()).rejects.toMatchObject({
      code: 'usage',
      message:
        'new needs a new certificate of your own CA, whose key klab does not keep; set KLAB_CA_CERT and KLAB_CA_KEY again',
    });
  });

  it('is refused before anything is made', async () => {
    const own = await ownAuthority();
    await expect(prepare({ ...own, KLAB_CA_KEY: own.KLAB_CA_CERT })).rejects.toMatchObject({ code: 'usage' });
    await expect(readdir(join(home, 'instances'))).rejects.toThrow('ENOENT');
  });
});
