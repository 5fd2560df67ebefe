import { describe, expect, it } from 'vitest';
import { securityProtocols } from '../../../src/kafka/security/listener.ts';
import { KafkaCluster, Topology, ZooKeeperEnsemble } from '../../../src/index.ts';
import { kraft, zooKeeper } from '../../support/constructs.ts';

const notSpoken = 'klab speaks no TLS and no SASL yet';

function messages(topology: Topology): readonly string[] {
  return topology.problems().map(({ message }) => message);
}

function withProtocol(protocol: string, reach: 'host' | 'cluster' = 'host'): Topology {
  return kraft({ extraListeners: [{ name: 'SECURE', protocol: protocol as 'SSL', reach, port: 39_092 }] });
}

describe('a topology that asks for TLS or SASL', () => {
  it.each(securityProtocols.filter((protocol) => protocol !== 'PLAINTEXT'))(
    'is refused at once for a listener of %s, whoever it is for',
    (protocol) => {
      const problem = [`listener SECURE has protocol ${protocol}; ${notSpoken}, use PLAINTEXT`];
      expect(messages(withProtocol(protocol))).toEqual(problem);
      expect(messages(withProtocol(protocol, 'cluster'))).toEqual(problem);
    },
  );

  it('is refused for a protocol of a name of its own', () => {
    expect(messages(withProtocol('MTLS'))).toEqual(['listener SECURE has protocol MTLS; use PLAINTEXT']);
  });

  it.each([
    ['security.inter.broker.protocol', 'SASL_PLAINTEXT'],
    ['zookeeper.ssl.client.enable', 'TRUE'],
    ['zookeeper.set.acl', 'true'],
  ])('is refused for the setting %s', (setting, value) => {
    expect(messages(zooKeeper({ settings: { [setting]: value } }))).toEqual([
      `settings has ${setting} ${value}; ${notSpoken}, drop it`,
    ]);
  });

  it('is refused for protocols mapped by hand', () => {
    const settings = { 'listener.security.protocol.map': 'EXTERNAL:SSL,INTERNAL:PLAINTEXT' };
    expect(messages(kraft({ settings }))).toEqual([
      `settings has listener.security.protocol.map, which the topology decides; use extraListeners, of protocol PLAINTEXT alone: ${notSpoken}`,
    ]);
  });

  it('is refused for an ensemble', () => {
    const topology = new Topology('t', { summary: 'test' });
    const metadata = new ZooKeeperEnsemble(topology, 'zk', { servers: 1, settings: { sslQuorum: 'true' } });
    new KafkaCluster(topology, 'kafka', { metadata, brokers: 1 });
    expect(messages(topology)).toEqual([`settings has sslQuorum true; ${notSpoken}, drop it`]);
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
