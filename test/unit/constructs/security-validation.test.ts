import { describe, expect, it } from 'vitest';
import {
  ConduktorConsole,
  JmxExporter,
  KafkaCluster,
  PostgreSql,
  SchemaRegistry,
  Topology,
  ZooKeeperEnsemble,
  type Acl,
  type SecurityProps,
} from '../../../src/index.ts';
import { kraft, zooKeeper, type ClusterProps } from '../../support/constructs.ts';

const mutual = { protocol: 'SSL', clientAuth: 'required' } as const;
const orders: Acl = { topic: 'orders', operations: ['Read'] };

const superUsers = ['admin'];

function problems(
  security: SecurityProps,
  make: (cluster: ClusterProps) => Topology = kraft,
): readonly string[] {
  return make({ security: { superUsers, ...security } })
    .problems()
    .map(({ message }) => message);
}

function withAcl(acl: object): SecurityProps {
  return { users: [{ name: 'shop', acls: [acl as Acl] }] };
}

describe('security that cannot be', () => {
  it.each<[string, SecurityProps, string]>([
    [
      'a mechanism without SASL',
      { external: { protocol: 'SSL', mechanism: 'PLAIN' } },
      'security.external has mechanism PLAIN, which SSL does not ask for; use SASL_SSL or SASL_PLAINTEXT, or drop it',
    ],
    [
      'certificates of clients without TLS',
      { internal: { protocol: 'PLAINTEXT', clientAuth: 'required' } },
      'security.internal has clientAuth required, and PLAINTEXT has no certificates and no CA to know them by; use SSL, or drop it',
    ],
    [
      'nobody to come by a mechanism',
      { superUsers: [] },
      'security.external has mechanism SCRAM-SHA-512 and nobody who could come by it; name users or superUsers',
    ],
    [
      'tokens between nodes',
      { internal: { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' }, controller: mutual },
      'security.internal has mechanism OAUTHBEARER, for which nodes have no tokens; use PLAIN, SCRAM-SHA-512 or SSL with clientAuth required',
    ],
    [
      'SCRAM between controllers',
      { controller: { protocol: 'SASL_SSL' } },
      'security.controller has mechanism SCRAM-SHA-512, which controllers do not have: who it lets in stands in the metadata that they are to agree on; use PLAIN or SSL with clientAuth required',
    ],
    [
      'ZooKeeper in a KRaft cluster',
      { zookeeper: mutual },
      'security.zookeeper is there, and a KRaft cluster has no ZooKeeper; drop it',
    ],
    [
      "a name of the lab's",
      { superUsers: ['klab'] },
      'security has user klab, as whom the lab itself comes; use another name',
    ],
    [
      "a node's name",
      { users: [{ name: 'broker-2', acls: [orders] }] },
      'security has user broker-2, as whom node broker-2 comes; use another name',
    ],
    [
      'a name that is part of no setting',
      { superUsers: ['a;b'] },
      'security has user "a;b"; use 1-64 letters, digits, ., _ and -, beginning with a letter',
    ],
    [
      "a name of the checks'",
      { superUsers: ['klab-checks'] },
      "security has user klab-checks, as whom the lab's checks come; use another name",
    ],
    [
      'names that one variable would have the password of',
      { superUsers: ['sh.op', 'sh-op'] },
      'security has user sh-op, and sh.op differs in case or marks alone, so files and variables would take one for the other; use another name',
    ],
    [
      "a name that is one of the lab's where files know no case",
      { superUsers: ['KLAB'] },
      'security has user KLAB, and klab differs in case or marks alone, so files and variables would take one for the other; use another name',
    ],
    [
      'a user that is there twice',
      { users: [1, 2].map(() => ({ name: 'shop', acls: [orders] })) },
      'security has user shop twice; keep one',
    ],
    [
      'rules for somebody whom none binds',
      { users: [{ name: 'admin', acls: [orders] }] },
      'security has user admin among superUsers too, whom no rule binds; keep one of them',
    ],
    [
      'a rule about nothing',
      withAcl({ operations: ['Read'] }),
      'security: rule 1 of user shop is about nothing; give it exactly one of topic, group, transactionalId, cluster',
    ],
    [
      'a rule about two things',
      withAcl({ topic: 'a', group: 'b', operations: ['Read'] }),
      'security: rule 1 of user shop is about topic and group; give it exactly one of topic, group, transactionalId, cluster',
    ],
    [
      'an empty name',
      withAcl({ topic: '', operations: ['Read'] }),
      'security: rule 1 of user shop has an empty topic; use a name, or * for all',
    ],
    [
      'a name that ends otherwise than it says',
      withAcl({ group: '*-shop', operations: ['Read'] }),
      'security: rule 1 of user shop has group "*-shop", and * stands for the rest of a name; use it at the end alone',
    ],
    [
      'a topic that cannot be',
      withAcl({ topic: 'the orders', operations: ['Read'] }),
      'security: rule 1 of user shop has topic "the orders", which no topic can be called; use letters, digits, ., _ and -, 249 at most, and * at the end for all that begin so',
    ],
    [
      'a rule without operations',
      withAcl({ group: 'g', operations: [] }),
      'security: rule 1 of user shop has no operations; use All, Read, Delete, Describe',
    ],
    [
      'an operation that a thing has not',
      withAcl({ group: 'g', operations: ['Write'] }),
      'security: rule 1 of user shop has operation Write, which a group has not; use All, Read, Delete, Describe',
    ],
  ])('is refused: %s', (_, security, problem) => {
    expect(problems(security)).toEqual([problem]);
  });

  it.each<[string, SecurityProps, string]>([
    [
      "ZooKeeper by one of Kafka's mechanisms",
      { zookeeper: { protocol: 'SASL_SSL' } },
      "security.zookeeper has protocol SASL_SSL, and ZooKeeper has none of Kafka's mechanisms; use SSL or PLAINTEXT",
    ],
    [
      'SCRAM between brokers',
      { internal: { protocol: 'SASL_SSL' } },
      'security.internal has mechanism SCRAM-SHA-512, which brokers cannot begin with: who it lets in stands in ZooKeeper, where only a broker that runs can put it; use PLAIN or SSL with clientAuth required',
    ],
    [
      'SCRAM of clients',
      { external: { protocol: 'SASL_SSL' }, superUsers: ['admin'] },
      'security.external has mechanism SCRAM-SHA-512, by which klab cannot come in with ZooKeeper: brokers that run are told there who it lets in, by somebody who is in already; use PLAIN or SSL with clientAuth required',
    ],
    [
      'controllers',
      { controller: mutual },
      'security.controller is there, and a cluster with ZooKeeper has no quorum of controllers; drop it',
    ],
  ])('is refused with ZooKeeper: %s', (_, security, problem) => {
    expect(problems(security, zooKeeper)).toEqual([problem]);
  });

  it.each<[object, string]>([
    [{ external: { protocol: 'TLS' } }, 'security.external.protocol "TLS" is not possible; use PLAINTEXT or'],
    [{ external: {} }, 'security.external.protocol is missing; use PLAINTEXT or SSL or'],
    [
      { internal: { protocol: 'SASL_SSL', mechanism: 'GSSAPI' } },
      'security.internal.mechanism "GSSAPI" is not possible; use PLAIN or',
    ],
    [{ users: [{}] }, 'security.users[0].name is missing; use a text'],
    [withAcl({ topic: 'a' }), "security.users[0].acls[0].operations is missing; use ['Read']"],
    [withAcl({ cluster: 'yes', operations: ['All'] }), 'security.users[0].acls[0].cluster "yes"'],
    [{ password: 'x' }, 'security.password is unknown; use external, internal'],
  ])('is a problem of the prop that is wrong: %j', (security, problem) => {
    expect(problems(security as SecurityProps)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    'super.users',
    'principal.builder.class',
    'ssl.keystore.location',
    'listener.name.external.sasl.enabled.mechanisms',
  ])('is not to be had by the setting %s', (setting) => {
    const topology = kraft({ security: { superUsers }, settings: { [setting]: 'x' } });
    expect(topology.problems().map(({ message }) => message)).toEqual([
      `settings has ${setting}, which security decides; drop it`,
    ]);
  });

  it('is refused for a user called as a service that comes to brokers', () => {
    const topology = kraft({ security: { superUsers: ['registry', 'postgres'] } });
    new SchemaRegistry(topology, 'registry');
    new PostgreSql(topology, 'postgres');
    new JmxExporter(topology, 'jmx');
    expect(topology.problems().map(({ message }) => message)).toEqual([
      'security has user registry, as whom node registry comes; use another name',
    ]);
  });

  it.each(['ca', 'tokens'])('is refused for a service whose files would replace others: %s', (id) => {
    const topology = kraft({ security: { superUsers } });
    new SchemaRegistry(topology, id);
    expect(topology.problems().map(({ message }) => message)).toEqual([
      `security keeps keys as ${id}.key, which a certificate of node ${id} would be called too; give it another id`,
    ]);
  });

  it('is refused beside a console that would have a password in its environment', () => {
    const internal = { protocol: 'SASL_SSL', mechanism: 'PLAIN' } as const;
    const topology = kraft({ security: { superUsers, internal } });
    new ConduktorConsole(topology, 'console', { database: new PostgreSql(topology, 'postgres') });
    expect(topology.problems().map(({ message }) => message)).toEqual([
      'would have a password for SASL_SSL in its environment; use security.internal SSL with clientAuth required, or drop the console',
    ]);
  });

  it('is refused for a setting of an ensemble that would replace its own', () => {
    const topology = new Topology('t', { summary: 'test' });
    const settings = { 'ssl.clientAuth': 'none' };
    const metadata = new ZooKeeperEnsemble(topology, 'zk', { servers: 1, settings });
    new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, security: { superUsers } });
    expect(topology.problems().map(({ message }) => message)).toEqual([
      'settings of zk has ssl.clientAuth, which security decides; drop it',
    ]);
  });
});
