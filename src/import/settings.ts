/** Understands settings and variables of Kafka's nodes: which go over, which a prop says, and which klab decides. */
import { isBitnami, kafkaSettingOf, usualVariable } from '../kafka/images/dialects.ts';
import { isOpenWithoutRules } from '../kafka/security/users.ts';
import { authorizers, settingsOfTheLab } from '../kafka/settings.ts';
import { lockedVersions } from '../kafka/versions/locks.ts';
import { settingMode } from '../kafka/versions/setting-lock.ts';
import { lineOf } from '../kafka/versions/versions.ts';
import type { LintNode } from '../lint/cluster.ts';
import { discreet, type NotesOf } from './notes.ts';
import { isOfSecurity, isReplaced, noteSecuritySetting, noteSecurityVariable } from './security/settings.ts';

/** Settings that props decide, and what they become. */
export const settingProps = {
  'default.replication.factor': 'replicationFactor',
  'min.insync.replicas': 'minInSyncReplicas',
  'broker.session.timeout.ms': 'sessionTimeoutMs',
  'zookeeper.session.timeout.ms': 'sessionTimeoutMs',
} as const;

/** What the lab says in its own way, as the file meant it. */
export const derived =
  /^(node\.id|broker\.id|process\.roles|controller\.quorum\.(voters|bootstrap\.servers)|controller\.listener\.names|zookeeper\.connect|listeners|advertised\.listeners|listener\.security\.protocol\.map|inter\.broker\.listener\.name|security\.inter\.broker\.protocol|broker\.rack)$/;

/** Settings that go over as they are; what becomes of the others is noted. @param secured names of the listeners that are taken over, where the prop security is made of them */
export function keptSettings(
  node: LintNode,
  notes: NotesOf,
  secured: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  const isSecured = secured !== undefined;
  noteVariables(notes, node, isSecured);
  const kept: Record<string, string> = {};
  // An authorizer that lets everybody do everything secures nothing yet: it goes over, with what opens it.
  const isOpen = isOpenWithoutRules(node.settings) && !('super.users' in node.settings);
  for (const [name, value] of Object.entries(node.settings)) {
    if (isSecured && isReplaced(name, value)) noteSecuritySetting(name, value, notes, secured);
    else if (
      !isSecured &&
      (isOfSecurity(name, value) || name === openness) &&
      !(isOpen && ofAuthorizers.test(name))
    )
      notes.lost(`${name}: what secures a cluster is said by the prop security`, name);
    else if (Object.hasOwn(settingProps, name) || derived.test(name)) notes.taken(name, name);
    else if (ofOldListeners.test(name))
      notes.changed(`${name} ${value}: listeners say it since Kafka 3.0`, name);
    else if (Object.hasOwn(settingsOfTheLab, name))
      notes.changed(`${name} ${discreet(name, value)}: ${settingsOfTheLab[name] ?? ''}`, name);
    else if (/^(confluent|metric\.reporters)\b/.test(name))
      notes.lost(`${name} ${discreet(name, value)}: a setting of Confluent's own brokers`, name);
    else if (!isDocumented(name) && !ofAuthorizers.test(name))
      notes.lost(`${name} ${discreet(name, value)}: no setting that Kafka documents`, name);
    else if (value === oldAuthorizer) {
      kept[name] = authorizers.zookeeper;
      notes.changed(`${name} ${value}: Kafka calls it ${authorizers.zookeeper} now`, name);
    } else {
      kept[name] = value;
      notes.taken(`${name} ${discreet(name, value)}`, name);
    }
  }
  return kept;
}

/** How Kafka up to 2.8 told what listeners tell now. */
const ofOldListeners = /^(advertised\.)?(host\.name|port)$/;

/** Whether any version that klab has locked knows it. */
function isDocumented(name: string): boolean {
  return lockedVersions().some((version) => settingMode(name, lineOf(version)) !== undefined);
}

/** What an authorizer is, and what lets everybody do everything with it; the second is no setting of the broker's own. */
const openness = 'allow.everyone.if.no.acl.found';
const ofAuthorizers = /^(authorizer\.class\.name|allow\.everyone\.if\.no\.acl\.found)$/;

/** Of ZooKeeper's mode; Kafka 3.9 has no class of the old name. */
const oldAuthorizer = 'kafka.security.auth.SimpleAclAuthorizer';

/** Variables that are no settings. */
export function noteVariables(
  notes: NotesOf,
  { environment, id, image }: Pick<LintNode, 'environment' | 'id' | 'image'>,
  isSecured = false,
): void {
  for (const [name, value] of Object.entries(environment)) {
    if (isSecured && noteSecurityVariable(name, value, notes)) continue;
    const [usual] = usualVariable(name, value, image);
    if (/^(KAFKA_)?(KRAFT_)?CLUSTER_ID$/.test(name))
      notes.changed(`${name}: each instance has an id of its own`, name);
    else if (usual === 'KAFKA_HEAP_OPTS') {
      if (heapOfText(value) === undefined) notes.lost(`${name} ${discreet(name, value)}`, name);
      else notes.taken(`${name} ${discreet(name, value)}`, name);
    } else if (/^(MY_)?(POD|NODE|HOST)_(NAME|NAMESPACE|IP)$|^HOSTNAME$/.test(name))
      notes.changed(`${name}: what a container is told of its pod`, name);
    else if (/^(KAFKA_)?JMX_PORT$/.test(name)) notes.taken(`${name} ${value}`, name);
    else if (name.startsWith('KAFKA_JMX_'))
      notes.lost(`${name} ${discreet(name, value)}: klab tells it by itself`, name);
    else if (
      /^KAFKA_(LOG4J|TOOLS_LOG4J)|^(ALLOW_PLAINTEXT_LISTENER|KAFKA_ENABLE_KRAFT)$|^KAFKA_(OPTS|JVM_PERFORMANCE_OPTS|CREATE_TOPICS)$/.test(
        name,
      )
    )
      notes.lost(`${name} ${discreet(name, value)}`, name);
    // What an image makes no setting of, it reads for itself: users, passwords, kinds of stores.
    else if (kafkaSettingOf(usual, isBitnami(environment)) === undefined)
      notes.lost(`${name} of ${id}: no setting of Kafka`, name);
  }
}

/** Largest heap of a node, in MiB; undefined where it says none. */
export function heapOf({ environment }: LintNode): number | undefined {
  return heapOfText(environment['KAFKA_HEAP_OPTS'] ?? environment['HEAP_OPTS'] ?? '');
}

function heapOfText(text: string): number | undefined {
  const [, size, unit] = /-Xmx(\d+)([mMgG])/.exec(text) ?? [];
  return size === undefined ? undefined : Number(size) * (unit?.toLowerCase() === 'g' ? 1024 : 1);
}
