/** What a client must say to be let in, as kafkajs takes it: an ordinary program's client, so by its own means. */
import type { KafkaConfig } from 'kafkajs';
import type { ClientSecurity, ClientTls } from '../../cluster/access.ts';

/** The part of kafkajs's configuration that is about security; nothing of it for a listener that lets everybody in. */
export function kafkajsSecurity({ tls, sasl }: ClientSecurity = {}): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return { ...(tls && { ssl: kafkajsTls(tls) }), ...(sasl && { sasl: kafkajsSasl(sasl) }) };
}

/** Asked for at each connection, since certificates are replaced while clients work: kafkajs copies it when it connects. */
function kafkajsTls(tls: ClientTls): NonNullable<KafkaConfig['ssl']> {
  const asked = (name: 'ca' | 'cert' | 'key') => ({
    enumerable: true,
    get: () => (name === 'key' ? tls.key?.() : tls[name]),
  });
  const shown = tls.key === undefined ? {} : { cert: asked('cert'), key: asked('key') };
  const named = {
    ...(tls.brokerName !== undefined && { servername: tls.brokerName }),
    ...(tls.anyName && { checkServerIdentity: () => undefined }),
  };
  return Object.defineProperties(named, { ca: asked('ca'), ...shown });
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
