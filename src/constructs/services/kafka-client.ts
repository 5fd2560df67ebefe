/** What a side service is told so that the brokers of a secured cluster let it in: where its files are, and nothing secret. */
import type { Construct } from 'constructs';
import { secretsReference } from '../../kafka/references.ts';
import { isEncrypted, mechanismOf, usesSasl, type ListenerSecurity } from '../../kafka/security/listener.ts';
import {
  authorityFile,
  keystoreFile,
  servicePart,
  serviceSaslFile,
} from '../../kafka/security/secret-files.ts';
import { fileProvider, fromFile } from '../../kafka/security/secret-settings.ts';
import { Topology } from '../topology.ts';

/** How the listener is secured that services come to; undefined where the cluster is not. */
export function listenerForServices(construct: Construct): ListenerSecurity | undefined {
  return Topology.of(construct).kafka?.cluster.security?.[servicePart];
}

/** Settings of Kafka's clients, by upstream name; none where brokers let in whoever comes. */
export function clientSettings(construct: Construct): Readonly<Record<string, string>> {
  const listener = listenerForServices(construct);
  const { id } = construct.node;
  if (listener === undefined || listener.protocol === 'PLAINTEXT') return {};
  return {
    'security.protocol': listener.protocol,
    ...(isEncrypted(listener) && {
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': `${secretsReference}/${authorityFile}`,
      ...((listener.clientAuth ?? 'none') !== 'none' && {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': `${secretsReference}/${keystoreFile(id)}`,
      }),
    }),
    ...(usesSasl(listener) && {
      'sasl.mechanism': mechanismOf(listener),
      'sasl.jaas.config': fromFile(`${secretsReference}/${serviceSaslFile(id)}`, servicePart),
      ...fileProvider,
    }),
  };
}

/** The same as variables of an image that takes settings so: `_` stands for `.`. @param prefix without the `_` behind it */
export function clientVariables(
  prefix: string,
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `${prefix}_${name.toUpperCase().replaceAll('.', '_')}`,
      value,
    ]),
  );
}

/**
 * The same for software that has several clients, each with settings of its own under a prefix.
 * @param own prefix of the software itself, which reads files for all of them
 */
export function variablesOfClients(
  own: string,
  clients: readonly string[],
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  const isProvider = (name: string): boolean => Object.hasOwn(fileProvider, name);
  const named = Object.entries(settings);
  const ofClients = Object.fromEntries(named.filter(([name]) => !isProvider(name)));
  const ofAll = Object.fromEntries(named.filter(([name]) => isProvider(name)));
  const variables = clients.map((client) => clientVariables(client, ofClients));
  return Object.assign(clientVariables(own, ofAll), ...variables) as Record<string, string>;
}
