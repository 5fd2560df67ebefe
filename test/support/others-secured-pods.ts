/** How somebody else secures the cluster of `others-pods.ts`: TLS by PEM files of a Secret, and a password for whoever comes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueCertificate, makeAuthority } from '../../src/runtimes/secrets/certificates.ts';
import { filesFolder, podHost, type OthersShape } from './others-pods.ts';

const passwords = { nodes: 'between-nodes-only', shop: 's,h=o p$e#' };

/** The shape, and settings by which clients of it come. */
export interface SecuredShape {
  readonly shape: OthersShape;
  /** Writes Kafka's client settings into a folder. @param password of the user `shop` @returns their path */
  writeClient(this: void, folder: string, password?: string): Promise<string>;
}

/** @param namespace whose names certificates are for */
export async function securedShape(namespace: string): Promise<SecuredShape> {
  const authority = await makeAuthority();
  const addresses = [0, 1, 2].map((number) => podHost(number, namespace));
  const { key, certificate } = await issueCertificate(authority, { name: 'shop-kafka', addresses });
  const jaas = (words: string): string =>
    `org.apache.kafka.common.security.plain.PlainLoginModule required ${words};`;
  const users = Object.entries(passwords).map(([user, password]) => `user_${user}="${password}"`);
  const own = `username="nodes" password="${passwords.nodes}"`;
  return {
    shape: {
      variables: {
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT',
        KAFKA_SASL_MECHANISM_INTER_BROKER_PROTOCOL: 'PLAIN',
        KAFKA_SASL_ENABLED_MECHANISMS: 'PLAIN',
        KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG: jaas([own, ...users].join(' ')),
        KAFKA_SSL_KEYSTORE_TYPE: 'PEM',
        KAFKA_SSL_KEYSTORE_LOCATION: `${filesFolder}/keystore.pem`,
        KAFKA_SSL_TRUSTSTORE_TYPE: 'PEM',
        KAFKA_SSL_TRUSTSTORE_LOCATION: `${filesFolder}/ca.pem`,
      },
      files: {
        'keystore.pem': `${key}${certificate}${authority.certificate}`,
        'ca.pem': authority.certificate,
      },
      isChild: true,
    },
    async writeClient(folder, password = passwords.shop) {
      const path = join(folder, `client-${password.length}.properties`);
      await writeFile(join(folder, 'ca.pem'), authority.certificate);
      const settings = {
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': 'PLAIN',
        'sasl.jaas.config': jaas(`username="shop" password="${password}"`),
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': join(folder, 'ca.pem'),
      };
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
      await writeFile(path, `${lines.join('\n')}\n`);
      return path;
    },
  };
}
