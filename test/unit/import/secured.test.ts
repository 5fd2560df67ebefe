/** Files with TLS, SASL and users in them: what of it becomes the prop `security`, that it renders to the same, and that nothing secret goes over. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importFiles, type Imported } from '../../../src/import/import.ts';
import { proofOf } from '../../../src/import/proof.ts';
import { securityProof } from '../../../src/import/security/proof.ts';
import { clustersOf } from '../../../src/lint/clusters.ts';
import { completed } from '../../../src/lint/completed.ts';
import { packageRoot } from '../../../src/package-root.ts';
import {
  jaasFile,
  securedBitnami,
  securedKraft,
  securedProperties,
  securedStrimzi,
  securedWithJaasFile,
  withProperties,
} from '../../support/secured-files.ts';

function take(text: string, beside: Readonly<Record<string, string>> = {}): Imported {
  return importFiles(new Map([['compose.yml', text]]), (path) => beside[path.replace('./', '')], 'shop');
}

const said = ({ notes }: Imported, kind: string): string =>
  notes.flatMap((note) => (note.kind === kind ? [note.text] : [])).join('\n');

/** What can be brought up, and renders to the same; no password of the file is in anything of it. */
async function proved(taken: Imported): Promise<Imported> {
  expect(taken.problems).toEqual([]);
  expect((await proofOf(taken.plan, taken.nodes, taken.notes)).unlike).toEqual([]);
  expect(JSON.stringify([taken.plan, taken.code, taken.notes])).not.toContain('hunter2');
  return taken;
}

