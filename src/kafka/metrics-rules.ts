/** Which of a broker's metrics are served, and under which names: few, so that a scrape each second costs next to nothing. */

/** One bean's attribute as one metric. */
interface MetricRule {
  /** Domain and type of the bean. */
  readonly domain: string;
  readonly type: string;
  /** Names of beans, all of the same kind. */
  readonly beans: readonly string[];
  /** What of a bean's name is not part of the metric's. @default nothing */
  readonly suffix?: string;
  readonly attribute: string;
  /** `COUNTER` names end with `_total`. */
  readonly kind: 'GAUGE' | 'COUNTER';
}

/** Kafka documentation, "Monitoring": what tells whether records are safe, and how much a broker has to do. */
const rules: readonly MetricRule[] = [
  {
    domain: 'kafka.server',
    type: 'ReplicaManager',
    beans: ['UnderReplicatedPartitions', 'UnderMinIsrPartitionCount', 'PartitionCount', 'LeaderCount'],
    attribute: 'Value',
    kind: 'GAUGE',
  },
  {
    domain: 'kafka.server',
    type: 'ReplicaManager',
    beans: ['IsrShrinksPerSec', 'IsrExpandsPerSec'],
    suffix: 'PerSec',
    attribute: 'Count',
    kind: 'COUNTER',
  },
  {
    domain: 'kafka.controller',
    type: 'KafkaController',
    beans: ['ActiveControllerCount', 'OfflinePartitionsCount'],
    attribute: 'Value',
    kind: 'GAUGE',
  },
  {
    domain: 'kafka.server',
    type: 'BrokerTopicMetrics',
    beans: ['BytesInPerSec', 'BytesOutPerSec', 'MessagesInPerSec'],
    suffix: 'PerSec',
    attribute: 'Count',
    kind: 'COUNTER',
  },
  {
    domain: 'kafka.server',
    type: 'KafkaRequestHandlerPool',
    beans: ['RequestHandlerAvgIdlePercent'],
    attribute: 'OneMinuteRate',
    kind: 'GAUGE',
  },
];

/** Metrics that others of the lab ask for, as the rules name them. */
export const brokerMetrics = {
  underReplicatedPartitions: 'kafka_server_replicamanager_underreplicatedpartitions',
  partitions: 'kafka_server_replicamanager_partitioncount',
  leaders: 'kafka_server_replicamanager_leadercount',
} as const;

/** Configuration of the JMX exporter (its documentation: "Configuration"). */
export function exporterConfig(): string {
  const names = rules.flatMap(({ domain, type, beans }) =>
    beans.map((bean) => `  - '${domain}:type=${type},name=${bean}'`),
  );
  return [
    'lowercaseOutputName: true',
    // Every other bean is never read: a broker has thousands.
    'includeObjectNames:',
    ...names,
    'rules:',
    ...rules.flatMap(ruleLines),
    '',
  ].join('\n');
}

function ruleLines({ domain, type, beans, suffix = '', attribute, kind }: MetricRule): readonly string[] {
  const stems = beans.map((bean) => bean.slice(0, bean.length - suffix.length)).join('|');
  const name = `${domain.replace('.', '_')}_${type}_$1${kind === 'COUNTER' ? '_total' : ''}`;
  return [
    `  - pattern: '${domain}<type=${type}, name=(${stems})${suffix}><>${attribute}'`,
    `    name: ${name}`,
    `    type: ${kind}`,
  ];
}
