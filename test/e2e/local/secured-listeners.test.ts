/** The lab's own clients, by the wire and by kafkajs, at a real broker's listeners of every kind: who is let in, and how who is not reads. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureKind } from '../../../src/client/kafkajs/error-type.ts';
import { createKafka, defaultPartitioner, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { createPlacedTopic, removeTopic } from '../../../src/client/topics/placed-topic.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { BrokerConnection } from '../../../src/client/wire/connection.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { fetchMetadata } from '../../../src/client/wire/fetch-metadata.ts';
import type { ClientSecurity, ClusterAccess } from '../../../src/cluster/access.ts';
import { RuntimeError } from '../../../src/errors.ts';
import { saslMechanisms } from '../../../src/kafka/security/listener.ts';
import { defaultKafkaVersion } from '../../../src/kafka/versions/versions.ts';
import { javasHere } from '../../support/javas.ts';
import {
  securedBroker,
  unsignedToken,
  type ListenerName,
  type SecuredBroker,
} from '../../support/secured-broker.ts';

const [java] = await javasHere();

describe.each(Object.values(defaultKafkaVersion))('Kafka %s', (version) => {
  let broker: SecuredBroker;
  beforeAll(async () => {
    broker = await securedBroker(version, java);
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());

  const ask = (listener: ListenerName, security?: ClientSecurity): Promise<unknown> =>
    describeBroker({ address: broker.at(listener), ...(security && { security }) });

  function accessTo(listener: ListenerName, security?: ClientSecurity): ClusterAccess {
    const [address, secured] = [broker.at(listener), security && { security }];
    return { brokers: [{ number: 1, id: 'broker-1', address, listeners: {}, ...secured }], ...secured };
  }

  /** By kafkajs, whose failures have no kind of their own. */
  async function list(listener: ListenerName, security?: ClientSecurity): Promise<string> {
    const access = accessTo(listener, security);
    try {
      await withAdmin(createKafka({ access, retries: 1 }), (admin) => admin.listTopics());
      return 'let in';
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return failureKind(error.cause);
    }
  }

  const ways: readonly [string, ListenerName, (from: SecuredBroker) => ClientSecurity][] = [
    ['TLS', 'TLS', ({ tls }) => ({ tls })],
    ['a certificate', 'MUTUAL', ({ mutual }) => ({ tls: mutual })],
    ...saslMechanisms.flatMap((one): [string, ListenerName, (from: SecuredBroker) => ClientSecurity][] => [
      [one, 'SASL', ({ as }) => ({ sasl: as(one) })],
      [`${one} and TLS`, 'SECURE', ({ as, tls }) => ({ tls, sasl: as(one) })],
    ]),
  ];

  it.each(ways)('lets clients in by %s', async (_, listener, securityOf) => {
    await ask(listener, securityOf(broker));
    expect(await list(listener, securityOf(broker))).toBe('let in');
  });

  it('has topics made, written and read by all of the lab, behind TLS and a password', async () => {
    const access = accessTo('SECURE', { tls: broker.tls, sasl: broker.as('SCRAM-SHA-256') });
    const topic = 'orders';
    await createPlacedTopic(access, { topic, replicas: [[1]] });
    const producer = createKafka({ access }).producer({ createPartitioner: defaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'first' }, { value: 'second' }] });
    await producer.disconnect();
    const records = await readWholeTopic({ access, topic, timeoutMs: 20_000 });
    expect(records.map(({ value }) => value)).toEqual(['first', 'second']);
    await removeTopic(access, topic, 20_000);
  });

  const wrong = 'wrong';
  it.each<{ who: string; to: ListenerName; says?: (from: SecuredBroker) => ClientSecurity; kind: string }>([
    {
      who: 'of another authority',
      to: 'TLS',
      says: ({ distrusting }) => ({ tls: distrusting }),
      kind: 'unknown-ca',
    },
    {
      who: 'where its certificate has expired',
      to: 'EXPIRED',
      says: ({ tls }) => ({ tls }),
      kind: 'certificate-expired',
    },
    {
      who: 'where its name is another',
      to: 'ELSEWHERE',
      says: ({ tls }) => ({ tls }),
      kind: 'name-mismatch',
    },
  ])('is refused by clients $who', async ({ to, says, kind }) => {
    await expect(ask(to, says?.(broker))).rejects.toMatchObject({ kind, mayBeDone: false });
    expect(await list(to, says?.(broker))).toBe(kind);
  });

  it.each<{
    who: string;
    to: ListenerName;
    says: (from: SecuredBroker) => ClientSecurity;
    kind: string;
    words: RegExp;
  }>([
    {
      who: 'without a certificate',
      to: 'MUTUAL',
      says: ({ tls }) => ({ tls }),
      kind: 'client-certificate-refused',
      words: /or that it shows none/,
    },
    {
      who: 'with a certificate of another authority',
      to: 'MUTUAL',
      says: ({ stranger }) => ({ tls: stranger }),
      kind: 'client-certificate-refused',
      words: /certificate_unknown/,
    },
    {
      who: 'with a wrong password by PLAIN',
      to: 'SASL',
      says: ({ as }) => ({ sasl: as('PLAIN', wrong) }),
      kind: 'sasl-authentication-failed',
      words: /Invalid username or password$/,
    },
    {
      who: 'with a wrong password by SCRAM',
      to: 'SASL',
      says: ({ as }) => ({ sasl: as('SCRAM-SHA-512', wrong) }),
      kind: 'sasl-authentication-failed',
      words: /invalid credentials with SASL mechanism SCRAM-SHA-512$/,
    },
    {
      who: 'by a mechanism that a listener does not have',
      to: 'SCRAM256',
      says: ({ as }) => ({ sasl: as('SCRAM-SHA-512') }),
      kind: 'unsupported-sasl-mechanism',
      words: /does not take SCRAM-SHA-512; it takes SCRAM-SHA-256$/,
    },
    {
      who: 'by SASL where nobody asks',
      to: 'PLAIN',
      says: ({ as }) => ({ sasl: as('PLAIN') }),
      kind: 'illegal-sasl-state',
      words: /takes no SASL$/,
    },
  ])('refuses clients $who', async ({ to, says, kind, words }) => {
    await expect(ask(to, says(broker))).rejects.toMatchObject({
      kind,
      mayBeDone: false,
      message: expect.stringMatching(words),
    });
    expect(await list(to, says(broker))).toBe(kind);
  });

  it('refuses a token, in its own words, after the client has heard them', async () => {
    await expect(
      ask('SECURE', { tls: broker.tls, sasl: broker.as('OAUTHBEARER', wrong) }),
    ).rejects.toMatchObject({
      kind: 'sasl-authentication-failed',
      reason: 'the broker does not take the token: {"status":"invalid_token"}',
    });
  });

  it('lets a connection stay whose token is over, since it is given another', async () => {
    const lifeSeconds = 3;
    let tokens = 0;
    const token = async (): Promise<string> => {
      tokens += 1;
      return unsignedToken(lifeSeconds);
    };
    const security = { tls: broker.tls, sasl: { mechanism: 'OAUTHBEARER', token } } as const;
    const connection = await BrokerConnection.open({ address: broker.at('SECURE'), security }, 5_000);
    await fetchMetadata(connection, [], 5_000);
    await delay(lifeSeconds * 1_000 + 200);
    await fetchMetadata(connection, [], 5_000);
    expect(tokens).toBe(2);
    connection.close();
  });

  it.each<[ListenerName, string]>([
    ['TLS', 'ssl-required'],
    ['SECURE', 'ssl-required'],
    ['SASL', 'closed'],
  ])('refuses plain text at %s long before the time is up', async (listener, kind) => {
    await expect(ask(listener)).rejects.toMatchObject({ kind });
  });

  it.each<ListenerName>(['PLAIN', 'SASL'])('lets no client hang that speaks TLS to %s', async (listener) => {
    await expect(ask(listener, { tls: broker.tls })).rejects.toMatchObject({
      kind: 'closed',
      mayBeDone: false,
    });
  });
});
