/** What a topology may not ask for yet: brokers that want TLS or SASL, which the lab does not speak and so could prove nothing of. */
import { securityProtocols } from '../kafka/security/listener.ts';

/** Settings as JavaScript may give them too. */
type GivenSettings = Readonly<Record<string, string | number | boolean>>;

/** The one protocol that the lab speaks. */
const spokenProtocol = 'PLAINTEXT';

const notSpoken = 'klab speaks no TLS and no SASL yet';

/** What is wrong with the protocol of a listener that a topology adds. @param protocol as JavaScript may give it. */
export function protocolProblems(name: string, protocol: string): string[] {
  if (protocol === spokenProtocol) return [];
  // Kafka maps names of one's own to a protocol; the lab's listeners have a name and a protocol apart.
  const isKafkas = (securityProtocols as readonly string[]).includes(protocol);
  return [
    `listener ${name} has protocol ${protocol}; ${isKafkas ? `${notSpoken}, ` : ''}use ${spokenProtocol}`,
  ];
}

/** Settings of brokers that have them speak TLS or SASL, on whatever listener, by how they do. */
const brokerSettings: Readonly<Record<string, (value: string) => boolean>> = {
  'security.inter.broker.protocol': () => true,
  'zookeeper.ssl.client.enable': isTrue,
  // Needs a client that ZooKeeper knows by SASL or TLS (Kafka 3.9, KafkaServer.initZkClient).
  'zookeeper.set.acl': isTrue,
};

/** Settings of ZooKeeper's servers that do so. */
const serverSettings: Readonly<Record<string, (value: string) => boolean>> = {
  sslQuorum: isTrue,
  'enforce.auth.enabled': isTrue,
  sessionRequireClientSASLAuth: isTrue,
  'quorum.auth.enableSasl': isTrue,
};

/** Settings of brokers that the lab could not follow: it would wait for a cluster that refuses it. */
export function securitySettingProblems(settings: GivenSettings): string[] {
  return problemsOf(settings, brokerSettings);
}

/** The same of the servers of a ZooKeeper ensemble. */
export function serverSecurityProblems(settings: GivenSettings): string[] {
  return problemsOf(settings, serverSettings);
}

function problemsOf(
  settings: GivenSettings,
  refused: Readonly<Record<string, (value: string) => boolean>>,
): string[] {
  return Object.entries(settings).flatMap(([setting, value]) =>
    Object.hasOwn(refused, setting) && refused[setting]!(String(value))
      ? [`settings has ${setting} ${value}; ${notSpoken}, drop it`]
      : [],
  );
}

function isTrue(value: string): boolean {
  return value.trim().toLowerCase() === 'true';
}

/** Under this name brokers, controllers and clients come to a PLAINTEXT listener. */
const anonymous = 'User:ANONYMOUS';

/**
 * An authorizer that knows nobody but its super users keeps brokers from registering, where they are not among them: they
 * would try until somebody gives up waiting.
 */
export function authorizerProblems(settings: GivenSettings): string[] {
  const authorizer = String(settings['authorizer.class.name'] ?? '');
  const superUsers = String(settings['super.users'] ?? '');
  const isBuilt = settings['principal.builder.class'] !== undefined;
  const allowsAll = isTrue(String(settings['allow.everyone.if.no.acl.found'] ?? ''));
  const isCut = superUsers.split(';').every((user) => user.trim() !== anonymous);
  if (authorizer.trim() === '' || isBuilt || allowsAll || !isCut) return [];
  return [
    `settings has authorizer.class.name, and super.users "${superUsers}" leaves out ${anonymous}, as whom brokers come to ${spokenProtocol} listeners, so they cannot register; add it to super.users, or use security`,
  ];
}
