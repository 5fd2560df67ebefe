/** A librdkafka that Kafka 4 does not let in is refused before anything is broken, and only that. */
import { expect, it } from 'vitest';
import { scramObstacle } from '../../../../src/app/clients/adapter.ts';

const scram = { 'sasl.mechanism': 'SCRAM-SHA-512' };

it.each([
  ['an old one with SCRAM on Kafka 4', scram, '2.0.2', '4.3.1', true],
  ['a newer one', scram, '2.6.1', '4.3.1', false],
  ['an old one on Kafka 3', scram, '2.0.2', '3.9.2', false],
  ['an old one with PLAIN', { 'sasl.mechanism': 'PLAIN' }, '2.0.2', '4.3.1', false],
  ['an old one that does not log in', {}, '2.0.2', '4.3.1', false],
])('%s', (_, properties, library, kafkaVersion, isRefused) => {
  const why = scramObstacle(properties, library)?.(kafkaVersion);
  expect(why !== undefined).toBe(isRefused);
  if (isRefused) expect(why).toContain(`its librdkafka ${library} cannot log in by SCRAM to Kafka 4`);
});
