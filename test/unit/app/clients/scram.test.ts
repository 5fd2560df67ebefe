/** A librdkafka that Kafka 4 does not let in is refused before anything is broken, and only that. */
import { expect, it } from 'vitest';
import { scramObstacle } from '../../../../src/app/clients/adapter.ts';

const scram = { 'sasl.mechanism': 'SCRAM-SHA-512' };

it.each([
  ['a newer one', scram, '2.6.1', '4.3.1'],
  ['an old one on Kafka 3', scram, '2.0.2', '3.9.2'],
  ['an old one with PLAIN', { 'sasl.mechanism': 'PLAIN' }, '2.0.2', '4.3.1'],
  ['an old one that does not log in', {}, '2.0.2', '4.3.1'],
])('%s comes in', (_, properties, library, kafkaVersion) => {
  expect(scramObstacle(properties, library, kafkaVersion)).toBeUndefined();
});

it('an old one with SCRAM on Kafka 4 does not', () => {
  expect(scramObstacle(scram, '2.0.2', '4.3.1')).toContain(
    'its librdkafka 2.0.2 cannot log in by SCRAM to Kafka 4',
  );
});
