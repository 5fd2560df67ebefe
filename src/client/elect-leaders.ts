/**
 * One ElectLeaders request (API key 43; KIP-460), which kafkajs does not have: leaders go home after a restart.
 * Without it Kafka moves them back only every `leader.imbalance.check.interval.seconds`, 5 minutes by default.
 */
import { RuntimeError } from '../errors.ts';
import { askOnce, int32, noTags, varint } from './wire.ts';

/** Kafka's error code for a broker that is not the controller and does not forward (ZooKeeper mode). */
const notController = 41;

/**
 * Gives every partition back to its preferred leader, the first of its replicas, where that one is in sync.
 * @param bootstrap brokers to ask, `host:port`; one after another until the controller is met.
 * @throws RuntimeError `client` when no broker does it.
 */
export async function electPreferredLeaders(bootstrap: readonly string[], timeoutMs = 10_000): Promise<void> {
  const preferred = Buffer.from([0]);
  const allPartitions = varint(0);
  const body = Buffer.concat([preferred, allPartitions, int32(timeoutMs), noTags]);
  const reasons: string[] = [];
  for (const address of bootstrap) {
    try {
      const what = 'elect preferred leaders';
      const reader = await askOnce({ address, apiKey: 43, apiVersion: 2, body, what, timeoutMs: timeoutMs + 1_000 });
      reader.skip(4);
      const errorCode = reader.int16();
      if (errorCode === 0) return;
      if (errorCode !== notController) reasons.push(`${address}: Kafka error code ${errorCode}`);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new RuntimeError('client', `no broker elected preferred leaders: ${reasons.join('; ')}`);
}
