/** librdkafka has names of its own for logging in; the rest it is given as it stands. */
import { expect, it } from 'vitest';
import {
  librdkafkaLogin,
  librdkafkaSettings,
} from '../../../../../src/client/subjects/librdkafka/settings.ts';

it('settings are passed on without those by which a client logs in', () => {
  expect(
    librdkafkaSettings({
      'socket.timeout.ms': '5000',
      'security.protocol': 'SASL_SSL',
      'sasl.jaas.config': 'x',
      'ssl.truststore.location': 'x',
    }),
  ).toEqual({ 'socket.timeout.ms': '5000' });
});

it.each([
  [undefined, { 'security.protocol': 'PLAINTEXT' }],
  [{ tls: { ca: 'CA' } }, { 'security.protocol': 'SSL', 'ssl.ca.pem': 'CA' }],
  [
    { tls: { ca: 'CA', cert: 'mine', key: () => 'key', anyName: true } },
    {
      'security.protocol': 'SSL',
      'ssl.ca.pem': 'CA',
      'ssl.certificate.pem': 'mine',
      'ssl.key.pem': 'key',
      'ssl.endpoint.identification.algorithm': 'none',
    },
  ],
  [
    { sasl: { mechanism: 'SCRAM-SHA-512', username: 'anna', password: () => 'p' } },
    {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanisms': 'SCRAM-SHA-512',
      'sasl.username': 'anna',
      'sasl.password': 'p',
    },
  ],
] as const)('who comes by %j says so in its words', (security, settings) => {
  expect(librdkafkaLogin(security)).toEqual(settings);
});
