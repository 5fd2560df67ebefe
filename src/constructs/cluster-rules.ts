/** What the props of a Kafka cluster can be, before anything is asked of them together. */
import { targets } from '../kafka/node.ts';
import { ControllerQuorum } from './controller-quorum.ts';
import type { KafkaClusterProps } from './cluster-props.ts';
import { extrasRules } from './process-extras.ts';
import {
  aNodeNumber,
  aNumber,
  aText,
  aWord,
  heapMb,
  limitFrom,
  listOf,
  madeBy,
  needed,
  oneOf,
  shapeOf,
  texts,
  wholeNumber,
} from './prop-rules.ts';
import { perBrokerRule } from './per-broker.ts';
import type { Rules } from './props.ts';
import { securityRule } from './security-props.ts';
import { topicsRule } from './topics.ts';
import { ZooKeeperEnsemble } from './zookeeper-ensemble.ts';

/** A rule for each. */
export const clusterRules: Rules<KafkaClusterProps> = {
  metadata: needed(
    madeBy([ControllerQuorum, ZooKeeperEnsemble]),
    'a ControllerQuorum or a ZooKeeperEnsemble of this topology',
  ),
  brokers: aNumber,
  kafkaVersion: aWord,
  image: aWord,
  idPrefix: aText,
  firstNumber: aNodeNumber,
  perBroker: perBrokerRule,
  racks: listOf(aText, "'name'"),
  replicationFactor: aNumber,
  minInSyncReplicas: aNumber,
  sessionTimeoutMs: aNumber,
  log: shapeOf({
    retentionMs: limitFrom(1),
    retentionBytes: limitFrom(0),
    segmentBytes: wholeNumber(14, 2_147_483_647),
    partitions: wholeNumber(1),
  }),
  heapMb,
  ...extrasRules,
  settings: texts,
  extraListeners: listOf(
    shapeOf({
      name: aText,
      protocol: aText,
      reach: oneOf(['cluster', 'host', 'docker-host', 'quorum']),
      port: aNumber,
      targets: listOf(oneOf(targets), "'local'"),
    }),
    '{ name, protocol, reach, port }',
  ),
  topics: topicsRule,
  security: securityRule,
  jmxPort: aNumber,
};
