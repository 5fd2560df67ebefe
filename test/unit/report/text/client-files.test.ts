import { describe, expect, it } from 'vitest';
import { readProperties } from '../../../../src/kafka/properties.ts';
import type { ListenerSecurity } from '../../../../src/kafka/security/listener.ts';
import {
  clientProperties,
  javaOptions,
  kafkajsModule,
  kcatFile,
  kcatNeeds,
  type ClientOf,
} from '../../../../src/report/text/client-files.ts';

const files = {
  authority: '/lab/ca.pem',
  certificate: '/lab/user-shop.pem',
  key: '/lab/user-shop.key',
  keystore: '/lab/user-shop.keystore.pem',
  password: '/lab/user-shop.password',
  token: '/lab/user-shop.token',
};

function clientOf(listener: ListenerSecurity, password = 'pass'): ClientOf {
  const bootstrap = ['127.0.0.1:9092', '127.0.0.1:9093'];
  return { user: 'shop', bootstrap, listener, files, passwordOf: () => password };
}

const scram = clientOf({ protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512' });
/** Nobody has a password where none is asked for. */
const mutual: ClientOf = {
  ...clientOf({ protocol: 'SSL', clientAuth: 'required' }),
  passwordOf: () => {
    throw new Error('no password');
  },
};
const tokens = clientOf({ protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' });
const plain = clientOf({ protocol: 'SASL_PLAINTEXT', mechanism: 'PLAIN' });

describe('client.properties', () => {
  it('say who comes, and whom to trust', () => {
    expect(readProperties(clientProperties(scram))).toEqual({
      'security.protocol': 'SASL_SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': '/lab/ca.pem',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required username="shop" password="pass";',
    });
    expect(readProperties(clientProperties(mutual))).toEqual({
      'security.protocol': 'SSL',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': '/lab/ca.pem',
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': '/lab/user-shop.keystore.pem',
    });
    expect(clientProperties(plain)).not.toContain('ssl');
    expect(javaOptions(scram)).toBeUndefined();
  });

  it('have Java read a token from where it may', () => {
    expect(readProperties(clientProperties(tokens))).toMatchObject({
      'sasl.jaas.config': 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;',
      'sasl.oauthbearer.token.endpoint.url': 'file:///lab/user-shop.token',
    });
    expect(javaOptions(tokens)).toMatch(/^KAFKA_OPTS=-D\S+\.allowed\.urls=file:\/\/\/lab\/user-shop\.token$/);
  });

  it('hold a password in which every character means something', () => {
    const { 'sasl.jaas.config': jaas } = readProperties(
      clientProperties(clientOf(scram.listener, 'a"b\\c$d\ne')),
    );
    expect(jaas).toContain('password="a\\"b\\\\c$d\\012e";');
  });
});

describe('a file for kcat', () => {
  it('has a line for each setting', () => {
    expect(kcatFile(scram)).toBe(
      [
        'bootstrap.servers=127.0.0.1:9092,127.0.0.1:9093',
        'security.protocol=SASL_SSL',
        'ssl.ca.location=/lab/ca.pem',
        'sasl.mechanisms=SCRAM-SHA-512',
        'sasl.username=shop',
        'sasl.password=pass',
        '',
      ].join('\n'),
    );
    expect(kcatFile(mutual)).toContain('ssl.key.location=/lab/user-shop.key\n');
  });

  it('needs a newer library where Kafka holds clients to a rule that it broke', () => {
    expect(kcatNeeds(scram, '4.3.1')).toBe('needs librdkafka 2.6.1 or newer');
    expect([kcatNeeds(scram, '3.9.2'), kcatNeeds(plain, '4.3.1'), kcatNeeds(mutual, '4.3.1')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is not there where kcat could not come in with it', () => {
    expect(kcatFile(tokens)).toBeUndefined();
    for (const password of ['a\nb', ' a', 'a ']) {
      expect(kcatFile(clientOf(scram.listener, password))).toBeUndefined();
    }
  });
});

describe('a module with kafkajs', () => {
  it('reads what is secret, and holds none of it', () => {
    const module = kafkajsModule(clientOf(scram.listener, 'the-password'));
    expect(module).not.toContain('the-password');
    expect(module).toContain(
      `sasl: { mechanism: "scram-sha-512", username: "shop", password: readFileSync("/lab/user-shop.password", 'utf8') },`,
    );
    expect(kafkajsModule(mutual)).toContain(`key: readFileSync("/lab/user-shop.key", 'utf8'),`);
    expect(kafkajsModule(mutual)).not.toContain('sasl');
    expect(module).toMatch(/^import [^\n]*\n\nexport const config = \{\n/);
    expect(kafkajsModule(tokens)).toContain('oauthBearerProvider: async () => ({ value: readFileSync(');
  });
});
