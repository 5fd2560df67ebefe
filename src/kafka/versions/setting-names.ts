/** Which names a broker setting can have: what Kafka documents, what it keeps to itself, what its plugins read. */
import { lockedVersions } from './locks.ts';
import { nearestName } from '../nearest.ts';
import { settingLock } from './setting-lock.ts';
import type { KafkaVersion } from './versions.ts';

/**
 * Settings that Kafka has and does not document (ConfigDef.defineInternal, 3.9.2 to 4.4.0), and those that its own
 * authorizers and reporters read, which are no settings of the broker.
 */
const undocumented = new Set([
  'allow.everyone.if.no.acl.found',
  'controller.performance.always.log.threshold.ms',
  'controller.performance.sample.period.ms',
  'group.consumer.assignor.offload.enable',
  'group.consumer.migration.policy',
  'group.consumer.regex.refresh.interval.ms',
  'group.coordinator.new.enable',
  'group.share.assignor.offload.enable',
  'group.share.dlq.manager.class.name',
  'group.share.enable',
  'group.share.initialize.retry.interval.ms',
  'group.share.persister.class.name',
  'group.streams.acceptable.recovery.lag',
  'group.streams.assignor.offload.enable',
  'group.streams.max.warmup.replicas',
  'group.streams.min.task.offset.interval.ms',
  'group.streams.num.warmup.replicas',
  'group.streams.task.offset.interval.ms',
  'log.initial.task.delay.ms',
  'metadata.log.segment.min.bytes',
  'producer.id.expiration.check.interval.ms',
  'remote.log.index.file.cache.ttl.ms',
  'remote.log.manager.task.retry.backoff.max.ms',
  'remote.log.manager.task.retry.backoff.ms',
  'remote.log.manager.task.retry.jitter',
  'server.max.startup.time.ms',
  'share.coordinator.cold.partition.snapshot.interval.ms',
  'share.coordinator.state.topic.prune.interval.ms',
  'share.fetch.max.fetch.records',
  'super.users',
  'unclean.leader.election.interval.ms',
]);

/** Settings that any plugin may have, by how they begin. */
const openPrefixes =
  /^(internal|unstable|confluent|cruise\.control|metrics?|config\.providers|rlmm\.config|rsm\.config|quota|client\.quota\.callback|authorizer|zookeeper|kafka\.csv\.metrics|producer|consumer|admin)\./;

/** Settings by which a plugin comes in, which may read settings of its own; `name` must not be the lab's own choice. */
const pluginSetting = /(\.class(\.name|\.path)?|\.classes|reporters|providers)$/;

/** A setting of one listener: its name, a mechanism, the setting itself (KIP-103, KIP-226). */
const ofListener = /^listener\.name\.([^.]+)\.((?:gssapi|plain|scram-sha-\d+|oauthbearer)\.)?(.+)$/;

/** What topics call a setting that brokers have under another name (Kafka documentation, "Topic Configs"). */
const brokerNames: Readonly<Record<string, string>> = {
  'cleanup.policy': 'log.cleanup.policy',
  'delete.retention.ms': 'log.cleaner.delete.retention.ms',
  'file.delete.delay.ms': 'log.segment.delete.delay.ms',
  'flush.messages': 'log.flush.interval.messages',
  'flush.ms': 'log.flush.interval.ms',
  'index.interval.bytes': 'log.index.interval.bytes',
  'local.retention.bytes': 'log.local.retention.bytes',
  'local.retention.ms': 'log.local.retention.ms',
  'max.compaction.lag.ms': 'log.cleaner.max.compaction.lag.ms',
  'max.message.bytes': 'message.max.bytes',
  'message.timestamp.after.max.ms': 'log.message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms': 'log.message.timestamp.before.max.ms',
  'message.timestamp.type': 'log.message.timestamp.type',
  'min.cleanable.dirty.ratio': 'log.cleaner.min.cleanable.ratio',
  'min.compaction.lag.ms': 'log.cleaner.min.compaction.lag.ms',
  preallocate: 'log.preallocate',
  'retention.bytes': 'log.retention.bytes',
  'retention.ms': 'log.retention.ms',
  'segment.bytes': 'log.segment.bytes',
  'segment.index.bytes': 'log.index.size.max.bytes',
  'segment.jitter.ms': 'log.roll.jitter.ms',
  'segment.ms': 'log.roll.ms',
};

/** Names of the settings that a locked version documents. */
function documentedNames(version: KafkaVersion): readonly string[] {
  return Object.keys(settingLock(version).settings);
}

/**
 * What is to be said of names that Kafka does not know, and so passes over without a word.
 * @param listeners names of the listeners that brokers have.
 */
export function unknownNameRemarks(
  settings: Readonly<Record<string, string>>,
  version: KafkaVersion,
  listeners: readonly string[],
): string[] {
  const hasPlugin = Object.keys(settings).some((name) => pluginSetting.test(name));
  return Object.keys(settings).flatMap((name) => remarkOn(name, version, listeners, hasPlugin) ?? []);
}

function remarkOn(
  name: string,
  version: KafkaVersion,
  listeners: readonly string[],
  hasPlugin: boolean,
): string | undefined {
  const [, listener, mechanism = '', inner] = ofListener.exec(name) ?? [];
  if (listener !== undefined && inner !== undefined) {
    const lower = listeners.map((one) => one.toLowerCase());
    if (!lower.includes(listener)) {
      return `settings has ${name}, and no listener is called ${listener}; use ${lower.join(', ')}, in small letters`;
    }
    const remark = remarkOn(inner, version, listeners, hasPlugin);
    return remark?.replaceAll(/(has |mean )([\w.-]+)/g, `$1listener.name.${listener}.${mechanism}$2`);
  }
  const names = documentedNames(version);
  if (names.includes(name) || undocumented.has(name)) return undefined;
  const brokers = Object.hasOwn(brokerNames, name) ? brokerNames[name] : undefined;
  if (brokers !== undefined) {
    return `settings has ${name}, which is a topic's and passed over; did you mean ${brokers}, which brokers call it?`;
  }
  const other = lockedVersions().find((one) => documentedNames(one).includes(name));
  if (other !== undefined)
    return `settings has ${name}, which Kafka ${other} has and ${version} passes over; drop it`;
  const near = nearestName(name, [...names, ...undocumented]);
  if (near !== undefined) {
    return `settings has ${name}, which Kafka ${version} does not know and passes over; did you mean ${near}?`;
  }
  if (hasPlugin || openPrefixes.test(name)) return undefined;
  return `settings has ${name}, which Kafka ${version} does not know and passes over, unless a plugin reads it`;
}
