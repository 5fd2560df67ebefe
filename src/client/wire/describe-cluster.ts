/**
 * One DescribeCluster request (API key 60, Kafka 2.8 and later; KIP-700) to one broker, answered by that broker itself.
 * kafkajs asks whichever broker it picks among those it has learnt of, and keeps the racks to itself.
 */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { askOnce } from './ask-once.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** A broker as another broker knows it. */
export interface KnownBroker {
  readonly number: number;
  /** As advertised on the listener that was asked, `host:port`. */
  readonly address: string;
  /** Its `broker.rack`. */
  readonly rack?: string;
}

/** The cluster as one broker knows it. */
export interface BrokersAnswer {
  readonly clusterId: string;
  /** The active controller in ZooKeeper mode; a random live broker with KRaft. */
  readonly controller: number;
  readonly brokers: readonly KnownBroker[];
}

/**
 * Asks one broker for the cluster as it knows it.
 * @param broker by any listener but the quorum's.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or reports an error.
 */
export async function describeBroker(broker: Endpoint, timeoutMs = 3_000): Promise<BrokersAnswer> {
  const includeAuthorizedOperations = false;
  const body = new FieldWriter().boolean(includeAuthorizedOperations).tags();
  const request = { apiKey: 60, apiVersion: 0, flexible: true, body, timeoutMs };
  const reader = await askOnce({ ...request, broker, what: 'describe the cluster' });
  reader.int32(); // throttle time
  const errorCode = reader.int16();
  const errorMessage = reader.compactString();
  if (errorCode !== 0) {
    throw new RuntimeError(
      'client',
      `${broker.address} did not describe the cluster: ${errorMessage ?? errorCode}`,
    );
  }
  return {
    clusterId: reader.compactString() ?? '',
    controller: reader.int32(),
    brokers: reader.compactArray(() => {
      const number = reader.int32();
      const host = reader.compactString() ?? '';
      const port = reader.int32();
      const rack = reader.compactString();
      reader.tags();
      return { number, address: `${host}:${port}`, ...(rack !== null && { rack }) };
    }),
  };
}
