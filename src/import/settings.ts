/** Understands settings and variables of Kafka's nodes: which go over, which a prop says, and which klab decides. */
import { settingsOfTheLab } from '../kafka/settings.ts';
import { kafkaVersions } from '../kafka/versions.ts';
import { settingMode } from '../diff/setting-lock.ts';
import { listOf, type LintNode } from '../lint/cluster.ts';
import { discreet, type NotesOf } from './notes.ts';

/** Settings that props decide, and what they become. */
export const settingProps = {
  'default.replication.factor': 'replicationFactor',
  'min.insync.replicas': 'minInSyncReplicas',
  'broker.session.timeout.ms': 'sessionTimeoutMs',
  'zookeeper.session.timeout.ms': 'sessionTimeoutMs',
} as const;

/** What the lab says in its own way, as the file meant it. */
export const derived =
  /^(node\.id|broker\.id|process\.roles|controller\.quorum\.(voters|bootstrap\.servers)|controller\.listener\.names|zookeeper\.connect|listeners|advertised\.listeners|listener\.security\.protocol\.map|inter\.broker\.listener\.name|broker\.rack)$/;

/** Settings that go over as they are; what becomes of the others is noted. */
export function keptSettings(node: LintNode, notes: NotesOf): Readonly<Record<string, string>> {
  noteVariables(notes, node.environment, node.id, true);
  const kept: Record<string, string> = {};
  // An authorizer that lets everybody do everything secures nothing yet.
  const isOpen =
    node.settings['allow.everyone.if.no.acl.found'] === 'true' && !('super.users' in node.settings);
  for (const [name, value] of Object.entries(node.settings)) {
    if (Object.hasOwn(settingProps, name) || derived.test(name)) notes.taken(name, name);
    else if (Object.hasOwn(settingsOfTheLab, name))
      notes.changed(`${name} ${discreet(name, value)}: ${settingsOfTheLab[name] ?? ''}`, name);
    else if (/^(confluent|metric\.reporters)\b/.test(name))
      notes.lost(`${name} ${discreet(name, value)}: a setting of Confluent's own brokers`, name);
    else if (!isDocumented(name))
      notes.lost(`${name} ${discreet(name, value)}: no setting that Kafka documents`, name);
    else if (isOfSecurity(name) && !(isOpen && name === 'authorizer.class.name'))
      notes.lost(`${name}: what secures a cluster is said by the prop security`, name);
    else {
      kept[name] = value;
      notes.taken(`${name} ${discreet(name, value)}`, name);
    }
  }
  const protocols = listOf(node.settings['listener.security.protocol.map']).filter(
    (one) => !one.endsWith(':PLAINTEXT'),
  );
  for (const protocol of protocols) {
    notes.lost(
      `${protocol}: listeners speak plain text unless the prop security says otherwise`,
      'listener.security.protocol.map',
    );
  }
  return kept;
}

/** Whether any version that klab has locked knows it. */
function isDocumented(name: string): boolean {
  return kafkaVersions.some((version) => settingMode(name, version.replace(/\.\d+$/, '')) !== undefined);
}

function isOfSecurity(name: string): boolean {
  return /(^|\.)(ssl|sasl)\.|^(authorizer\.class\.name|super\.users)$/.test(name);
}

/** Variables that are no settings. */
export function noteVariables(
  notes: NotesOf,
  environment: Readonly<Record<string, string>>,
  id: string,
  isFirst: boolean,
): void {
  if (!isFirst) return;
  for (const [name, value] of Object.entries(environment)) {
    if (/^(KAFKA_)?(KRAFT_)?CLUSTER_ID$/.test(name))
      notes.changed(`${name}: each instance has an id of its own`, name);
    else if (/^KAFKA_HEAP_OPTS$/.test(name)) {
      if (heapOfText(value) === undefined) notes.lost(`${name} ${discreet(name, value)}`, name);
      else notes.taken(`${name} ${discreet(name, value)}`, name);
    } else if (name === 'KAFKA_JMX_PORT') notes.taken(`${name} ${value}`, name);
    else if (name.startsWith('KAFKA_JMX_'))
      notes.lost(`${name} ${discreet(name, value)}: klab tells it by itself`, name);
    else if (
      /^KAFKA_(LOG4J|TOOLS_LOG4J)|^(ALLOW_PLAINTEXT_LISTENER|KAFKA_ENABLE_KRAFT)$|^KAFKA_(OPTS|JVM_PERFORMANCE_OPTS|CREATE_TOPICS)$/.test(
        name,
      )
    )
      notes.lost(`${name} ${discreet(name, value)}`, name);
    else if (!name.startsWith('KAFKA_')) notes.lost(`${name} of ${id}`, name);
  }
}

/** Largest heap of a node, in MiB; undefined where it says none. */
export function heapOf({ environment }: LintNode): number | undefined {
  return heapOfText(environment['KAFKA_HEAP_OPTS'] ?? '');
}

function heapOfText(text: string): number | undefined {
  const [, size, unit] = /-Xmx(\d+)([mMgG])/.exec(text) ?? [];
  return size === undefined ? undefined : Number(size) * (unit?.toLowerCase() === 'g' ? 1024 : 1);
}
