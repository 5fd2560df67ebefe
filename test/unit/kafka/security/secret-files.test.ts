import { expect, it } from 'vitest';
import { readProperties } from '../../../../src/kafka/properties.ts';
import {
  controllerSaslContent,
  loginModules,
  saslFileContent,
  secretFilesOf,
  serviceSaslContent,
} from '../../../../src/kafka/security/secret-files.ts';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';

const security: ClusterSecurity = {
  external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
  internal: { protocol: 'SSL', clientAuth: 'required' },
  controller: { protocol: 'SSL', clientAuth: 'required' },
  users: [{ name: 'shop', acls: [] }],
  superUsers: ['admin'],
};
const plain = { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' } as const;

const keys = 'file:///home/me/secrets/jwks.json';

const written = (given: Partial<ClusterSecurity>, passwordOf = (name: string) => `of ${name}`) =>
  readProperties(saslFileContent({ ...security, ...given }, passwordOf, keys));

it('has a text for each part that is secured by SASL, and no password where the metadata has what SCRAM needs', () => {
  expect(written({})).toEqual({
    external: 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    keys,
  });
});

it('has every client of PLAIN, and nodes where they come too', () => {
  const module = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  const node = 'username="klab-nodes" password="of klab-nodes"';
  const clients =
    'user_shop="of shop" user_admin="of admin" user_klab="of klab" user_klab-checks="of klab-checks"';
  expect(written({ external: plain, internal: plain, controller: plain })).toEqual({
    external: `${module} ${clients};`,
    internal: `${module} ${node} ${clients} user_klab-nodes="of klab-nodes";`,
    controller: `${module} ${node} user_klab-nodes="of klab-nodes";`,
    keys,
  });
});

it('has a service among the clients of its listener, which is told its own password alone', () => {
  const services = [{ name: 'registry' }];
  const text = written({ external: plain, internal: plain, services });
  expect(text['internal']).toContain(' user_registry="of registry"');
  expect(text['external']).not.toContain('registry');
  const own = serviceSaslContent(
    { ...security, internal: plain, services },
    'registry',
    (name) => `of "${name}"`,
  );
  expect(readProperties(own)).toEqual({
    internal: `${loginModules.PLAIN} required username="registry" password="of \\"registry\\"";`,
  });
});

it('gives a service that comes to brokers its own files, and another none', () => {
  const services = [{ name: 'registry' }];
  const of = (id: string, internal: ClusterSecurity['internal']): readonly string[] =>
    secretFilesOf({ id, software: 'schema-registry', role: 'service' }, { ...security, services, internal });
  const byCertificate = { protocol: 'SSL', clientAuth: 'required' } as const;
  expect(of('registry', byCertificate)).toEqual(['ca.pem', 'registry.keystore.pem']);
  expect(of('registry', plain)).toEqual(['registry.sasl.properties']);
  expect(of('postgres', byCertificate)).toEqual([]);
});

it('says as whom nodes come by SCRAM', () => {
  expect(written({ internal: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-256' } })['internal']).toBe(
    'org.apache.kafka.common.security.scram.ScramLoginModule required username="klab-nodes" password="of klab-nodes";',
  );
});

it('lets in whoever has a token', () => {
  expect(written({ external: { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } })['external']).toBe(
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;',
  );
});

it('keeps a password of any characters within its quotes', () => {
  const awkward = 'a"b\\c$d${e}\nf;\tgé';
  expect(written({ external: plain }, () => awkward)['external']).toContain(
    'user_shop="a\\"b\\\\c$d${e}\\012f;\\011gé" ',
  );
});

it.each([
  [
    { id: 'broker-1', software: 'kafka', role: 'broker' },
    ['ca.pem', 'broker-1.keystore.pem', 'sasl.properties'],
  ],
  [{ id: 'zookeeper-1', software: 'zookeeper', role: 'zookeeper' }, ['ca.pem', 'zookeeper-1.keystore.pem']],
  [{ id: 'connect', software: 'kafka-connect', role: 'service' }, ['ca.pem', 'connect.keystore.pem']],
  [{ id: 'postgres', software: 'postgresql', role: 'service' }, []],
])('gives %o what it reads, and nothing of others', (node, expected) => {
  const zookeeper = { protocol: 'SSL', clientAuth: 'required' } as const;
  expect(secretFilesOf(node, { ...security, zookeeper, services: [{ name: 'connect' }] })).toEqual(expected);
});

it('gives nodes that speak plain text nothing to keep', () => {
  const open = { protocol: 'PLAINTEXT' } as const;
  const none = { ...security, external: open, internal: open, controller: open };
  expect(secretFilesOf({ id: 'broker-1', software: 'kafka', role: 'combined' }, none)).toEqual([]);
  const tokens = { ...none, external: { protocol: 'SASL_PLAINTEXT', mechanism: 'OAUTHBEARER' } as const };
  expect(secretFilesOf({ id: 'broker-1', software: 'kafka', role: 'combined' }, tokens)).toEqual([
    'sasl.properties',
    'jwks.json',
  ]);
});

it('gives nodes that are controllers only what the quorum needs, and no password of a client', () => {
  const node = { id: 'controller-101', software: 'kafka', role: 'controller' };
  const sasl = { ...security, external: plain, internal: plain };
  expect(secretFilesOf(node, security)).toEqual(['ca.pem', 'controller-101.keystore.pem']);
  expect(secretFilesOf(node, { ...sasl, controller: plain })).toEqual(['sasl-controller.properties']);
  const text = controllerSaslContent({ ...sasl, controller: plain }, (name) => `of ${name}`);
  expect(Object.keys(readProperties(text))).toEqual(['controller']);
  expect(text).not.toMatch(/shop|admin|klab-checks|user_klab=/);
});
