import { describe, expect, it } from 'vitest';
import { securityProtocols } from '../../../src/kafka/security/listener.ts';
import { KafkaCluster, Topology, ZooKeeperEnsemble } from '../../../src/index.ts';
import { kraft, zooKeeper } from '../../support/constructs.ts';

function messages(topology: Topology): readonly string[] {
  return topology.problems().map(({ message }) => message);
}

function withProtocol(protocol: string, reach: 'host' | 'cluster' = 'host'): Topology {
  return kraft({ extraListeners: [{ name: 'SECURE', protocol: protocol as 'SSL', reach, port: 39_092 }] });
}

describe('a topology that asks for TLS or SASL by hand', () => {
  it.each(securityProtocols.filter((protocol) => protocol !== 'PLAINTEXT'))(
    'is refused at once for a listener of %s, whoever it is for',
    (protocol) => {
      const problem = [
        `listener SECURE has protocol ${protocol}, and security secures the lab's own listeners alone; use PLAINTEXT`,
      ];
      expect(messages(withProtocol(protocol))).toEqual(problem);
      expect(messages(withProtocol(protocol, 'cluster'))).toEqual(problem);
    },
  );

  it('is refused for a protocol of a name of its own', () => {
    expect(messages(withProtocol('MTLS'))).toEqual(['listener SECURE has protocol MTLS; use PLAINTEXT']);
  });

  it.each([
    ['security.inter.broker.protocol', 'SASL_PLAINTEXT', 'use security.internal'],
    ['zookeeper.ssl.client.enable', 'TRUE', 'use security.zookeeper'],
    ['zookeeper.set.acl', 'true', 'drop it: klab sets no rights within ZooKeeper'],
  ])('is refused for the setting %s', (setting, value, fix) => {
    expect(messages(zooKeeper({ settings: { [setting]: value } }))).toEqual([
      `settings has ${setting} ${value}; ${fix}`,
    ]);
  });

  it('is refused for protocols mapped by hand', () => {
    const settings = { 'listener.security.protocol.map': 'EXTERNAL:SSL,INTERNAL:PLAINTEXT' };
    expect(messages(kraft({ settings }))).toEqual([
      "settings has listener.security.protocol.map, which the topology decides; use security for the lab's own listeners; extraListeners have protocol PLAINTEXT alone",
    ]);
  });

  it('is refused for an ensemble', () => {
    const topology = new Topology('t', { summary: 'test' });
    const metadata = new ZooKeeperEnsemble(topology, 'zk', { servers: 1, settings: { sslQuorum: 'true' } });
    new KafkaCluster(topology, 'kafka', { metadata, brokers: 1 });
    expect(messages(topology)).toEqual(['settings has sslQuorum true; use security of the KafkaCluster']);
  });

  it('is let be where it changes nothing', () => {
    const settings = { 'sasl.enabled.mechanisms': 'PLAIN', 'ssl.client.auth': 'none' };
    expect(messages(kraft({ settings }))).toEqual([]);
    expect(messages(zooKeeper({ settings: { 'zookeeper.ssl.client.enable': 'false' } }))).toEqual([]);
  });
});

describe('an authorizer', () => {
  const name = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';
  const problems = (settings: Record<string, string>): readonly string[] =>
    messages(kraft({ settings: { 'authorizer.class.name': name, ...settings } }));

  it.each([{}, { 'super.users': 'User:admin' }, { 'super.users': 'User:ANONYMOUSE;User:b' }])(
    'is refused where super users leave the brokers out: %j',
    (settings) => {
      expect(problems(settings)).toEqual([
        expect.stringMatching(/leaves out User:ANONYMOUS.*they cannot register; add it to super\.users/),
      ]);
    },
  );

  it.each([
    { 'super.users': 'User:admin; User:ANONYMOUS' },
    { 'allow.everyone.if.no.acl.found': 'true' },
    { 'principal.builder.class': 'com.example.Builder' },
  ])('is let be where they are not: %j', (settings) => {
    expect(problems(settings)).toEqual([]);
  });
});
