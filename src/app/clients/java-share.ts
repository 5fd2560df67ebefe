/** A share group (KIP-932), by Kafka's VerifiableShareConsumer: members share partitions, and records come again until they are acknowledged. */
import { UsageError } from '../../errors.ts';
import { isOlder, lineOf } from '../../kafka/versions/versions.ts';
import { flagsOf, type ClientAdapter } from './adapter.ts';
import { javaDefaults, javaPresence, readyJava } from './java.ts';

/** The first version that has them without being asked (Kafka documentation, share.version). */
const firstVersion = '4.2';

const mainClass = {
  producer: 'org.apache.kafka.tools.VerifiableProducer',
  consumer: 'org.apache.kafka.tools.VerifiableShareConsumer',
} as const;

/** What a share consumer refuses (Kafka, ShareConsumerConfig.SHARE_GROUP_UNSUPPORTED_CONFIGS). */
const unsupported = [
  'auto.offset.reset',
  'enable.auto.commit',
  'group.instance.id',
  'isolation.level',
  'partition.assignment.strategy',
  'interceptor.classes',
  'session.timeout.ms',
  'heartbeat.interval.ms',
  'group.protocol',
  'group.remote.assignor',
];

/** Java's producer, and its consumer of a share group. */
export const javaShareClient: ClientAdapter = {
  name: 'java-share',
  client: "Java's client (VerifiableProducer, VerifiableShareConsumer)",
  does: `produce, consume as a share group (KIP-932, Kafka ${firstVersion} and newer), SASL and TLS`,
  usual:
    'as java; acknowledgements with the next poll, group.share.record.lock.duration.ms 30 s, group.share.delivery.count.limit 5',
  tokens: true,
  defaults: javaDefaults,
  obstacle: ({ kafkaVersion }) =>
    isOlder(lineOf(kafkaVersion), firstVersion)
      ? `Kafka ${kafkaVersion} has no share groups; use Kafka ${firstVersion} or newer`
      : undefined,
  presence: javaPresence,
  async prepare(properties, signal) {
    const refused = Object.keys(properties).filter((name) => unsupported.includes(name));
    if (refused.length > 0) {
      throw new UsageError(`java-share cannot be set so: a share consumer has no ${refused.join(', ')}`);
    }
    return await readyJava(
      mainClass,
      properties,
      (task, configFile) => [
        ...flagsOf(task, configFile),
        // What a new group has is the end of the topic.
        ...(task.role === 'consumer' ? ['--offset-reset-strategy', 'earliest'] : []),
      ],
      signal,
    );
  },
};
