/** What a cluster's security means in Kafka's settings: who is known how, and who may do what. None holds a path or a secret. */
import { authorizers, listenerNames } from '../settings.ts';
import type { MetadataMode } from '../versions/versions.ts';
import { isEncrypted, mechanismOf, usesSasl, usesTokens, type ListenerSecurity } from './listener.ts';
import { tokenSettings } from './tokens.ts';
import { isAuthorized, superUsersSetting, type ClusterSecurity } from './users.ts';

/** How the lab's own listeners are secured, by name; a listener that a topology adds is none of them. */
export function securityOfListener(name: string, security: ClusterSecurity): ListenerSecurity | undefined {
  const part = partOfListener(name);
  return part && security[part];
}

/** The part of a cluster that a listener of the lab's own is of. */
export function partOfListener(name: string): 'external' | 'internal' | 'controller' | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}

const parts: Readonly<Record<string, 'external' | 'internal' | 'controller'>> = {
  [listenerNames.external]: 'external',
  [listenerNames.docker]: 'external',
  [listenerNames.internal]: 'internal',
  [listenerNames.controller]: 'controller',
};

/** What is the same for every Kafka node. */
interface SecuredCluster {
  readonly security: ClusterSecurity;
  readonly mode: MetadataMode;
  /** Of brokers and controllers, which are the names in their certificates. */
  readonly nodeIds: readonly string[];
}

/**
 * The settings of a broker or controller that hold no path.
 * @param listeners names of those that it has or goes to, on every target.
 */
export function securitySettings(
  { security, mode, nodeIds }: SecuredCluster,
  listeners: readonly string[],
): Record<string, string> {
  const { external, internal, controller } = security;
  const hasTls = [external, internal, controller].some(isEncrypted);
  return {
    ...(isAuthorized(security) && {
      'authorizer.class.name': authorizers[mode],
      'super.users': superUsersSetting(security, nodeIds),
    }),
    ...(hasTls && {
      'ssl.keystore.type': 'PEM',
      'ssl.truststore.type': 'PEM',
      // Whoever shows a certificate has the name that it is made out to, without the rest of its subject.
      'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+)(,.*)?$/$1/,DEFAULT',
    }),
    ...(usesSasl(internal) && { 'sasl.mechanism.inter.broker.protocol': mechanismOf(internal) }),
    ...(usesSasl(controller) &&
      mode === 'kraft' && { 'sasl.mechanism.controller.protocol': mechanismOf(controller) }),
    ...Object.assign({}, ...listeners.map((name) => listenerSecuritySettings(name, security))),
    ...(mode === 'zookeeper' && zooKeeperClientSettings(security)),
  };
}

/** The settings of one listener of the lab's own that hold no path. */
export function listenerSecuritySettings(name: string, security: ClusterSecurity): Record<string, string> {
  const listener = securityOfListener(name, security);
  if (listener === undefined) return {};
  const prefix = prefixOf(name);
  return {
    ...(isEncrypted(listener) && { [`${prefix}ssl.client.auth`]: listener.clientAuth ?? 'none' }),
    ...(usesSasl(listener) && { [`${prefix}sasl.enabled.mechanisms`]: mechanismOf(listener) }),
    ...(usesTokens(listener) &&
      Object.fromEntries(Object.entries(tokenSettings).map(([name, value]) => [prefix + name, value]))),
  };
}

/** What the settings of one listener begin with (KIP-103). */
export function prefixOf(listener: string): string {
  return `listener.name.${listener.toLowerCase()}.`;
}

/** What brokers need for a link to ZooKeeper with TLS (ZooKeeper programmer's guide, "Communication using the Netty framework"). */
function zooKeeperClientSettings({ zookeeper }: ClusterSecurity): Record<string, string> {
  if (zookeeper === undefined || !isEncrypted(zookeeper)) return {};
  return {
    'zookeeper.ssl.client.enable': 'true',
    'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
    'zookeeper.ssl.keystore.type': 'PEM',
    'zookeeper.ssl.truststore.type': 'PEM',
  };
}

/** What a ZooKeeper server needs for TLS, with brokers and with its peers (ZooKeeper administrator's guide, "Encryption"). */
export function zooKeeperServerSettings(zookeeper: ListenerSecurity | undefined): Record<string, string> {
  if (zookeeper === undefined || !isEncrypted(zookeeper)) return {};
  return {
    serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
    // Whoever shows a certificate is let in only by a provider that can read it (NettyServerCnxnFactory).
    'authProvider.x509': 'org.apache.zookeeper.server.auth.X509AuthenticationProvider',
    'ssl.clientAuth': clientAuthOfZooKeeper[zookeeper.clientAuth ?? 'none'],
    'ssl.keyStore.type': 'PEM',
    'ssl.trustStore.type': 'PEM',
    sslQuorum: 'true',
    'ssl.quorum.keyStore.type': 'PEM',
    'ssl.quorum.trustStore.type': 'PEM',
  };
}

/** ZooKeeper's words (X509Util.ClientAuth). */
const clientAuthOfZooKeeper = { none: 'none', requested: 'want', required: 'need' } as const;
