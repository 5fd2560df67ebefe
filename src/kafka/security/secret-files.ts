/**
 * The files with secrets that a secured node reads: settings name them, and hold nothing of them. Whoever starts a node puts
 * them into a folder of its own.
 */
import { writeProperties } from '../properties.ts';
import {
  asksForCertificate,
  isEncrypted,
  mechanismOf,
  usesSasl,
  usesTokens,
  type SaslMechanism,
} from './listener.ts';
import { clientNames, nodeUser, type ClusterSecurity } from './users.ts';

/** Certificate of the authority by which nodes and clients know each other. */
export const authorityFile = 'ca.pem';

/** What SASL needs to be told, as properties by the part of the cluster that a listener is of. */
export const saslFile = 'sasl.properties';

/** As much of {@link saslFile} as the quorum needs, for nodes that are controllers only: no client comes to them. */
export const controllerSaslFile = 'sasl-controller.properties';

/** Where the address of {@link keySetFile} stands in it. */
export const keySetKey = 'keys';

/** The keys by which brokers know tokens; none of them is secret. */
export const keySetFile = 'jwks.json';

/** A node's private key, and the chain of its certificate. */
export function keystoreFile(nodeId: string): string {
  return `${nodeId}.keystore.pem`;
}

/**
 * How a side service says by SASL who it is, as a property named `internal`: the counterpart of {@link saslFile}, which
 * holds what no client may know.
 */
export function serviceSaslFile(nodeId: string): string {
  return `${nodeId}.${saslFile}`;
}

/** As much of a node as says which secrets it has to do with. */
export interface SecretReader {
  readonly id: string;
  /** What it runs: `kafka`, `zookeeper`, or something beside them. */
  readonly software: string;
  /** `controller` for what is nothing else. */
  readonly role: string;
}

/** The file with what a broker or controller needs for SASL. */
export function saslFileOf({ role }: Pick<SecretReader, 'role'>): string {
  return role === 'controller' ? controllerSaslFile : saslFile;
}

/** Names of the files that one node reads: its own key, and nobody else's; none where it has nothing to do with secrets. */
export function secretFilesOf(
  { id, software, role }: SecretReader,
  { external, internal, controller, zookeeper, services = [] }: ClusterSecurity,
): readonly string[] {
  const parts = [external, internal, controller];
  const ownParts = role === 'controller' ? [controller] : parts;
  const links = zookeeper === undefined ? [] : [zookeeper];
  const certificates = [authorityFile, keystoreFile(id)];
  if (software === 'zookeeper') return links.some(isEncrypted) ? certificates : [];
  if (services.some(({ name }) => name === id)) {
    return [
      ...(isEncrypted(internal) ? [authorityFile] : []),
      ...(asksForCertificate(internal) ? [keystoreFile(id)] : []),
      ...(usesSasl(internal) ? [serviceSaslFile(id)] : []),
    ];
  }
  if (software !== 'kafka') return [];
  return [
    ...([...parts, ...links].some(isEncrypted) ? certificates : []),
    ...(ownParts.some(usesSasl) ? [saslFileOf({ role })] : []),
    ...(ownParts.some(usesTokens) ? [keySetFile] : []),
  ];
}

/** The parts of a cluster that are secured by SASL apart from each other: each has a text of its own in {@link saslFile}. */
const saslParts = ['external', 'internal', 'controller'] as const;

/** The part that side services come to. */
export const servicePart = 'internal' satisfies SaslPart;

/** One of them. */
type SaslPart = (typeof saslParts)[number];

/**
 * Content of {@link saslFile}: for each part, who it lets in and as whom nodes come to it, as a text of JAAS (Kafka
 * documentation, sasl.jaas.config).
 * @param passwordOf password of a name of `namesWithPassword`.
 * @param keySetUrl where the node finds {@link keySetFile}, as a `file:` address.
 */
export function saslFileContent(
  security: ClusterSecurity,
  passwordOf: (name: string) => string,
  keySetUrl: string,
): string {
  return writeProperties({ ...jaasTexts(security, saslParts, passwordOf), [keySetKey]: keySetUrl });
}

/** Content of {@link controllerSaslFile}. */
export function controllerSaslContent(
  security: ClusterSecurity,
  passwordOf: (name: string) => string,
): string {
  return writeProperties(jaasTexts(security, ['controller'], passwordOf));
}

function jaasTexts(
  security: ClusterSecurity,
  parts: readonly SaslPart[],
  passwordOf: (name: string) => string,
): Record<string, string> {
  const secured = parts.filter((part) => usesSasl(security[part]));
  return Object.fromEntries(secured.map((part) => [part, jaasText(security, part, passwordOf)]));
}

/** Content of {@link serviceSaslFile}. */
export function serviceSaslContent(
  { internal }: ClusterSecurity,
  name: string,
  passwordOf: (name: string) => string,
): string {
  return writeProperties({
    [servicePart]: `${loginModules[mechanismOf(internal)]} required username=${quoted(name)} password=${quoted(passwordOf(name))};`,
  });
}

/** Whose passwords stand in the files that nodes read. */
export function namesInFiles(security: ClusterSecurity): readonly string[] {
  const names = new Set<string>();
  const note = (name: string): string => {
    names.add(name);
    return '';
  };
  saslFileContent(security, note, '');
  if (usesSasl(security.internal)) {
    for (const { name } of security.services ?? []) serviceSaslContent(security, name, note);
  }
  return [...names];
}

/** What each mechanism is for Java, in brokers as in clients. */
export const loginModules: Readonly<Record<SaslMechanism, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  OAUTHBEARER: 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule',
};

/** With PLAIN brokers have all passwords there; what SCRAM compares with is the cluster's metadata. */
function jaasText(security: ClusterSecurity, part: SaslPart, passwordOf: (name: string) => string): string {
  const mechanism = mechanismOf(security[part]);
  const clients = clientNames(security);
  const services = (security.services ?? []).map(({ name }) => name);
  const known = {
    external: clients,
    internal: [...clients, ...services, nodeUser],
    controller: [nodeUser],
  }[part];
  const options = [
    ...(part === 'external' ? [] : [`username="${nodeUser}"`, `password=${quoted(passwordOf(nodeUser))}`]),
    ...(mechanism === 'PLAIN' ? known.map((name) => `user_${name}=${quoted(passwordOf(name))}`) : []),
  ];
  return `${[loginModules[mechanism], 'required', ...options].join(' ')};`;
}

/** As Kafka reads it, character by character (JaasConfig, by java.io.StreamTokenizer): a line's end would end it too. */
export function quoted(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, (character) => `\\${character}`)
    .replaceAll(/\p{Cc}/gu, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `"${escaped}"`;
}
