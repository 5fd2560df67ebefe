/** What klab uses of node-rdkafka, which it does not bring: its own words of it, since its types are where it is installed. */

/** Settings by librdkafka's names. */
export type RdkafkaSettings = Readonly<Record<string, string | boolean>>;

/** A record that was delivered, or was not. */
export interface DeliveryReport {
  readonly partition: number;
  readonly offset: number;
  /** What it was handed over with. */
  readonly opaque?: unknown;
}

/** A record that was read. */
export interface RdkafkaRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: Buffer | null;
}

interface RdkafkaClient {
  connect(metadata: object, done: (error: unknown) => void): void;
  disconnect(done: () => void): void;
  on(event: 'event.error', listener: (error: unknown) => void): void;
}

/** Its producer. */
export interface RdkafkaProducer extends RdkafkaClient {
  setPollInterval(intervalMs: number): void;
  produce(
    topic: string,
    partition: null,
    value: Buffer,
    key: string,
    timestampMs: number,
    opaque: unknown,
  ): void;
  flush(timeoutMs: number, done: (error: unknown) => void): void;
  on(event: 'delivery-report', listener: (error: unknown, report: DeliveryReport) => void): void;
  on(event: 'event.error', listener: (error: unknown) => void): void;
}

/** Its consumer. */
export interface RdkafkaConsumer extends RdkafkaClient {
  subscribe(topics: readonly string[]): void;
  consume(): void;
  on(event: 'data', listener: (record: RdkafkaRecord) => void): void;
  on(
    event: 'rebalance',
    listener: (
      why: { readonly code: number },
      partitions: readonly { readonly topic: string; readonly partition: number }[],
    ) => void,
  ): void;
  on(event: 'offset.commit', listener: (error: unknown) => void): void;
  on(event: 'event.error', listener: (error: unknown) => void): void;
}

/** The library. */
export interface Rdkafka {
  readonly librdkafkaVersion: string;
  readonly Producer: new (settings: RdkafkaSettings, topic: RdkafkaSettings) => RdkafkaProducer;
  readonly KafkaConsumer: new (settings: RdkafkaSettings, topic: RdkafkaSettings) => RdkafkaConsumer;
}
