/** Kafka's own client settings are read as Kafka reads them, and what klab cannot do is said without a word of a secret. */
import { describe, expect, it } from 'vitest';
import { readClientConfig } from '../../../../src/kafka/clients/client-config.ts';
import { readJaas } from '../../../../src/kafka/clients/jaas.ts';

describe('a text of JAAS', () => {
  it.each([
    ['a.b.PlainLoginModule required username="u" password="p";', { username: 'u', password: 'p' }],
    [String.raw`X required password="q\"u\\o t$e,=#;ä" ;`, { password: 'q"u\\o t$e,=#;ä' }],
    [String.raw`X required a="\n\101" b='"';`, { a: '\nA', b: '"' }],
    ['X sufficient\n  user=klab // who\n  /* more */ other=true;', { user: 'klab', other: 'true' }],
    ['X required;', {}],
  ])('%s', (text, options) => {
    expect(readJaas(text)).toMatchObject({ options });
  });

  it('names the login module without its package', () => {
    expect(readJaas('org.apache.kafka.common.security.scram.ScramLoginModule required;')).toMatchObject({
      module: 'ScramLoginModule',
    });
  });

  it.each([
    ['', 'it begins with no login module'],
    ['X', 'it has no control flag, such as required'],
    ['X required password="hunter2"', 'it does not end with a semicolon'],
    ['X required password="hunter2;', 'a quote in it is not closed'],
    ['X required password hunter2;', 'its options are not of the form key="value"'],
    ['X required password=;', 'its options are not of the form key="value"'],
  ])('that is none says why: %s', (text, problem) => {
    expect(readJaas(text)).toBe(problem);
  });
});

const login =
  'org.apache.kafka.common.security.scram.ScramLoginModule required username="shop" password="hunter2";';

describe('settings of a client', () => {
  it('without a word about security let whoever comes in', () => {
    expect(readClientConfig('bootstrap.servers = a:9092 , b:9092\nacks=all\n')).toEqual({
      bootstrap: ['a:9092', 'b:9092'],
      protocol: 'PLAINTEXT',
      checksNames: true,
    });
  });

  it('say how to come by TLS and a password', () => {
    const text = [
      'security.protocol=SASL_SSL',
      'sasl.mechanism=SCRAM-SHA-512',
      `sasl.jaas.config=${login}`,
      'ssl.truststore.location=/etc/ca.pem',
      'ssl.truststore.type=PEM',
      'ssl.endpoint.identification.algorithm=',
      'ssl.keystore.location=me.p12',
      'ssl.keystore.type=pkcs12',
      'ssl.keystore.password=one',
      'ssl.key.password=two',
    ].join('\n');
    expect(readClientConfig(text)).toEqual({
      bootstrap: [],
      protocol: 'SASL_SSL',
      checksNames: false,
      truststore: { type: 'PEM', location: '/etc/ca.pem' },
      keystore: { type: 'PKCS12', location: 'me.p12', password: 'one', keyPassword: 'two' },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'shop', password: 'hunter2' },
    });
  });

  it('may hold PEM themselves', () => {
    const text = [
      'security.protocol=SSL',
      'ssl.truststore.type=PEM',
      String.raw`ssl.truststore.certificates=-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----`,
    ].join('\n');
    expect(readClientConfig(text)).toMatchObject({
      truststore: { type: 'PEM', inline: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----' },
    });
  });

  it.each([
    ['security.protocol=TLS', 'security.protocol TLS is not one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL'],
    [
      'security.protocol=SASL_SSL',
      'sasl.mechanism GSSAPI is not one by which klab comes; it has PLAIN, SCRAM-SHA-256, SCRAM-SHA-512',
    ],
    [
      'security.protocol=SASL_SSL\nsasl.mechanism=PLAIN',
      'sasl.jaas.config is missing: it says user and password',
    ],
    [
      `security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=${login}`,
      'sasl.jaas.config has the login module ScramLoginModule; PLAIN takes PlainLoginModule',
    ],
    [
      'security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required username="u";',
      'sasl.jaas.config has no username="…" password="…"',
    ],
    [
      'security.protocol=SSL\nssl.truststore.location=x\nssl.truststore.type=BKS',
      'ssl.truststore.type BKS is not one of PEM, JKS, PKCS12',
    ],
    [
      'ssl.key.password=${file:/run/secrets.properties:key}',
      'ssl.key.password asks a config provider, which klab does not; put its value there',
    ],
  ])('that klab cannot use are told: %s', (text, problem) => {
    const read = readClientConfig(text);
    expect(read).toEqual({ problems: [problem] });
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});
