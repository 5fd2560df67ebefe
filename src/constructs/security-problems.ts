/** Settings and listeners that would secure a cluster by hand: brokers would speak what the lab does not know of, and let it in no more. */
import { securityProtocols } from '../kafka/security/listener.ts';

/** Settings as JavaScript may give them too. */
type GivenSettings = Readonly<Record<string, string | number | boolean>>;

/** What listeners speak that a topology adds: they have no part in `security`. */
const spokenProtocol = 'PLAINTEXT';

/** What is wrong with the protocol of a listener that a topology adds. @param protocol as JavaScript may give it. */
export function protocolProblems(name: string, protocol: string): string[] {
  if (protocol === spokenProtocol) return [];
  // Kafka maps names of one's own to a protocol; the lab's listeners have a name and a protocol apart.
  const isKafkas = (securityProtocols as readonly string[]).includes(protocol);
  const why = isKafkas ? "and security secures the lab's own listeners alone; " : '';
  return [`listener ${name} has protocol ${protocol}${isKafkas ? ', ' : '; '}${why}use ${spokenProtocol}`];
}

/** A setting that secures something by hand, by the values that do. */
interface ByHand {
  readonly does: (value: string) => boolean;
  /** What to do about it. */
  readonly fix: string;
}

/** Settings of brokers, on whatever listener. */
const brokerSettings: Readonly<Record<string, ByHand>> = {
  'security.inter.broker.protocol': { does: () => true, fix: 'use security.internal' },
  'zookeeper.ssl.client.enable': { does: isTrue, fix: 'use security.zookeeper' },
  // Needs a client that ZooKeeper knows by SASL or TLS (Kafka 3.9, KafkaServer.initZkClient).
  'zookeeper.set.acl': {
    does: isTrue,
    fix: 'drop it: klab sets no rights within ZooKeeper',
  },
};

const noSasl = 'drop it: klab speaks no SASL with ZooKeeper';

/** Settings of ZooKeeper's servers. */
const serverSettings: Readonly<Record<string, ByHand>> = {
  sslQuorum: { does: isTrue, fix: 'use security of the KafkaCluster' },
  'enforce.auth.enabled': { does: isTrue, fix: noSasl },
  sessionRequireClientSASLAuth: { does: isTrue, fix: noSasl },
  'quorum.auth.enableSasl': { does: isTrue, fix: noSasl },
};

/** Settings of brokers that the lab could not follow: it would wait for a cluster that refuses it. */
export function securitySettingProblems(settings: GivenSettings, at = 'settings'): string[] {
  return problemsOf(settings, brokerSettings, at);
}

/** The same of the servers of a ZooKeeper ensemble. */
export function serverSecurityProblems(settings: GivenSettings): string[] {
  return problemsOf(settings, serverSettings, 'settings');
}

function problemsOf(
  settings: GivenSettings,
  refused: Readonly<Record<string, ByHand>>,
  at: string,
): string[] {
  return Object.entries(settings).flatMap(([setting, value]) =>
    Object.hasOwn(refused, setting) && refused[setting]!.does(String(value))
      ? [`${at} has ${setting} ${value}; ${refused[setting]!.fix}`]
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