describe('a secured cluster of KRaft', () => {
  it('has its listeners, mechanisms, certificates and names', async () => {
    const { plan, notes } = await proved(take(securedKraft));
    expect(plan.cluster.security).toEqual({
      external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-256' },
      internal: { protocol: 'SSL', clientAuth: 'required' },
      controller: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      users: [{ name: 'shop' }],
      superUsers: ['admin'],
    });
    expect(plan.cluster.settings).toMatchObject({ 'ssl.enabled.protocols': 'TLSv1.3' });
    const texts = notes.map(({ kind, text }) => `${kind}: ${text}`).join('\n');
    expect(texts).toMatch(/changed: User:CN=kafka1,OU=x,O=y in super\.users: klab's nodes are super users/);
    expect(texts).toMatch(
      /changed: ssl\.keystore\.filename: klab makes keys, certificates and passwords anew/,
    );
    expect(texts).toMatch(/changed: \.\/secrets at \/etc\/kafka\/secrets: not taken over/);
    expect(texts).toMatch(/not understood: what shop may do is in the cluster's metadata/);
  });

  it('gives its services a way in, with the rights of whom they came as', () => {
    const { plan } = take(securedKraft);
    expect(plan.services[0]?.props).toMatchObject({
      environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: '@{bootstrap}' },
      client: {
        variables: 'KAFKA_CLUSTERS_0_PROPERTIES',
        acls: expect.arrayContaining([{ cluster: true, operations: ['All'] }]),
      },
    });
    expect(Object.keys(plan.services[0]?.props.environment ?? {})).toHaveLength(1);
    expect(plan.services[1]?.props.command?.join(' ')).toContain('SCRAM-SHA-256=[password="..."]');
  });

  it('tells what klab has not: other mechanisms, a second listener, rules of another authorizer', () => {
    const taken = take(
      securedKraft
        .replace('MECHANISMS: SCRAM-SHA-256', 'MECHANISMS: GSSAPI,SCRAM-SHA-256,PLAIN')
        .replace('CLIENT://:9093', 'CLIENT://:9093,OTHER://:9094')
        .replace('CLIENT://localhost:9093', 'CLIENT://localhost:9093,OTHER://localhost:9094')
        .replace('CLIENT:SASL_SSL', 'CLIENT:SASL_SSL,OTHER:SSL')
        .replace('org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'com.example.Authorizer'),
    );
    expect(said(taken, 'not understood')).toMatch(/listener CLIENT: klab has no GSSAPI; it has PLAIN, SCRAM/);
    expect(said(taken, 'not understood')).toMatch(/one mechanism for each, here SCRAM-SHA-256 and not PLAIN/);
    expect(said(taken, 'not understood')).toMatch(/listener OTHER: a second one for the same clients/);
    expect(said(taken, 'not understood')).toMatch(
      /authorizer com\.example\.Authorizer: klab has Kafka's own/,
    );
    expect(taken.plan.cluster.security?.superUsers).toBeUndefined();
  });

  it('that renders to something else is not proved', () => {
    const { plan } = take(securedKraft);
    const rendered = (text: string) => {
      const files = new Map([['compose.yml', text]]);
      return clustersOf(
        completed(files, () => undefined),
        'compose.yml',
        () => undefined,
      )[0];
    };
    expect(securityProof(plan, rendered(securedKraft)).unlike).toEqual([]);
    const other = rendered(
      securedKraft.replace('BROKER:SSL', 'BROKER:PLAINTEXT').replace('User:admin', 'User:b'),
    );
    expect(securityProof(plan, other).unlike).toEqual([
      'security.internal is PLAINTEXT, and was SSL with a required certificate',
      'admin is no super user, and was one',
    ]);
  });
});

describe('in each dialect', () => {
  it("Bitnami's variables name who comes", async () => {
    const { plan, notes } = await proved(take(securedBitnami));
    expect(plan.cluster.security).toEqual({
      // Its image asks for certificates on listeners with TLS alone, and lets clients in by each of its mechanisms.
      external: { protocol: 'SASL_SSL', mechanism: 'PLAIN' },
      internal: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      controller: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      users: [{ name: 'shop' }, { name: 'store' }],
    });
    const changed = notes.flatMap(({ kind, text }) => (kind === 'changed' ? [text] : []));
    expect(changed).toContain(
      'KAFKA_CLIENT_USERS: whom it names is taken over; klab makes keys, certificates and passwords anew',
    );
    expect(changed).toContain('KAFKA_CERTIFICATE_PASSWORD: klab makes keys, certificates and passwords anew');
    expect(changed.join('\n')).toMatch(/kafka\.keystore\.jks at .*: not taken over: klab makes keys/);
  });

  it('a file of JAAS names them, with ZooKeeper', async () => {
    const taken = await proved(take(securedWithJaasFile, { 'jaas.conf': jaasFile }));
    expect(taken.plan.cluster.security).toEqual({
      external: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      internal: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' },
      zookeeper: { protocol: 'PLAINTEXT' },
      users: [{ name: 'alice' }],
      superUsers: ['admin'],
    });
  });

  it('a file of properties says all of it', async () => {
    const taken = await proved(take(withProperties, { 'server.properties': securedProperties }));
    expect(taken.plan.cluster.security).toEqual({
      external: { protocol: 'SSL', clientAuth: 'requested' },
      internal: { protocol: 'SSL', clientAuth: 'requested' },
      controller: { protocol: 'PLAINTEXT' },
    });
    expect(said(taken, 'not understood')).toMatch(
      /ssl\.cipher\.suites TLS_AES_256_GCM_SHA384: klab has no such prop/,
    );
  });

  it("Strimzi's listeners, certificates of its own between brokers, rules of users", async () => {
    const taken = await proved(take(securedStrimzi));
    expect(taken.plan.cluster.security).toMatchObject({
      external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' },
      internal: { protocol: 'SSL', clientAuth: 'required' },
      controller: { protocol: 'SSL', clientAuth: 'required' },
      users: [
        {
          name: 'alice',
          acls: [
            { topic: 'orders', operations: ['Read', 'Describe'] },
            { group: 'shop-*', operations: ['Read'] },
            { topic: 'secret', operations: ['All'], allow: false },
          ],
        },
      ],
      superUsers: ['ops'],
    });
    expect(said(taken, 'not understood')).toMatch(/spec\.quotas/);
    expect(said(taken, 'not understood')).toMatch(/a rule about group shop- from 10\.0\.0\.1/);
    expect(said(taken, 'not understood')).toMatch(
      /listener\.name\.tls-9093\.ssl\.client\.auth: no listener tls-9093/,
    );
  });

  it.each([
    ['secure', 'compose.yaml'],
    ['secure', 'kubernetes.yaml'],
    ['secure-zookeeper', 'compose.yaml'],
  ])("klab's own %s comes back from its %s", async (name, file) => {
    const { plan } = await proved(take(readFileSync(join(packageRoot(), 'dist', name, file), 'utf8')));
    expect(plan.cluster.security?.superUsers).toEqual(['admin']);
  });
});

describe('what the lab cannot do', () => {
  it.each([
    [
      'KAFKA_SASL_ENABLED_MECHANISMS: PLAIN',
      'KAFKA_SASL_ENABLED_MECHANISMS: SCRAM-SHA-512',
      /has PLAIN in place of SCRAM-SHA-512: klab cannot come by SCRAM with ZooKeeper/,
    ],
    [
      'KAFKA_SASL_ENABLED_MECHANISMS: PLAIN',
      'KAFKA_SASL_ENABLED_MECHANISMS: GSSAPI',
      /has PLAIN: no mechanism of its own is one of klab's/,
    ],
    ['User:admin', 'Group:admins', /operator is added, as whom clients may come/],
  ])('%s as %s', async (from, to, changed) => {
    const text = securedWithJaasFile
      .replace(from, to)
      .replace('INTER_BROKER_PROTOCOL: PLAIN', 'INTER_BROKER_PROTOCOL: SCRAM-SHA-512');
    const taken = await proved(take(text, { 'jaas.conf': jaasFile }));
    expect(said(taken, 'changed')).toMatch(changed);
  });
});
