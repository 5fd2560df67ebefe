/** What brokers let clients ask for, so that the lab's own clients ask for no more. */
import type { BrokerValues } from './settings-in-force.ts';

/** Times that a client of the lab asks for. */
export interface ClientTimes {
  /** Session of a group's member, in milliseconds; a vanished one is missed after it. */
  readonly sessionMs: number;
  /** How long a transaction may be open, in milliseconds. */
  readonly transactionMs: number;
}

/** Short enough to miss a vanished member soon; Kafka's own defaults allow both. */
export const defaultClientTimes: ClientTimes = { sessionMs: 6_000, transactionMs: 60_000 };

/** The lab's own times, as far as every one of these brokers allows them. */
export function clientTimes(brokers: readonly BrokerValues[]): ClientTimes {
  const { sessionMs, transactionMs } = defaultClientTimes;
  const atLeastMs = Math.max(...brokers.map((broker) => numberOf(broker, 'group.min.session.timeout.ms', 0)));
  const atMostMs = lowest(brokers, 'group.max.session.timeout.ms');
  return {
    sessionMs: Math.min(Math.max(sessionMs, atLeastMs), atMostMs),
    transactionMs: Math.min(transactionMs, lowest(brokers, 'transaction.max.timeout.ms')),
  };
}

/** The lowest of the brokers' values; infinite where none has one. */
export function lowest(brokers: readonly BrokerValues[], name: string): number {
  return Math.min(...brokers.map((broker) => numberOf(broker, name, Infinity)));
}

function numberOf(broker: BrokerValues, name: string, absent: number): number {
  const value = broker.get(name);
  return value === undefined || value === '' ? absent : Number(value);
}
