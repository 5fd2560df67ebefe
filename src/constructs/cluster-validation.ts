/** What can be wrong with a Kafka cluster's props, each in words with the fix. */
import { fitsDynamicQuorum } from '../kafka/images/controller-start.ts';
import { authorizers, listenerNames, sessionTimeoutLimitsMs, settingsOfTheLab } from '../kafka/settings.ts';
import { lockedVersions, orLock } from '../kafka/versions/locks.ts';
import { isOlder, kafkaVersions, supportsZooKeeper, type MetadataMode } from '../kafka/versions/versions.ts';
import { namesSecret } from '../kafka/security/secret-settings.ts';
import { securitySettings, zooKeeperServerSettings } from '../kafka/security/settings.ts';
import type { ClusterSecurity } from '../kafka/security/users.ts';
import { counted } from '../words.ts';
import { brokerProblems, brokerWarnings, givenSettings } from './per-broker.ts';
import { ControllerQuorum } from './controller-quorum.ts';
import type { KafkaClusterProps, ResolvedCluster } from './cluster-props.ts';
import { extrasProblems } from './process-extras.ts';
import { authorizerProblems, protocolProblems, securitySettingProblems } from './security-problems.ts';
import { securityProblems, type CheckedSecurity } from './security-validation.ts';
import { securityWarnings } from './security-warnings.ts';
import { topicProblems, topicWarnings } from './topics.ts';
import { Topology } from './topology.ts';
import { countProblems, isPossibleCount, rackProblems } from './validation.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** Every problem of one cluster's props; those that were given, since a default follows from what it is a default to. */
export function clusterProblems(cluster: ResolvedCluster, given: KafkaClusterProps): string[] {
  return [
    ...countProblems('brokers', cluster.brokers),
    ...replicationProblems(cluster, given),
    ...rackProblems(cluster.racks, cluster.brokers, 'broker'),
    ...metadataProblems(cluster),
    ...votersProblems(cluster),
    ...versionProblems(cluster),
    ...dynamicProblems(cluster),
    ...sessionProblems(cluster),
    ...segmentProblems(cluster),
    ...listenerProblems(cluster),
    ...brokerProblems(cluster),
    ...topicProblems(cluster.topics, cluster.brokers),
    ...extrasProblems(cluster),
    ...givenSettings(cluster).flatMap(({ at, settings }) => [
      ...settingProblems(settings, cluster.mode, at),
      ...(cluster.security === undefined
        ? []
        : securedSettingProblems(settings, at, cluster, cluster.security)),
    ]),
    ...(cluster.security === undefined
      ? authorizerProblems(cluster.settings)
      : ensembleProblems(cluster, cluster.security)),
    ...checkedSecurity(cluster, given, securityProblems),
  ];
}

function checkedSecurity(
  { security, mode, settings, extraListeners, kafkaNodeIds, node: { root } }: ResolvedCluster,
  { security: given }: KafkaClusterProps,
  look: (checked: CheckedSecurity) => string[],
): string[] {
  if (security === undefined || given === undefined) return [];
  const added = extraListeners.map(({ name }) => name);
  const clients = root instanceof Topology ? root.kafkaClients : [];
  const nodeIds = [...kafkaNodeIds, ...clients.map(({ name }) => name)];
  return look({ security, given, mode, settings, added, nodeIds });
}

/** What a number of copies must not exceed, and that in words. */
interface CopyLimit {
  readonly value: number;
  readonly what: string;
}

function replicationProblems(cluster: ResolvedCluster, given: KafkaClusterProps): string[] {
  const { brokers, replicationFactor } = cluster;
  // Without a possible number of brokers the limits mean nothing.
  if (!isPossibleCount(brokers)) return [];
  const byBrokers = { value: brokers, what: counted(brokers, 'broker') };
  const factor = copiesProblems('replicationFactor', given.replicationFactor, byBrokers, ' or add brokers');
  // Where the factor is wrong, the brokers still are a limit.
  const byFactor = { value: replicationFactor, what: `replicationFactor ${replicationFactor}` };
  const limit = factor.length > 0 ? byBrokers : byFactor;
  return [...factor, ...copiesProblems('minInSyncReplicas', given.minInSyncReplicas, limit)];
}

