/** Settings as librdkafka takes them: it has its own names for logging in, and for the rest those of Kafka's clients beside its own. */
import type { ClientSasl, ClientSecurity, ClientTls } from '../../../cluster/access.ts';
import { LabError } from '../../../errors.ts';
import { isLogin } from '../kafka-names.ts';

/** Its settings without those by which a client logs in. */
export function librdkafkaSettings(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isLogin(name)));
}

/**
 * Those by which it logs in; certificates and keys as PEM in the settings themselves (librdkafka, CONFIGURATION.md).
 * @throws LabError `not-supported` for what it cannot be told
 */
export function librdkafkaLogin({ tls, sasl }: ClientSecurity = {}): Record<string, string> {
  const encrypted = tls === undefined ? 'PLAINTEXT' : 'SSL';
  return {
    ...(tls && tlsSettings(tls)),
    ...(sasl && saslSettings(sasl)),
    'security.protocol': sasl === undefined ? encrypted : `SASL_${encrypted}`,
  };
}

function tlsSettings({ ca, cert, key, anyName }: ClientTls): Record<string, string> {
  return {
    'ssl.ca.pem': ca,
    ...(cert !== undefined && { 'ssl.certificate.pem': cert }),
    ...(key !== undefined && { 'ssl.key.pem': key() }),
    ...(anyName === true && { 'ssl.endpoint.identification.algorithm': 'none' }),
  };
}

function saslSettings(sasl: ClientSasl): Record<string, string> {
  if (sasl.mechanism === 'OAUTHBEARER') {
    throw new LabError('not-supported', 'librdkafka is not told tokens here; use a listener with passwords');
  }
  const { mechanism, username, password } = sasl;
  return { 'sasl.mechanisms': mechanism, 'sasl.username': username, 'sasl.password': password() };
}
