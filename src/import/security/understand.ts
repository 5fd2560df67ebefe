/** Understands how a file secures its cluster as the prop `security` of klab's; what the prop cannot say is told. */
import type { SecurityProps, UserProps } from '../../constructs/security-props.ts';
import {
  isEncrypted,
  saslMechanisms,
  usesSasl,
  type ListenerSecurity,
  type SaslMechanism,
} from '../../kafka/security/listener.ts';
import { isOpenWithoutRules } from '../../kafka/security/users.ts';
import { authorizers } from '../../kafka/settings.ts';
import type { MetadataMode } from '../../kafka/versions/versions.ts';
import { isController, zooKeeperAddresses, type Cluster, type LintNode } from '../../lint/cluster.ts';
import { securedListenersOf, type SecuredListener } from '../../lint/secured-listeners.ts';
import { kindsOf, type ListenerKind } from '../listeners.ts';
import { NotesOf, type ImportNote } from '../notes.ts';
import { namesIn } from './names.ts';

/** What is known of a cluster. */
export interface SecuredFiles {
  readonly brokers: readonly LintNode[];
  /** Brokers and controllers. */
  readonly nodes: readonly LintNode[];
  readonly zookeepers: readonly LintNode[];
  readonly all: Cluster['all'];
  readonly mode: MetadataMode;
  /** Commands and files of all services. */
  readonly texts: readonly string[];
  /** Users that objects of their own ask for. */
  readonly asked: readonly UserProps[];
}

type Part = 'external' | 'internal' | 'controller';

/** The prop; undefined where nothing of the cluster is secured. */
export function understandSecurity(files: SecuredFiles, notes: ImportNote[]): SecurityProps | undefined {
  const { brokers, nodes, zookeepers, mode } = files;
  const [first] = brokers;
  if (first === undefined || !isSecured(files)) return undefined;
  const of = new NotesOf(notes, first.id);
  const found = listenersByPart(first, nodes, files.all);
  for (const other of brokers.slice(1)) noteUnlike(first, other, files.all, notes);
  const security = (part: Part): ListenerSecurity => listenerSecurity(part, found[part], mode, of);
  const [external, internal] = [security('external'), security('internal')];
  const isAuthorized = authorizerOf(first, of);
  const names = namesIn(
    { nodes, texts: files.texts, asked: files.asked, isAuthorized, needsOne: usesSasl(external) },
    of,
  );
  return {
    external,
    internal,
    ...(mode === 'kraft'
      ? { controller: security('controller') }
      : { zookeeper: ofZooKeeper(brokers, zookeepers) }),
    ...(names.users.length > 0 && { users: names.users }),
    ...(names.superUsers.length > 0 && { superUsers: names.superUsers }),
  };
}

/** An authorizer that lets everybody do everything secures nothing yet. */
function isSecured({ nodes, brokers, zookeepers }: SecuredFiles): boolean {
  const settings = brokers[0]?.settings ?? {};
  const isOpen = isOpenWithoutRules(settings) && !('super.users' in settings);
  return (
    nodes.some((node) => securedListenersOf(node).some(({ protocol }) => protocol !== 'PLAINTEXT')) ||
    isEncrypted(ofZooKeeper(brokers, zookeepers)) ||
    (knownAuthorizers.includes(settings['authorizer.class.name'] ?? '') && !isOpen)
  );
}

/** One listener for each part; clients that have none of their own come by that of brokers. */
function listenersByPart(
  broker: LintNode,
  nodes: readonly LintNode[],
  all: Cluster['all'],
): Readonly<Record<Part, SecuredListener | undefined>> {
  const listeners = securedListenersOf(broker);
  const kinds = kindsOf(broker, all);
  const named = (kind: ListenerKind): SecuredListener | undefined =>
    listeners.find(({ listener }) => kinds.get(listener.name) === kind);
  const internal = listeners.find((one) => one.isBetweenBrokers) ?? named('INTERNAL');
  const quorum = nodes.filter(isController).flatMap(securedListenersOf);
  return {
    external: named('EXTERNAL') ?? named('DOCKER') ?? internal,
    internal,
    controller: quorum.find((one) => one.isOfQuorum),
  };
}

