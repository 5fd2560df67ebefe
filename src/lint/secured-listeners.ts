/** How the listeners of a node are secured, as Kafka reads its settings: those of one listener, or else those of all. */
import {
  clientAuths,
  isEncrypted,
  usesSasl,
  securityProtocols,
  type SecurityProtocol,
} from '../kafka/security/listener.ts';
import { prefixOf } from '../kafka/security/settings.ts';
import { isBitnami } from '../kafka/images/dialects.ts';
import { isOfQuorum, listenersOf, listOf, type LintListener, type LintNode } from './cluster.ts';
import { jaasEntries, jaasPath, type JaasEntry } from './jaas.ts';

/** One of them. */
export interface SecuredListener {
  readonly listener: LintListener;
  readonly isOfQuorum: boolean;
  /** Whether brokers come to each other by it. */
  readonly isBetweenBrokers: boolean;
  readonly protocol: SecurityProtocol;
  /** SASL mechanisms, as they are written; Kafka's own default is GSSAPI. Empty without SASL. */
  readonly mechanisms: readonly string[];
  /** The one by which nodes come to it. @default nodes do not, or none is said */
  readonly ownMechanism?: string;
  readonly clientAuth: (typeof clientAuths)[number];
  /** Login modules that are for it. */
  readonly jaas: readonly JaasEntry[];
  /** Whether anything says who comes by SASL, be it what cannot be had here. */
  readonly hasJaas: boolean;
}

/** Every listener that a node opens. */
export function securedListenersOf(node: LintNode): readonly SecuredListener[] {
  const between = betweenBrokers(node)?.name;
  return listenersOf(node).map((listener) => {
    const { settings } = node;
    const ofQuorum = isOfQuorum(node, listener);
    const isBetweenBrokers = listener.name === between;
    const protocol = protocolOf(node, listener.name);
    const prefix = prefixOf(listener.name);
    const isSasl = usesSasl({ protocol });
    const own = ofQuorum
      ? settings['sasl.mechanism.controller.protocol']
      : isBetweenBrokers
        ? settings['sasl.mechanism.inter.broker.protocol']
        : undefined;
    const said = listOf(settings[`${prefix}sasl.enabled.mechanisms`] ?? settings['sasl.enabled.mechanisms']);
    const jaas = isSasl ? jaasOf(node, listener.name) : [];
    return {
      listener,
      isOfQuorum: ofQuorum,
      isBetweenBrokers,
      protocol,
      mechanisms: isSasl ? (said.length > 0 ? said : defaultMechanisms(node, own)) : [],
      ...(isSasl && own !== undefined && { ownMechanism: own }),
      clientAuth: clientAuthOf(node, listener.name, protocol),
      jaas,
      hasJaas: saysWho(node, listener.name),
    };
  });
}

/** The listener's protocol by the map, or else by its very name. */
export function protocolOf({ settings }: Pick<LintNode, 'settings'>, name: string): SecurityProtocol {
  const mapped = listOf(settings['listener.security.protocol.map']).find((one) => one.startsWith(`${name}:`));
  const protocol = (mapped?.slice(name.length + 1) ?? name).trim().toUpperCase();
  return securityProtocols.find((one) => one === protocol) ?? 'PLAINTEXT';
}

/** The listener by which brokers come to each other (Kafka documentation: that of PLAINTEXT unless it is said). */
export function betweenBrokers(node: LintNode): LintListener | undefined {
  const { settings } = node;
  const named = settings['inter.broker.listener.name'];
  const wanted = settings['security.inter.broker.protocol'] ?? 'PLAINTEXT';
  return listenersOf(node)
    .filter((one) => !isOfQuorum(node, one))
    .find(({ name }) => (named === undefined ? protocolOf(node, name) === wanted : name === named));
}

/** Where nothing says it, a secured listener has what its image does of itself (Bitnami's documentation), or Kafka's own default. */
function defaultMechanisms({ environment, image }: LintNode, own: string | undefined): readonly string[] {
  if (isBitnami(environment, image)) return ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
  return own === undefined ? ['GSSAPI'] : [own];
}

/** With SASL_SSL only what is said of the one listener counts (KIP-684). */
function clientAuthOf(
  { settings, environment, image }: LintNode,
  name: string,
  protocol: SecurityProtocol,
): SecuredListener['clientAuth'] {
  if (!isEncrypted({ protocol })) return 'none';
  const ofAll = settings['ssl.client.auth'] ?? ofImage(environment, image);
  const said = settings[`${prefixOf(name)}ssl.client.auth`] ?? (protocol === 'SSL' ? ofAll : undefined);
  return clientAuths.find((one) => one === said?.trim().toLowerCase()) ?? 'none';
}

/** Bitnami's image asks for certificates unless it is told otherwise (its documentation, KAFKA_TLS_CLIENT_AUTH). */
function ofImage(environment: Readonly<Record<string, string>>, image?: string): string | undefined {
  return isBitnami(environment, image) ? (environment['KAFKA_TLS_CLIENT_AUTH'] ?? 'required') : undefined;
}

/** Modules by the setting of a listener's mechanism, or in the file under the listener's own name or Kafka's (KIP-103). */
function jaasOf({ settings, jaas }: LintNode, name: string): readonly JaasEntry[] {
  const inline = Object.entries(settings).filter(
    ([setting]) => isJaasOf(setting, name) || setting === jaasSetting,
  );
  if (inline.length > 0) return inline.flatMap(([, text]) => jaasEntries(text));
  const entries = jaasEntries(jaas ?? '');
  const own = entries.filter(({ context }) => context === `${name.toLowerCase()}.KafkaServer`);
  return own.length > 0 ? own : entries.filter(({ context }) => context === 'KafkaServer');
}

const jaasSetting = 'sasl.jaas.config';

/** Brokers read none without a mechanism before it (JaasContext.loadServerContext). */
function isJaasOf(setting: string, name: string): boolean {
  const own = setting.startsWith(prefixOf(name)) ? setting.slice(prefixOf(name).length) : setting;
  return /^(plain|scram-sha-\d+|oauthbearer|gssapi)\.sasl\.jaas\.config$/.test(own);
}

/** What names who comes: a setting that brokers read, a file, an image's own variables, a program. */
function saysWho({ settings, environment, image }: LintNode, name: string): boolean {
  const names = Object.keys(settings);
  return (
    jaasPath(environment) !== undefined ||
    (isBitnami(environment, image) &&
      Object.keys(environment).some((one) => /_(USERS?|PASSWORDS?)$/.test(one))) ||
    names.some((one) => isJaasOf(one, name) || one.endsWith('sasl.server.callback.handler.class'))
  );
}
