import { describe, expect, it } from 'vitest';
import {
  kafkaSecretSettings,
  zooKeeperSecretSettings,
} from '../../../../src/kafka/security/secret-settings.ts';
import { securitySettings, zooKeeperServerSettings } from '../../../../src/kafka/security/settings.ts';
import type { ClusterSecurity } from '../../../../src/kafka/security/users.ts';
import { isTargetSpecific } from '../../../../src/kafka/target-specific-settings.ts';

const mutual = { protocol: 'SSL', clientAuth: 'required' } as const;

const security: ClusterSecurity = {
  external: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', clientAuth: 'none' },
  internal: mutual,
  controller: mutual,
  users: [],
  superUsers: ['admin'],
};
const nodeIds = ['broker-1'];
const place = { security, nodeId: 'broker-1', saslFile: 'sasl.properties', dir: 'secrets' };

describe('a broker of a secured cluster', () => {
  it('knows how each listener lets its clients in, and who may do everything', () => {
    const settings = securitySettings({ security, mode: 'kraft', nodeIds }, [
      'INTERNAL',
      'EXTERNAL',
      'CONTROLLER',
    ]);
    expect(settings).toEqual({
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:admin;User:klab;User:broker-1',
      'ssl.keystore.type': 'PEM',
      'ssl.truststore.type': 'PEM',
      'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+)(,.*)?$/$1/,DEFAULT',
      'listener.name.internal.ssl.client.auth': 'required',
      'listener.name.external.ssl.client.auth': 'none',
      'listener.name.external.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.controller.ssl.client.auth': 'required',
    });
  });

  it('says by which mechanism nodes come to one another', () => {
    const plain = { protocol: 'SASL_SSL', mechanism: 'PLAIN' } as const;
    const scram = { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-256' } as const;
    const sasl = { ...security, internal: scram, controller: plain };
    expect(securitySettings({ security: sasl, mode: 'kraft', nodeIds }, [])).toMatchObject({
      'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-256',
      'sasl.mechanism.controller.protocol': 'PLAIN',
    });
  });

  it('names the files with its secrets, and holds nothing of them', () => {
    const settings = kafkaSecretSettings(['INTERNAL', 'EXTERNAL', 'DOCKER'], place);
    expect(settings).toEqual({
      'ssl.keystore.location': 'secrets/broker-1.keystore.pem',
      'ssl.truststore.location': 'secrets/ca.pem',
      'config.providers': 'file',
      'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
      'listener.name.external.scram-sha-512.sasl.jaas.config': '${file:secrets/sasl.properties:external}',
      'listener.name.docker.scram-sha-512.sasl.jaas.config': '${file:secrets/sasl.properties:external}',
      'listener.name.docker.ssl.client.auth': 'none',
      'listener.name.docker.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    });
    expect(Object.keys(settings).filter((name) => !isTargetSpecific(name))).toEqual([]);
  });

  it('names them so that a target leaves the reference as it is', () => {
    const literally = (text: string): string => text.replaceAll('$', '$$$$');
    const settings = kafkaSecretSettings(['EXTERNAL'], { ...place, literally });
    expect(settings['listener.name.external.scram-sha-512.sasl.jaas.config']).toBe(
      '$${file:secrets/sasl.properties:external}',
    );
  });
});

describe('a listener for tokens', () => {
  const external = { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' } as const;
  const tokens = { ...security, external };

  it('has Kafka check who made a token and for whom', () => {
    expect(securitySettings({ security: tokens, mode: 'kraft', nodeIds }, ['EXTERNAL'])).toMatchObject({
      'listener.name.external.sasl.enabled.mechanisms': 'OAUTHBEARER',
      'listener.name.external.oauthbearer.sasl.server.callback.handler.class':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler',
      'listener.name.external.sasl.oauthbearer.expected.issuer': 'klab',
      'listener.name.external.sasl.oauthbearer.expected.audience': 'kafka',
    });
  });

  it('has the address of the keys where secrets lie', () => {
    const settings = kafkaSecretSettings(['EXTERNAL'], { ...place, security: tokens });
    expect(settings).toMatchObject({
      'listener.name.external.sasl.oauthbearer.jwks.endpoint.url': '${file:secrets/sasl.properties:keys}',
      'listener.name.external.oauthbearer.sasl.jaas.config': '${file:secrets/sasl.properties:external}',
    });
    expect(Object.keys(settings).filter((name) => !isTargetSpecific(name))).toEqual([]);
  });
});

describe('a ZooKeeper server', () => {
  it('speaks TLS with brokers and with its peers', () => {
    expect(zooKeeperServerSettings(mutual)).toMatchObject({ 'ssl.clientAuth': 'need', sslQuorum: 'true' });
    expect(zooKeeperSecretSettings({ ...place, security: { ...security, zookeeper: mutual } })).toEqual({
      'ssl.keyStore.location': 'secrets/broker-1.keystore.pem',
      'ssl.trustStore.location': 'secrets/ca.pem',
      'ssl.quorum.keyStore.location': 'secrets/broker-1.keystore.pem',
      'ssl.quorum.trustStore.location': 'secrets/ca.pem',
    });
  });

  it('has none of it without', () => {
    expect(zooKeeperServerSettings({ protocol: 'PLAINTEXT' })).toEqual({});
    expect(zooKeeperSecretSettings(place)).toEqual({});
  });
});
