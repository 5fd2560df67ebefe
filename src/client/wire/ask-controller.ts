/** Asks brokers one after another until the active controller is met: with ZooKeeper no other broker forwards to it. */
import type { BrokerAccess, ClusterAccess } from '../../cluster/access.ts';
import { messageOf, RuntimeError } from '../../errors.ts';

/** Kafka's error code of a broker that is not the controller and does not forward. */
export const notController = 41;

/** What one broker says: its answer, or why it is none. */
export type Answered<T> = { readonly answer: T } | { readonly refused: string };

/**
 * The first answer that is one.
 * @param what as it reads after "no broker": "moves partitions".
 * @throws RuntimeError `client` with what each broker said where none does it.
 */
export async function askController<T>(
  { brokers }: ClusterAccess,
  what: string,
  ask: (broker: BrokerAccess) => Promise<Answered<T>>,
): Promise<T> {
  const reasons: string[] = [];
  for (const broker of brokers) {
    try {
      const said = await ask(broker);
      if ('answer' in said) return said.answer;
      reasons.push(`${broker.address}: ${said.refused}`);
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  throw new RuntimeError('client', `no broker ${what}: ${reasons.join('; ')}`);
}