function listenerSecurity(
  part: Part,
  one: SecuredListener | undefined,
  mode: MetadataMode,
  notes: NotesOf,
): ListenerSecurity {
  if (one === undefined) return { protocol: 'PLAINTEXT' };
  const { protocol, clientAuth } = one;
  const security = {
    protocol,
    ...(usesSasl(one) && { mechanism: mechanismFor(part, one, mode, notes) }),
    ...(clientAuth !== 'none' && { clientAuth }),
  };
  const at = 'listener.security.protocol.map';
  notes.taken(`security.${part}: ${one.listener.name} with ${protocol}`, at);
  return security;
}

/** klab has one for each listener, and not each everywhere (security of a topology). */
function mechanismFor(
  part: Part,
  { listener: { name }, mechanisms, ownMechanism }: SecuredListener,
  mode: MetadataMode,
  notes: NotesOf,
): SaslMechanism {
  const at = 'sasl.enabled.mechanisms';
  const known = mechanisms.flatMap((text) => saslMechanisms.find((one) => one === text) ?? []);
  for (const text of mechanisms.filter((one) => !known.some((other) => other === one)))
    notes.lost(`listener ${name}: klab has no ${text}; it has ${saslMechanisms.join(', ')}`, at);
  const wanted = known.find((one) => one === ownMechanism) ?? known[0];
  for (const text of known.filter((one) => one !== wanted))
    notes.lost(`listener ${name}: klab has one mechanism for each, here ${wanted ?? ''} and not ${text}`, at);
  const otherwise = part === 'external' && mode === 'kraft' ? 'SCRAM-SHA-512' : 'PLAIN';
  const isScram = wanted?.startsWith('SCRAM') === true;
  const cannot =
    (isScram &&
      mode === 'zookeeper' &&
      'klab cannot come by SCRAM with ZooKeeper before somebody has let it in') ||
    (isScram && part === 'controller' && 'whom SCRAM lets in controllers only know once they agree') ||
    (wanted === 'OAUTHBEARER' && part !== 'external' && "klab's nodes have no tokens");
  if (wanted !== undefined && cannot === false) return wanted;
  if (wanted !== undefined)
    notes.changed(`listener ${name} has PLAIN in place of ${wanted}: ${String(cannot)}`, at);
  else notes.changed(`listener ${name} has ${otherwise}: no mechanism of its own is one of klab's`, at);
  return wanted === undefined ? otherwise : 'PLAIN';
}

const knownAuthorizers = [...Object.values(authorizers), 'kafka.security.auth.SimpleAclAuthorizer'];

function authorizerOf({ settings }: LintNode, notes: NotesOf): boolean {
  const named = settings['authorizer.class.name'] ?? '';
  if (named === '' || knownAuthorizers.includes(named)) return named !== '';
  notes.lost(`authorizer ${named}: klab has Kafka's own`, 'authorizer.class.name');
  return false;
}

/** TLS of a link to ZooKeeper, which has none of Kafka's mechanisms. */
function ofZooKeeper(brokers: readonly LintNode[], zookeepers: readonly LintNode[]): ListenerSecurity {
  const [broker] = brokers;
  const secure = zookeepers.map(({ settings }) => settings['secureClientPort']);
  const isTls =
    broker?.settings['zookeeper.ssl.client.enable']?.toLowerCase() === 'true' ||
    (broker !== undefined &&
      zooKeeperAddresses(broker).some(({ port }) => port !== '' && secure.includes(port)));
  if (!isTls) return { protocol: 'PLAINTEXT' };
  const asked = zookeepers[0]?.settings['ssl.clientAuth'] ?? 'need';
  const clientAuth = asked === 'none' ? undefined : asked === 'want' ? 'requested' : 'required';
  return { protocol: 'SSL', ...(clientAuth && { clientAuth }) };
}

/** A cluster of klab's is secured alike on every broker. */
function noteUnlike(first: LintNode, other: LintNode, all: Cluster['all'], notes: ImportNote[]): void {
  const shape = (node: LintNode): string =>
    [...kindsOf(node, all)]
      .flatMap(([name, kind]) =>
        securedListenersOf(node)
          .filter(({ listener }) => listener.name === name)
          .map(
            ({ protocol, mechanisms, clientAuth }) =>
              `${kind} ${protocol} ${mechanisms.join()} ${clientAuth}`,
          ),
      )
      .toSorted()
      .join('; ');
  if (shape(first) !== shape(other))
    new NotesOf(notes, other.id).lost(
      `${other.id} is secured otherwise than ${first.id}, as whom klab has all`,
      'listener.security.protocol.map',
    );
}
