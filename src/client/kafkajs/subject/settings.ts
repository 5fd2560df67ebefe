/** Settings as Kafka's own clients take them, as kafkajs has them: whoever compares clients sets them by one file. */
import type { ConsumerConfig, ConsumerRunConfig, KafkaConfig, ProducerConfig } from 'kafkajs';
import { byKafkaNames, whole, yes } from '../../subjects/kafka-names.ts';

/** What kafkajs is told; what is absent is left to its own defaults. */
export interface KafkajsSettings {
  readonly kafka: Pick<KafkaConfig, 'clientId' | 'requestTimeout' | 'connectionTimeout'> & {
    readonly retries?: number;
  };
  readonly producer: Pick<ProducerConfig, 'idempotent' | 'maxInFlightRequests' | 'metadataMaxAge'>;
  /** -1 for all. @default kafkajs's own, all */
  readonly acks?: number;
  readonly consumer: Pick<
    ConsumerConfig,
    | 'sessionTimeout'
    | 'heartbeatInterval'
    | 'rebalanceTimeout'
    | 'metadataMaxAge'
    | 'maxWaitTimeInMs'
    | 'minBytes'
  >;
  readonly run: Pick<ConsumerRunConfig, 'autoCommit' | 'autoCommitInterval'>;
}

/** Settings of Kafka by their names, with what each is to kafkajs. */
const known: Readonly<Record<string, (value: string) => Changes>> = {
  'client.id': (value) => ({ kafka: { clientId: value } }),
  'request.timeout.ms': (value) => ({ kafka: { requestTimeout: whole(value) } }),
  'socket.connection.setup.timeout.ms': (value) => ({ kafka: { connectionTimeout: whole(value) } }),
  retries: (value) => ({ kafka: { retries: whole(value) } }),
  acks: (value) => ({ acks: value === 'all' ? -1 : whole(value) }),
  'enable.idempotence': (value) => ({ producer: { idempotent: yes(value) } }),
  'max.in.flight.requests.per.connection': (value) => ({ producer: { maxInFlightRequests: whole(value) } }),
  'metadata.max.age.ms': (value) => ({
    producer: { metadataMaxAge: whole(value) },
    consumer: { metadataMaxAge: whole(value) },
  }),
  'session.timeout.ms': (value) => ({ consumer: { sessionTimeout: whole(value) } }),
  'heartbeat.interval.ms': (value) => ({ consumer: { heartbeatInterval: whole(value) } }),
  'max.poll.interval.ms': (value) => ({ consumer: { rebalanceTimeout: whole(value) } }),
  'fetch.max.wait.ms': (value) => ({ consumer: { maxWaitTimeInMs: whole(value) } }),
  'fetch.min.bytes': (value) => ({ consumer: { minBytes: whole(value) } }),
  'enable.auto.commit': (value) => ({ run: { autoCommit: yes(value) } }),
  'auto.commit.interval.ms': (value) => ({ run: { autoCommitInterval: whole(value) } }),
};

type Changes = { readonly [Part in keyof KafkajsSettings]?: Partial<KafkajsSettings[Part]> };

/** @throws UsageError for a setting that kafkajs has nothing for, or that cannot be */
export function kafkajsSettings(properties: Readonly<Record<string, string>>): KafkajsSettings {
  const settings = { kafka: {}, producer: {}, consumer: {}, run: {} };
  let acks: number | undefined;
  for (const changes of byKafkaNames('kafkajs', known, properties)) {
    acks = changes.acks ?? acks;
    for (const part of ['kafka', 'producer', 'consumer', 'run'] as const) {
      Object.assign(settings[part], changes[part]);
    }
  }
  return { ...settings, ...(acks !== undefined && { acks }) };
}
