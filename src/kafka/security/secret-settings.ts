/** The settings that name the files with a node's secrets, which lie elsewhere on each target. */
import { listenerNames } from '../settings.ts';
import { isEncrypted, mechanismOf, usesSasl, usesTokens } from './listener.ts';
import { authorityFile, keySetKey, keystoreFile } from './secret-files.ts';
import { listenerSecuritySettings, partOfListener, prefixOf, securityOfListener } from './settings.ts';
import { keySetSetting } from './tokens.ts';
import type { ClusterSecurity } from './users.ts';

/** Of which node, and where. */
export interface SecretPlace {
  readonly security: ClusterSecurity;
  readonly nodeId: string;
  /** Name of the file with what it needs for SASL. */
  readonly saslFile: string;
  /** Folder that holds the files of `secret-files.ts`. */
  readonly dir: string;
  /** Writes a value so that the target's files leave it as it is. @default unchanged */
  readonly literally?: (text: string) => string;
}

/** Kafka's own means to have a setting's value from a file (KIP-421), in brokers as in clients. */
export const fileProvider = {
  'config.providers': 'file',
  'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
} as const;

/** A value that Kafka reads from a file of properties; `$` is never in what the lab gives to it. */
export function fromFile(path: string, key: string): string {
  return `\${file:${path}:${key}}`;
}

/**
 * The settings of a broker or controller.
 * @param listeners names of those that it has or goes to, on this target.
 */
export function kafkaSecretSettings(
  listeners: readonly string[],
  { security, nodeId, saslFile, dir, literally = (text) => text }: SecretPlace,
): Record<string, string> {
  const { external, internal, controller, zookeeper } = security;
  const parts = [external, internal, controller];
  const sasl = listeners.flatMap((name) => {
    const part = partOfListener(name);
    const listener = securityOfListener(name, security);
    if (part === undefined || listener === undefined || !usesSasl(listener)) return [];
    const refer = (key: string): string => literally(fromFile(`${dir}/${saslFile}`, key));
    const prefix = prefixOf(name);
    return [
      [`${prefix}${mechanismOf(listener).toLowerCase()}.sasl.jaas.config`, refer(part)] as const,
      // An address holds a whole path, which on a user's own machine is nobody else's.
      ...(usesTokens(listener) ? [[`${prefix}${keySetSetting}`, refer(keySetKey)] as const] : []),
    ];
  });
  return {
    ...(parts.some(isEncrypted) && storeSettings('ssl.keystore', 'ssl.truststore', nodeId, dir)),
    ...(zookeeper !== undefined &&
      isEncrypted(zookeeper) &&
      storeSettings('zookeeper.ssl.keystore', 'zookeeper.ssl.truststore', nodeId, dir)),
    ...(sasl.length > 0 && fileProvider),
    ...Object.fromEntries(sasl),
    // The one listener of the lab's that only some targets have.
    ...(listeners.includes(listenerNames.docker) && listenerSecuritySettings(listenerNames.docker, security)),
  };
}

/** The settings of a ZooKeeper server. */
export function zooKeeperSecretSettings({ security, nodeId, dir }: SecretPlace): Record<string, string> {
  if (security.zookeeper === undefined || !isEncrypted(security.zookeeper)) return {};
  return {
    ...storeSettings('ssl.keyStore', 'ssl.trustStore', nodeId, dir),
    ...storeSettings('ssl.quorum.keyStore', 'ssl.quorum.trustStore', nodeId, dir),
  };
}

function storeSettings(
  keystore: string,
  truststore: string,
  nodeId: string,
  dir: string,
): Record<string, string> {
  return {
    [`${keystore}.location`]: `${dir}/${keystoreFile(nodeId)}`,
    [`${truststore}.location`]: `${dir}/${authorityFile}`,
  };
}

/** Whether a setting is one of these. */
export function namesSecret(setting: string): boolean {
  return (
    /^((zookeeper\.)?ssl\.(keystore|truststore)|ssl\.(quorum\.)?(keyStore|trustStore))\.location$/.test(
      setting,
    ) ||
    /^listener\.name\.(internal|external|controller)\.([\w-]+\.sasl\.jaas\.config|sasl\.oauthbearer\.jwks\.endpoint\.url)$/.test(
      setting,
    ) ||
    setting.startsWith(prefixOf(listenerNames.docker)) ||
    /^config\.providers(\.file\.class)?$/.test(setting)
  );
}
