import { describe, expect, it } from 'vitest';
import { failureKind, labErrorOf } from '../../../../src/client/kafkajs/error-type.ts';
import { createKafka, withAdmin } from '../../../../src/client/kafkajs/kafka.ts';
import { CheckFailure } from '../../../../src/errors.ts';
import { accessTo } from '../../../support/access.ts';

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe('an error of kafkajs', () => {
  it('becomes one line: what could not be done, with whom, and why', () => {
    const cause = named('KafkaJSRequestTimeoutError', 'Request Metadata timed out', {
      broker: '127.0.0.1:9',
    });
    const error = named('KafkaJSNumberOfRetriesExceeded', 'Request Metadata timed out', { cause });
    expect(labErrorOf(error, 'make topic orders')).toMatchObject({
      code: 'client',
      exitCode: 1,
      message: 'could not make topic orders: 127.0.0.1:9: Request Metadata timed out',
      cause: error,
    });
  });

  it('names the reasons of an error that stands for several', () => {
    const errors = [named('KafkaJSCreateTopicError', 'Replication factor is too large')];
    expect(
      labErrorOf(named('KafkaJSAggregateError', 'Topic creation errors', { errors }), 'make topic orders'),
    ).toMatchObject({
      message: 'could not make topic orders: Topic creation errors; Replication factor is too large',
    });
  });

  it('is told from all others, which stay what they are', () => {
    for (const error of [new TypeError('a defect'), new CheckFailure('not kept'), 'text'])
      expect(labErrorOf(error, 'anything')).toBe(error);
  });
});

describe('the kind of a failure', () => {
  it('is the name that a broker gave the error, wherever kafkajs has put it', () => {
    const cause = named('KafkaJSProtocolError', 'not enough', { type: 'NOT_ENOUGH_REPLICAS' });
    const error = named('KafkaJSNumberOfRetriesExceeded', 'not enough', { cause });
    expect(failureKind(error)).toBe('not-enough-replicas');
  });

  it('is how it came to no answer, not how often kafkajs tried', () => {
    const cause = named('KafkaJSRequestTimeoutError', 'Request Produce timed out');
    expect(failureKind(named('KafkaJSNumberOfRetriesExceeded', 'timed out', { cause }))).toBe(
      'request-timeout',
    );
    expect(failureKind(named('KafkaJSError', 'the producer is disconnected'))).toBe('kafkajs');
    const closed = Object.assign(new Error('write EPIPE'), { syscall: 'write' });
    expect(failureKind(closed)).toBe('kafkajs');
  });

  it('is whom one side did not let in, as of what the lab asks by itself', () => {
    const [code, broker] = ['SELF_SIGNED_CERT_IN_CHAIN', '127.0.0.1:9'];
    const message = 'Connection error: self-signed certificate in certificate chain';
    const cause = named('KafkaJSConnectionError', message, { code, broker });
    const error = named('KafkaJSNonRetriableError', message, { cause });
    expect(failureKind(error)).toBe('unknown-ca');
    expect(labErrorOf(error, 'list topics')).toMatchObject({
      message: `could not list topics: 127.0.0.1:9: SSL handshake failed: the broker's certificate is of a CA that is not trusted here (${message})`,
    });
    const password = named('KafkaJSSASLAuthenticationError', 'SASL PLAIN authentication failed: no');
    expect(failureKind(password)).toBe('sasl-authentication-failed');
  });

  it.each([
    'Closed connection',
    'Connection error: read ECONNRESET',
    'Not connected',
    'Request SaslAuthenticate(key: 36, version: 1) timed out',
  ])('is the connection where a broker went away while a client said who it is: %s', (why) => {
    const message = `SASL SCRAM SHA512 authentication failed: ${why}`;
    const cause = named('KafkaJSSASLAuthenticationError', message);
    expect(failureKind(cause)).toBe('connection');
    expect(failureKind(named('KafkaJSNonRetriableError', message, { cause }))).toBe('connection');
  });

  it('is none where the error is no answer of anybody', () => {
    const defect = new TypeError('a defect');
    expect(() => failureKind(defect)).toThrow(defect);
  });

  it('of a client that reaches nobody is of its connection', async () => {
    const admin = createKafka({ access: accessTo('127.0.0.1:1'), retries: 0 }).admin();
    const error: unknown = await admin.connect().catch((failed: unknown) => failed);
    expect(failureKind(error)).toBe('connection');
  });
});

it('an admin client that reaches nobody says whom it asked', async () => {
  const kafka = createKafka({ access: accessTo('127.0.0.1:1'), retries: 0 });
  await expect(withAdmin(kafka, () => Promise.resolve(), 'make topic orders')).rejects.toMatchObject({
    code: 'client',
    message: expect.stringMatching(/^could not make topic orders: .*ECONNREFUSED 127\.0\.0\.1:1$/),
  });
});
