import { describe, expect, it } from 'vitest';
import {
  isAuthorized,
  namesWithPassword,
  patternOf,
  superUsersSetting,
  usersWithRules,
  type ClusterSecurity,
} from '../../../../src/kafka/security/users.ts';

const mutual = { protocol: 'SSL', clientAuth: 'required' } as const;
const scram = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' } as const;
const open = { protocol: 'PLAINTEXT' } as const;

const security: ClusterSecurity = {
  external: scram,
  internal: mutual,
  controller: mutual,
  users: [{ name: 'shop', acls: [{ topic: 'orders', operations: ['Read'] }] }],
  superUsers: ['admin'],
};

describe('super users', () => {
  const setting = (given: Partial<ClusterSecurity>): readonly string[] =>
    superUsersSetting({ ...security, ...given }, ['broker-1', 'controller-101']).split(';');

  it('are the nodes by the names in their certificates, the lab and whoever was named', () => {
    expect(setting({})).toEqual(['User:admin', 'User:klab', 'User:broker-1', 'User:controller-101']);
  });

  it('are services that nobody can make rules for', () => {
    const services = [{ name: 'connect' }, { name: 'registry', acls: [] }];
    expect(setting({ services })).toEqual([
      'User:admin',
      'User:klab',
      'User:connect',
      'User:broker-1',
      'User:controller-101',
    ]);
  });

  it('are the nodes by their user where they come by SASL', () => {
    expect(setting({ internal: scram, controller: { protocol: 'SASL_SSL', mechanism: 'PLAIN' } })).toEqual([
      'User:admin',
      'User:klab',
      'User:klab-nodes',
    ]);
  });

  it.each<Partial<ClusterSecurity>>([
    { internal: open },
    { controller: { protocol: 'SSL' } },
    { internal: { protocol: 'SSL', clientAuth: 'requested' } },
    { external: { protocol: 'SSL', clientAuth: 'none' } },
  ])('are whoever comes unnamed where nodes or the lab do: %j', (given) => {
    expect(setting(given)).toContain('User:ANONYMOUS');
  });
});

describe('rules', () => {
  it('are looked at as soon as they make a difference for somebody', () => {
    expect(isAuthorized(security)).toBe(true);
    expect(isAuthorized({ ...security, users: [] })).toBe(true);
    expect(isAuthorized({ ...security, users: [{ name: 'shop', acls: [] }], superUsers: [] })).toBe(false);
  });

  it('are those of users and of services, and no service asks for them by itself', () => {
    const rule = { topic: '_schemas', operations: ['Read'] } as const;
    const services = [{ name: 'connect' }, { name: 'registry', acls: [rule] }];
    expect(usersWithRules({ ...security, services }).map(({ name }) => name)).toEqual(['shop', 'registry']);
    expect(isAuthorized({ ...security, users: [], superUsers: [], services })).toBe(false);
  });

  it('are about one name, or all that begin so, or all', () => {
    const operations = ['Read'] as const;
    expect(patternOf({ topic: 'orders', operations })).toMatchObject({ name: 'orders', pattern: 'literal' });
    expect(patternOf({ group: 'shop-*', operations })).toEqual({
      resource: 'group',
      name: 'shop-',
      pattern: 'prefixed',
    });
    expect(patternOf({ topic: '*', operations })).toMatchObject({ name: '*', pattern: 'literal' });
    expect(patternOf({ cluster: true, operations: ['Create'] }).name).toBe('kafka-cluster');
  });
});

describe('a password', () => {
  it('is for everybody who comes by SASL', () => {
    expect(namesWithPassword(security)).toEqual(['shop', 'admin', 'klab', 'klab-checks']);
    expect(namesWithPassword({ ...security, internal: scram })).toEqual([
      'shop',
      'admin',
      'klab',
      'klab-checks',
      'klab-nodes',
    ]);
    expect(namesWithPassword({ ...security, external: mutual })).toEqual([]);
    expect(
      namesWithPassword({ ...security, external: { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } }),
    ).toEqual([]);
  });
});