function copiesProblems(prop: string, copies: number | undefined, limit: CopyLimit, orElse = ''): string[] {
  if (copies === undefined) return [];
  const allowed = limit.value === 1 ? '1' : `1-${limit.value}`;
  if (!Number.isInteger(copies) || copies < 1) return [`${prop} ${copies} is not possible; use ${allowed}`];
  if (copies <= limit.value) return [];
  return [`${prop} ${copies} exceeds ${limit.what}; use ${allowed}${orElse}`];
}

/** A second quorum or ensemble in the tree would have nodes that no broker knows. */
function metadataProblems(cluster: ResolvedCluster): string[] {
  const others = cluster.node.root.node
    .findAll()
    .filter((construct) => construct instanceof ControllerQuorum || construct instanceof ZooKeeperEnsemble)
    .filter((construct) => construct !== cluster.metadata);
  return others.map((other) => {
    const kind = other instanceof ControllerQuorum ? 'a KRaft quorum' : 'a ZooKeeper ensemble';
    return `metadata is "${cluster.metadata.node.id}", but the topology also has ${kind}, "${other.node.id}"; keep one of them`;
  });
}

function votersProblems(cluster: ResolvedCluster): string[] {
  if (cluster.metadata instanceof ZooKeeperEnsemble || cluster.metadata.mode === 'isolated') return [];
  const voters = cluster.metadata.votersFor(cluster.brokers);
  if (!isPossibleCount(voters) || !isPossibleCount(cluster.brokers) || voters <= cluster.brokers) return [];
  return [
    `a combined quorum of ${counted(voters, 'voter')} exceeds ${counted(cluster.brokers, 'broker')}; use at most ${counted(cluster.brokers, 'voter')}, add brokers, or make it isolated`,
  ];
}

function dynamicProblems({ metadata, kafkaVersion, image: ofBrokers }: ResolvedCluster): string[] {
  if (metadata instanceof ZooKeeperEnsemble || !metadata.dynamic) return [];
  const image = [ofBrokers, metadata.image].find((one) => one !== undefined && !fitsDynamicQuorum(one));
  return [
    ...(isOlder(kafkaVersion, '3.9.0')
      ? [`a dynamic quorum needs Kafka 3.9 or newer, not ${kafkaVersion}; leave dynamic out`]
      : []),
    ...(image === undefined
      ? []
      : [
          `a dynamic quorum needs nodes of apache/kafka or a copy of it, not image ${image}, which klab cannot tell where such a quorum is; leave dynamic out, or image`,
        ]),
  ];
}

function versionProblems(cluster: ResolvedCluster): string[] {
  const { kafkaVersion, mode } = cluster;
  if (!lockedVersions().includes(kafkaVersion)) {
    return [`kafkaVersion ${kafkaVersion} is not locked; use ${orLock(kafkaVersion)}`];
  }
  const withZooKeeper = kafkaVersions.filter(supportsZooKeeper);
  if (mode === 'zookeeper' && !withZooKeeper.some((version) => version === kafkaVersion)) {
    const why = supportsZooKeeper(kafkaVersion)
      ? 'is not one of which the lab knows the images with ZooKeeper'
      : 'has no ZooKeeper mode, which ended with Kafka 3.9';
    return [`kafkaVersion ${kafkaVersion} ${why}; use ${withZooKeeper.join(' or ')} or a ControllerQuorum`];
  }
  return [];
}

function sessionProblems(cluster: ResolvedCluster): string[] {
  const { sessionTimeoutMs } = cluster;
  const { min, max } = sessionTimeoutLimitsMs;
  if (Number.isInteger(sessionTimeoutMs) && sessionTimeoutMs >= min && sessionTimeoutMs <= max) return [];
  return [`sessionTimeoutMs ${sessionTimeoutMs} is not possible; use ${min}-${max}`];
}

/** Kafka 4 takes none below 1 MiB (KIP-1030). */
function segmentProblems({ log: { segmentBytes }, kafkaVersion }: ResolvedCluster): string[] {
  const least = 1_048_576;
  if (segmentBytes === undefined || segmentBytes >= least || kafkaVersion.startsWith('3.')) return [];
  return [
    `log.segmentBytes ${segmentBytes} is not possible with Kafka ${kafkaVersion}; use ${least} or more`,
  ];
}

