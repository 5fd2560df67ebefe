/** Settings as Kafka's own clients take them, as @platformatic/kafka has them. */
import { byKafkaNames, whole, yes } from '../kafka-names.ts';

/** Options of its own names, for whichever of its clients has them. */
export interface PlatformaticSettings {
  readonly both: Readonly<Record<string, unknown>>;
  readonly producer: Readonly<Record<string, unknown>>;
  /** Of each `send`: what a producer is made with it passes over (`acks`, in 1.35.0). */
  readonly send: { readonly acks?: number };
  readonly consumer: Readonly<Record<string, unknown>>;
}

/** Settings of Kafka by their names, with what each is to it. */
const known: Readonly<Record<string, (value: string) => Partial<PlatformaticSettings>>> = {
  'client.id': (value) => ({ both: { clientId: value } }),
  'request.timeout.ms': (value) => ({ both: { requestTimeout: whole(value), timeout: whole(value) } }),
  'socket.connection.setup.timeout.ms': (value) => ({ both: { connectTimeout: whole(value) } }),
  retries: (value) => ({ both: { retries: whole(value) } }),
  'retry.backoff.ms': (value) => ({ both: { retryDelay: whole(value) } }),
  'metadata.max.age.ms': (value) => ({ both: { metadataMaxAge: whole(value) } }),
  acks: (value) => ({ send: { acks: value === 'all' ? -1 : whole(value) } }),
  'enable.idempotence': (value) => ({ producer: { idempotent: yes(value) } }),
  'session.timeout.ms': (value) => ({ consumer: { sessionTimeout: whole(value) } }),
  'heartbeat.interval.ms': (value) => ({ consumer: { heartbeatInterval: whole(value) } }),
  'max.poll.interval.ms': (value) => ({ consumer: { rebalanceTimeout: whole(value) } }),
  'fetch.max.wait.ms': (value) => ({ consumer: { maxWaitTime: whole(value) } }),
  'fetch.min.bytes': (value) => ({ consumer: { minBytes: whole(value) } }),
  'enable.auto.commit': (value) => ({ consumer: { autocommit: yes(value) } }),
  'auto.commit.interval.ms': (value) => ({ consumer: { autocommit: whole(value) } }),
};

/** @throws UsageError for a setting that it has nothing for, or that cannot be */
export function platformaticSettings(properties: Readonly<Record<string, string>>): PlatformaticSettings {
  const settings = { both: {}, producer: {}, send: {}, consumer: {} };
  for (const changes of byKafkaNames('@platformatic/kafka', known, properties)) {
    for (const part of ['both', 'producer', 'send', 'consumer'] as const) {
      Object.assign(settings[part], changes[part]);
    }
  }
  return settings;
}
