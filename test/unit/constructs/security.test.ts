import { describe, expect, it } from 'vitest';
import type { SecurityProps } from '../../../src/index.ts';
import { kraft, zooKeeper } from '../../support/constructs.ts';

const mutual = { protocol: 'SSL', clientAuth: 'required' } as const;

const superUsers = ['admin'];

function warnings(security: SecurityProps): readonly string[] {
  return kraft({ security: { superUsers, ...security } }).resolve().warnings;
}

describe('a cluster with security', () => {
  it('has SCRAM by TLS outside and a certificate on each side inside, where nothing else is said', () => {
    const topology = kraft({ security: { superUsers } }).resolve();
    expect(topology.security).toEqual({
      external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', clientAuth: 'none' },
      internal: mutual,
      controller: mutual,
      users: [],
      superUsers: ['admin'],
    });
    expect(topology.nodes[0]?.listeners.map(({ name, protocol }) => `${name} ${protocol}`)).toEqual([
      'INTERNAL SSL',
      'EXTERNAL SASL_SSL',
      'DOCKER SASL_SSL',
      'CONTROLLER SSL',
    ]);
    expect(topology.nodes[0]?.settings['super.users']).toBe(
      'User:admin;User:klab;User:broker-1;User:broker-2;User:broker-3',
    );
  });

  it('has plain text inside where it has none of TLS outside', () => {
    const security = kraft({
      security: { superUsers, external: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' } },
    }).resolve().security;
    expect(security?.internal).toEqual({ protocol: 'PLAINTEXT' });
  });

  it('lets controllers come by PLAIN where brokers come by SCRAM', () => {
    const { security } = kraft({ security: { superUsers, internal: { protocol: 'SASL_SSL' } } }).resolve();
    expect(security?.internal.mechanism).toBe('SCRAM-SHA-512');
    expect(security?.controller).toMatchObject({ protocol: 'SASL_SSL', mechanism: 'PLAIN' });
  });

  it('lets isolated controllers know the same', () => {
    const { nodes } = kraft({ security: { superUsers } }, { mode: 'isolated' }).resolve();
    const controller = nodes.find(({ role }) => role === 'controller');
    expect(controller?.listeners[0]?.protocol).toBe('SSL');
    expect(controller?.settings['super.users']).toContain('User:controller-101;');
    expect(controller?.settings).not.toHaveProperty('listener.name.external.ssl.client.auth');
  });

  it('secures ZooKeeper as the brokers among themselves', () => {
    const topology = zooKeeper({ security: { superUsers } }).resolve();
    expect(topology.security?.zookeeper).toEqual(mutual);
    const [server] = topology.nodes;
    expect(server?.settings).toMatchObject({ sslQuorum: 'true', 'ssl.clientAuth': 'need' });
    expect(topology.nodes.at(-1)?.settings).toMatchObject({ 'zookeeper.ssl.client.enable': 'true' });
  });

  it('has no authorizer while there is nobody for whom rules make a difference', () => {
    const { nodes } = kraft({ security: { external: { protocol: 'SSL' } } }).resolve();
    expect(nodes[0]?.settings).not.toHaveProperty('authorizer.class.name');
  });

  it('is for every target', () => {
    expect(kraft({ security: { superUsers } }).resolve().targets).toEqual(['compose', 'kubernetes', 'local']);
  });
});

describe('security that protects from less than it seems to', () => {
  it('warns of plain text outside, where rules bind nobody', () => {
    expect(
      warnings({
        external: { protocol: 'PLAINTEXT' },
        internal: mutual,
        users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Read'] }] }],
      }),
    ).toEqual([
      't/kafka: security.external is PLAINTEXT, by which everybody comes unnamed, klab too, and so may do everything: rules bind nobody there; use SASL_SSL, or SSL with clientAuth required',
    ]);
  });

  it('warns of brokers that come unnamed', () => {
    expect(warnings({ internal: { protocol: 'SSL' } })).toEqual([
      expect.stringContaining('security.internal is SSL without a required certificate'),
    ]);
  });

  it('warns of passwords in plain text', () => {
    expect(
      warnings({ external: { protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' }, internal: mutual }),
    ).toEqual([
      expect.stringContaining('security.external sends passwords that anybody on the way can read'),
    ]);
  });

  it('warns of an authorizer that lets everybody do what no rule is about', () => {
    const settings = {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
    };
    expect(kraft({ security: { superUsers }, settings }).resolve().warnings).toEqual([
      expect.stringContaining('everybody may use whatever no rule is about'),
    ]);
  });

  it('warns of a listener beside it that has no part in it', () => {
    const extraListeners = [{ name: 'SITE', protocol: 'PLAINTEXT', reach: 'host', port: 39_092 }] as const;
    expect(kraft({ security: { superUsers }, extraListeners }).resolve().warnings).toEqual([
      expect.stringContaining('listener SITE is PLAINTEXT beside security'),
    ]);
  });

  it('warns of a user who may do nothing', () => {
    expect(warnings({ users: [{ name: 'shop' }] })).toEqual([
      't/kafka: security has user shop without acls, who may do nothing; give some',
    ]);
  });
});
