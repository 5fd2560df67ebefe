/** What a client must say to be let in, as kafkajs takes it: an ordinary program's client, so by its own means. */
import type { KafkaConfig } from 'kafkajs';
import type { ClientSecurity, ClientTls } from '../../cluster/access.ts';

/** The part of kafkajs's configuration that is about security; nothing of it for a listener that lets everybody in. */
export function kafkajsSecurity({ tls, sasl }: ClientSecurity = {}): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return { ...(tls && { ssl: kafkajsTls(tls) }), ...(sasl && { sasl: kafkajsSasl(sasl) }) };
}

function kafkajsTls({ ca, cert, key, anyName }: ClientTls): NonNullable<KafkaConfig['ssl']> {
  return {
    ca,
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: key() }),
    ...(anyName && { checkServerIdentity: () => undefined }),
  };
}

function kafkajsSasl(sasl: NonNullable<ClientSecurity['sasl']>): NonNullable<KafkaConfig['sasl']> {
  if (sasl.mechanism === 'OAUTHBEARER') {
    return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await sasl.token() }) };
  }
  const credentials = { username: sasl.username, password: sasl.password() };
  if (sasl.mechanism === 'PLAIN') return { mechanism: 'plain', ...credentials };
  if (sasl.mechanism === 'SCRAM-SHA-256') return { mechanism: 'scram-sha-256', ...credentials };
  return { mechanism: 'scram-sha-512', ...credentials };
}
