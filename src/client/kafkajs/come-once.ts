/** Comes to one broker by kafkajs as a program does that has just been started, and goes again. */
import type { BrokerAccess } from '../../cluster/access.ts';
import { failureKind } from './error-type.ts';
import { createKafka } from './kafka.ts';

/** How it was not let in. */
export interface NotLetIn {
  /** As probers name it. */
  readonly kind: string;
  /** In kafkajs's own words. */
  readonly reason: string;
}

/** @returns undefined where the broker let it in */
export async function comeOnce(broker: BrokerAccess): Promise<NotLetIn | undefined> {
  const { security } = broker;
  const access = { brokers: [broker], ...(security && { security }) };
  const admin = createKafka({ access, clientId: 'klab-newcomer', retries: 0 }).admin();
  try {
    await admin.connect();
    return undefined;
  } catch (error) {
    let root = error;
    while (root instanceof Error && root.cause instanceof Error) root = root.cause;
    return { kind: failureKind(error), reason: root instanceof Error ? root.message : String(root) };
  } finally {
    await admin.disconnect();
  }
}