/** A name becomes part of environment variables on containers, hence its alphabet. */
const listenerName = /^[A-Z][A-Z0-9_]*$/;

function listenerProblems(cluster: ResolvedCluster): string[] {
  const reserved: readonly string[] = Object.values(listenerNames);
  const problems = cluster.extraListeners.flatMap(({ name, protocol }) => {
    if (reserved.includes(name)) {
      return [`listener ${name} is a name of the lab's own; use another than ${reserved.join(', ')}`];
    }
    const misnamed = listenerName.test(name)
      ? []
      : [
          `listener "${name}" cannot have this name; use capital letters, digits and _, beginning with a letter`,
        ];
    return [...misnamed, ...protocolProblems(name, protocol)];
  });
  const names = cluster.extraListeners.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  return [...problems, ...[...twice].map((name) => `listener ${name} is there twice; give one another name`)];
}

/** What of settings follows from the topology, or cannot be. @param at what the settings are called. */
export function settingProblems(
  settings: Readonly<Record<string, string>>,
  mode: MetadataMode,
  at: string,
): string[] {
  const decided = [
    ...securitySettingProblems(settings, at),
    ...Object.keys(settings)
      .filter((setting) => Object.hasOwn(settingsOfTheLab, setting))
      .map(
        (setting) =>
          `${at} has ${setting}, which the topology decides; ${settingsOfTheLab[setting] ?? 'drop it'}`,
      ),
  ];
  const authorizer = settings['authorizer.class.name'];
  const wrongMode = mode === 'kraft' ? 'zookeeper' : 'kraft';
  if (authorizer !== authorizers[wrongMode]) return decided;
  const other = mode === 'kraft' ? 'KRaft' : 'ZooKeeper mode';
  return [
    ...decided,
    `authorizer.class.name ${authorizer} does not work with ${other}; use ${authorizers[mode]}`,
  ];
}

/** What stands in the settings follows from `security`, and would be passed over; it may say the same. */
export function securedSettingProblems(
  settings: Readonly<Record<string, string>>,
  at: string,
  { mode, kafkaNodeIds: nodeIds }: Pick<ResolvedCluster, 'mode' | 'kafkaNodeIds'>,
  security: ClusterSecurity,
): string[] {
  const decided: Readonly<Record<string, string | undefined>> = {
    'authorizer.class.name': undefined,
    'super.users': undefined,
    // By others than Kafka's own nodes and klab would come under names that nobody knows.
    'principal.builder.class': undefined,
    ...securitySettings({ security, mode, nodeIds }, Object.values(listenerNames)),
  };
  return Object.entries(settings)
    .filter(([setting, value]) =>
      Object.hasOwn(decided, setting) ? decided[setting] !== value : namesSecret(setting),
    )
    .map(([setting]) => `${at} has ${setting}, which security decides; drop it`);
}

/** The same of the servers that keep the metadata. */
function ensembleProblems({ metadata }: ResolvedCluster, security: ClusterSecurity): string[] {
  if (!(metadata instanceof ZooKeeperEnsemble)) return [];
  const ofServers = zooKeeperServerSettings(security.zookeeper);
  return Object.keys(metadata.settings)
    .filter((setting) => Object.hasOwn(ofServers, setting) || namesSecret(setting))
    .map((setting) => `settings of ${metadata.node.id} has ${setting}, which security decides; drop it`);
}

/** Remarks on one cluster's props that work but are rarely wanted. */
export function clusterWarnings(cluster: ResolvedCluster, given: KafkaClusterProps): string[] {
  return [
    ...rackWarnings(cluster),
    ...brokerWarnings(cluster),
    ...topicWarnings(cluster.topics, cluster.minInSyncReplicas),
    ...checkedSecurity(cluster, given, securityWarnings),
  ];
}

function rackWarnings({ racks, brokers }: ResolvedCluster): string[] {
  if (racks.length < 2 || racks.length > brokers || brokers % racks.length === 0) return [];
  return [
    `${brokers} brokers do not fit ${racks.length} racks evenly, so some racks carry more; use a multiple of ${racks.length}`,
  ];
}
