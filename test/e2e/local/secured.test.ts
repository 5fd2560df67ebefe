/** Secured clusters on local processes: what `up` makes for them lets in whom it should, and nothing of it is where others look. */
import kafkajs, { type KafkaConfig } from 'kafkajs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { writeClientFiles } from '../../../src/app/client-files.ts';
import { deleteTopic } from '../../../src/client/wire/delete-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import type { ClientSecurity, Endpoint } from '../../../src/cluster/access.ts';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type KafkaClusterProps,
} from '../../../src/index.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { issueCertificate, makeAuthority } from '../../../src/runtimes/secrets/certificates.ts';
import { clientSecurityOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { makeTokenKey, signToken } from '../../../src/runtimes/secrets/tokens.ts';
import { testCluster } from '../../support/cluster.ts';
import { filesWithLeaks, leaksIn, secretTexts } from '../../support/leaks.ts';

/** What shells, properties, JAAS and JSON each take for something of their own. */
const awkward = 'a"b\\c$d${e}\nnext line é€ \'';

afterEach(() => vi.unstubAllEnvs());

type Props = Pick<KafkaClusterProps, 'kafkaVersion' | 'security'>;
const mutualTls = { protocol: 'SSL', clientAuth: 'required' } as const;
const scramInside = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' } as const;
const byScram256 = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-256' } as const;
const byTokens = { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } as const;
const byPlain = { protocol: 'SASL_SSL', mechanism: 'PLAIN' } as const;

const cases: readonly (readonly [what: string, metadata: 'kraft' | 'zookeeper', props: Props])[] = [
  ['as it comes', 'kraft', {}],
  ['certificates alone', 'kraft', { security: { external: mutualTls } }],
  ['tokens', 'kraft', { security: { external: byTokens } }],
  ['tokens, Kafka 3.9', 'kraft', { kafkaVersion: '3.9.2', security: { external: byTokens } }],
  [
    'SCRAM everywhere, Kafka 3.9',
    'kraft',
    { kafkaVersion: '3.9.2', security: { external: byScram256, internal: scramInside } },
  ],
  ['ZooKeeper', 'zookeeper', { security: { external: byPlain } }],
];

it.each(cases)('lets in whom it should, and shows nobody its secrets: %s', async (_what, metadata, props) => {
  vi.stubEnv('KLAB_PASSWORD_SHOP', awkward);
  await using cluster = await testCluster(securedOne(metadata, props), { portOffset: 13_250 });
  const { instance } = cluster;
  const dir = instanceDir(instance.id);
  const [broker] = cluster.brokers;
  const { external } = instance.topology.security!;
  const secrets = secretsOf(instance.id);
  const as = (user: string): Endpoint => {
    return { address: broker!.address, security: clientSecurityOf(secrets, external, user) };
  };

  await expect(describeBroker(as('shop'))).resolves.toMatchObject({ clusterId: instance.clusterId });
  const stranger = { address: broker!.address, security: await disguised(as('shop').security!) };
  await expect(describeBroker(stranger)).rejects.toMatchObject({
    kind: expect.stringMatching(/^(sasl-authentication-failed|client-certificate-refused)$/),
  });
  await expect(describeBroker({ address: broker!.address })).rejects.toMatchObject({
    kind: expect.stringMatching(/^(ssl-required|closed)$/),
  });
  await expect(deleteTopic(as('shop'), 'orders')).resolves.toBeUndefined();
  await expect(deleteTopic(as('shop'), 'others')).rejects.toThrow('topic-authorization-failed');
  await expect(deleteTopic(as('admin'), 'others')).resolves.toBeUndefined();

  // As a person's own programs come in: by the files that `up` writes.
  const client = await writeClientFiles(cluster);
  expect(client).toMatchObject({ user: 'shop' });
  // Each case has the same path, and a module is loaded once.
  const module = `${pathToFileURL(client!.kafkajs).href}?${instance.clusterId}`;
  const { config } = (await import(module)) as { config: KafkaConfig };
  const admin = new kafkajs.Kafka({ ...config, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  expect((await admin.describeCluster()).brokers).toHaveLength(1);
  await admin.disconnect();

  const texts = await secretTexts(secrets);
  expect(await filesWithLeaks(dir, texts)).toEqual([]);
  expect(leaksIn(JSON.stringify(cluster), texts)).toEqual([]);
  const logs = await readdir(join(dir, 'logs'));
  expect(
    await readFile(
      join(
        dir,
        'logs',
        logs.find((name) => name.startsWith('broker-1'))!,
      ),
      'utf8',
    ),
  ).toMatch(/Kafka Server started|\[KafkaServer id=1\] started/);
});

/** The same but for what nobody else can have: the password, the key behind a token, the authority behind a certificate. */
async function disguised({ tls, sasl }: ClientSecurity): Promise<ClientSecurity> {
  if (sasl?.mechanism === 'OAUTHBEARER') {
    return { tls: tls!, sasl: { ...sasl, token: async () => signToken(makeTokenKey(), 'shop') } };
  }
  if (sasl !== undefined) return { tls: tls!, sasl: { ...sasl, password: () => 'wrong' } };
  const { certificate: cert, key } = await issueCertificate(await makeAuthority(), { name: 'shop' });
  return { tls: { ...tls!, cert, key: () => key } };
}

function securedOne(
  mode: 'kraft' | 'zookeeper',
  { security, ...props }: Props,
): ReturnType<Topology['resolve']> {
  const topology = new Topology('secured-one', { summary: '1 secured broker' });
  const metadata =
    mode === 'kraft'
      ? new ControllerQuorum(topology, 'controllers')
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 1,
    security: {
      users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Delete', 'Describe'] }] }],
      superUsers: ['admin'],
      ...security,
    },
    ...props,
  });
  return topology.resolve();
}
