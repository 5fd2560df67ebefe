/** What of a cluster's settings works otherwise than it reads: names that mean nothing, copies that cannot be. */
import { listenerNames } from '../kafka/settings.ts';
import { unknownNameRemarks } from '../kafka/versions/setting-names.ts';
import { lockedVersions } from '../kafka/versions/locks.ts';
import { counted } from '../words.ts';
import { givenSettings } from './per-broker.ts';
import type { ResolvedCluster } from './cluster-props.ts';

/** Kafka's own topics: what decides their copies, and how many of those must have a record. */
const internalTopics = [
  { what: '__consumer_offsets', factor: 'offsets.topic.replication.factor', minIsr: undefined },
  {
    what: '__transaction_state',
    factor: 'transaction.state.log.replication.factor',
    minIsr: 'transaction.state.log.min.isr',
  },
  {
    what: '__share_group_state',
    factor: 'share.coordinator.state.topic.replication.factor',
    minIsr: 'share.coordinator.state.topic.min.isr',
  },
] as const;

/** Remarks on one cluster's settings. */
export function settingWarnings(cluster: ResolvedCluster): string[] {
  const { kafkaVersion, extraListeners } = cluster;
  // That a version is not locked is a problem said elsewhere.
  if (!lockedVersions().includes(kafkaVersion)) return [];
  const listeners = [...Object.values(listenerNames), ...extraListeners.map(({ name }) => name)];
  // One remark for what several brokers have of their own.
  const settings = Object.assign({}, ...givenSettings(cluster).map((one) => one.settings)) as Record<
    string,
    string
  >;
  return [...unknownNameRemarks(settings, kafkaVersion, listeners), ...copyRemarks(cluster)];
}

function copyRemarks({ settings, brokers, replicationFactor, minInSyncReplicas }: ResolvedCluster): string[] {
  return internalTopics.flatMap(({ what, factor, minIsr }) => {
    const touched = [factor, minIsr].some((name) => name !== undefined && Object.hasOwn(settings, name));
    const copies = Number(settings[factor] ?? replicationFactor);
    const needed = Number((minIsr && settings[minIsr]) ?? minInSyncReplicas);
    if (!touched || !Number.isInteger(copies) || !Number.isInteger(needed)) return [];
    if (copies > brokers) {
      return [
        `${factor} ${copies} exceeds ${counted(brokers, 'broker')}, so ${what} is never made; use 1-${brokers} or add brokers`,
      ];
    }
    if (copies >= needed) return [];
    const why = minIsr === undefined ? `minInSyncReplicas ${needed}` : `${minIsr} ${needed}`;
    return [
      `${factor} ${copies} is less than ${why}, so nothing can be written to ${what}; raise the one or lower the other`,
    ];
  });
}
