/**
 * One ElectLeaders request (KIP-460), which kafkajs does not have: leaders go home after a restart.
 * Without it Kafka moves them back only every `leader.imbalance.check.interval.seconds`, 5 minutes by default.
 */
import type { ClusterAccess } from '../../cluster/access.ts';
import { apis } from './apis.ts';
import { askController, notController } from './ask-controller.ts';
import { askOnce } from './ask-once.ts';
import type { FieldReader } from './codec/field-reader.ts';
import { FieldWriter } from './codec/field-writer.ts';

/** How long the controller may take. */
const timeoutMs = 10_000;

/**
 * Gives every partition back to its preferred leader, the first of its replicas, where that one is in sync.
 * Brokers are asked one after another until the controller is met.
 * @throws RuntimeError `client` when no broker does it.
 */
export async function electPreferredLeaders(access: ClusterAccess): Promise<void> {
  const preferred = 0;
  const allPartitions = null;
  const body = new FieldWriter()
    .int8(preferred)
    .compactArray(allPartitions, () => undefined)
    .int32(timeoutMs)
    .tags();
  // The broker gets the time it was given, and its answer a little more to arrive.
  const request = { api: apis.electLeaders, body, timeoutMs: timeoutMs + 1_000 };
  await askController(access, 'elected preferred leaders', async (broker) => {
    const code = errorIn(await askOnce({ ...request, broker, what: 'elect preferred leaders' }));
    return code === 0 ? { answer: undefined } : { refused: `Kafka error code ${code}` };
  });
}

/** What kept the whole election from being held: a broker that is not the controller says so of each partition; a partition whose preferred leader is not in sync just keeps the one it has. */
function errorIn(reader: FieldReader): number {
  reader.int32(); // throttle time
  const topLevelError = reader.int16();
  const partitionErrors = reader.compactArray(() => {
    reader.compactString(); // topic
    const errors = reader.compactArray(() => {
      reader.int32(); // partition
      const errorCode = reader.int16();
      reader.compactString(); // message
      reader.tags();
      return errorCode;
    });
    reader.tags();
    return errors;
  });
  return partitionErrors.flat().includes(notController) ? notController : topLevelError;
}
