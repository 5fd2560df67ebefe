/**
 * One DescribeCluster request (Kafka 2.8 and later; KIP-700) to one broker, answered by that broker itself.
 * kafkajs asks whichever broker it picks among those it has learnt of, and keeps the racks to itself.
 */
import type { Endpoint } from '../../cluster/access.ts';
import { RuntimeError } from '../../errors.ts';
import { apis } from './apis.ts';
import { askOnce, usualTimeoutMs } from './ask-once.ts';
import type { FieldReader } from './codec/field-reader.ts';
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
  /** Those that it counts as alive. */
  readonly brokers: readonly KnownBroker[];
  /** Those that are registered and not alive (KIP-1073). @default a Kafka before 4.0 does not say */
  readonly fenced?: readonly KnownBroker[];
}

/** Stands for brokers, in place of controllers (KIP-919). */
const brokersAlone = 1;

/**
 * Asks one broker for the cluster as it knows it.
 * @param broker by any listener but the quorum's.
 * @param timeoutMs for connection and answer together, in milliseconds.
 * @throws RuntimeError `client` when the broker does not answer in time or reports an error.
 */
export async function describeBroker(
  broker: Endpoint,
  timeoutMs = usualTimeoutMs(broker),
): Promise<BrokersAnswer> {
  const body = (version: number): FieldWriter => {
    const [includeAuthorizedOperations, includeFenced] = [false, true];
    const fields = new FieldWriter().boolean(includeAuthorizedOperations);
    if (version >= 1) fields.int8(brokersAlone);
    if (version >= 2) fields.boolean(includeFenced);
    return fields.tags();
  };
  const request = { api: apis.describeCluster, body, timeoutMs };
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
  if (reader.version >= 1) reader.int8(); // what was described: brokers
  const clusterId = reader.compactString() ?? '';
  const controller = reader.int32();
  const all = reader.compactArray(() => readBroker(reader));
  const those = (fenced: boolean): KnownBroker[] =>
    all.filter((one) => one.isFenced === fenced).map(({ broker: known }) => known);
  return {
    clusterId,
    controller,
    brokers: those(false),
    ...(reader.version >= 2 && { fenced: those(true) }),
  };
}

function readBroker(reader: FieldReader): { readonly broker: KnownBroker; readonly isFenced: boolean } {
  const number = reader.int32();
  const host = reader.compactString() ?? '';
  const port = reader.int32();
  const rack = reader.compactString();
  const isFenced = reader.version >= 2 && reader.boolean();
  reader.tags();
  return { broker: { number, address: `${host}:${port}`, ...(rack !== null && { rack }) }, isFenced };
}
