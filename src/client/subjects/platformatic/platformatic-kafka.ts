/** What klab uses of @platformatic/kafka, which it does not bring: its own words of it, since its types are where it is installed. */
import type { ConnectionOptions } from 'node:tls';

/** What every client of it takes. */
export interface PlatformaticOptions {
  readonly clientId: string;
  readonly bootstrapBrokers: readonly string[];
  readonly tls?: ConnectionOptions;
  readonly sasl?: {
    readonly mechanism: string;
    readonly username?: string;
    readonly password?: string;
    readonly token?: () => Promise<string>;
  };
}

/** Its producer. */
export interface PlatformaticProducer {
  send(options: {
    readonly messages: readonly { readonly topic: string; readonly key: Buffer; readonly value: Buffer }[];
    readonly acks?: number;
  }): Promise<{ readonly offsets?: readonly { readonly partition: number; readonly offset: bigint }[] }>;
  close(): Promise<void>;
}

/** Partitions of a topic that a member was given. */
export interface PlatformaticAssignment {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** A stream of records. */
export interface PlatformaticStream {
  on(
    event: 'data',
    listener: (record: {
      readonly partition: number;
      readonly offset: bigint;
      readonly value: Buffer | null;
    }) => void,
  ): void;
  on(event: 'autocommit', listener: (error: Error | null | undefined) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

/** Its consumer. */
export interface PlatformaticConsumer {
  readonly assignments: readonly PlatformaticAssignment[] | null;
  consume(options: {
    readonly topics: readonly string[];
    readonly mode: 'committed';
    readonly fallbackMode: 'earliest';
  }): Promise<PlatformaticStream>;
  close(force: boolean): Promise<void>;
  on(event: 'consumer:group:join' | 'consumer:group:rebalance', listener: () => void): void;
}

/** The library. */
export interface Platformatic {
  readonly Producer: new (
    options: PlatformaticOptions & Readonly<Record<string, unknown>>,
  ) => PlatformaticProducer;
  readonly Consumer: new (
    options: PlatformaticOptions & Readonly<Record<string, unknown>>,
  ) => PlatformaticConsumer;
}
