/** One UnregisterBroker request (KIP-500): a KRaft quorum forgets a broker that has gone for good. kafkajs does not have it. */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';

const timeoutMs = 10_000;

/** Kafka's error code of a number that it does not know: that is what was asked for. */
const unknownBroker = 102;

/**
 * Has the quorum forget a broker; one that it does not know is fine.
 * @throws RuntimeError `client` with Kafka's own words where it refuses.
 */
export async function unregisterBroker(access: ClusterAccess, number: number): Promise<void> {
  await firstAnswer(access, `unregisters broker ${number}`, async (broker) => {
    const body = new FieldWriter().int32(number).tags();
    const what = `unregister broker ${number}`;
    const reader = await askOnce({ api: apis.unregisterBroker, body, timeoutMs, broker, what });
    reader.int32(); // throttle time
    const error = { code: reader.int16(), message: reader.compactString() };
    if (error.code === 0 || error.code === unknownBroker) return;
    throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorWords(error)}`);
  });
}
