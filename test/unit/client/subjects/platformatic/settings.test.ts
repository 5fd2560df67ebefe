/** Settings by the names of Kafka's own clients are what @platformatic/kafka calls otherwise, or are refused. */
import { expect, it } from 'vitest';
import { platformaticSettings } from '../../../../../src/client/subjects/platformatic/settings.ts';

it('each goes to the clients that have it', () => {
  const properties = {
    'metadata.max.age.ms': '1000',
    acks: 'all',
    'session.timeout.ms': '6000',
    'enable.auto.commit': 'false',
    'security.protocol': 'SSL',
  };
  expect(platformaticSettings(properties)).toEqual({
    both: { metadataMaxAge: 1_000 },
    producer: {},
    send: { acks: -1 },
    consumer: { sessionTimeout: 6_000, autocommit: false },
  });
});

it.each([
  [{ 'linger.ms': '5' }, '@platformatic/kafka has no setting for linger.ms; use client.id, '],
  [{ retries: 'many' }, 'retries=many is not possible; use a whole number'],
  [{ 'enable.idempotence': 'yes' }, 'enable.idempotence=yes is not possible; use true or false'],
])('%j is refused', (properties, message) => {
  expect(() => platformaticSettings(properties)).toThrow(message);
});
