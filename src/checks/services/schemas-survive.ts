/** Smoke check: schemas outlive the loss of a broker and of the registry itself, since they are kept in Kafka. */
import type { ServicePlace } from '../../client/services/address.ts';
import { isDeepStrictEqual } from 'node:util';
import { assertAllRunning } from '../../cluster/all-running.ts';
import { registerSchema, schemaOf } from '../../client/services/schema-registry.ts';
import { CheckFailure, messageOf } from '../../errors.ts';
import { brokersOf, findService } from '../../kafka/node.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { CheckContext, SmokeCheck } from '../kit/check.ts';
import { obstacleToRegistering, recordSchema, withSubject } from './schemas-kept.ts';
import { brokerToStop, stopInOrder } from '../kit/stoppable.ts';

/** How long a registry may take to serve again, in milliseconds. */
const serveAgainTimeoutMs = 90_000;

const firstSchema = recordSchema('id', 'name');
/** A field less: what was written before can still be read. */
const laterSchema = recordSchema('id');

/** One broker is stopped, then the registry is killed while that broker is still away. */
export const schemasSurvive: SmokeCheck = {
  name: 'schemas-survive',
  service: 'schema-registry',
  claim:
    'Schemas are read, and new ones are taken, while a broker is away, and after the registry was killed.',
  timeoutMs: 300_000,
  stopsNodes: true,
  sharesOutage: true,
  skipReason({ cluster: { topology } }) {
    if (brokersOf(topology).length < 2) return 'needs 2 brokers: with one nobody can take over';
    return obstacleToRegistering(topology);
  },
  async run(context) {
    const { cluster } = context;
    await assertAllRunning(cluster, 'the check');
    const registry = findService(cluster.topology, 'schema-registry')!;
    const broker = await brokerToStop(context);
    return await withSubject(context, 'schemas-survive', async (place, subject) => {
      // Brokers may have been away just before: the registry comes back to them in its own time.
      const first = await untilTaken(context, place, subject, firstSchema);
      await stopInOrder(context, broker);
      const startedMs = performance.now();
      const second = await untilTaken(context, place, subject, laterSchema);
      const waitedMs = Math.round(performance.now() - startedMs);
      context.note(`killing ${registry.id}`);
      await cluster.kill(registry.id);
      await cluster.start(registry.id);
      await untilReadBack(context, place, first, firstSchema);
      await untilReadBack(context, place, second, laterSchema);
      context.note(`starting ${broker.id} again`);
      await cluster.start(broker.id);
      return `${broker.id} stopped: a new schema taken after ${waitedMs} ms; ${registry.id} killed meanwhile: both schemas are there again`;
    });
  },
};

async function untilTaken(
  context: CheckContext,
  place: ServicePlace,
  subject: string,
  schema: object,
): Promise<number> {
  const what = 'a schema to be taken';
  context.note(`waiting for ${what}`);
  const timeoutMs = serveAgainTimeoutMs;
  return await waitFor({ what, timeoutMs, signal: context.signal }, async () => {
    try {
      return await registerSchema(place, subject, schema);
    } catch (error) {
      context.signal.throwIfAborted();
      return new NotYet(messageOf(error));
    }
  });
}

async function untilReadBack(
  context: CheckContext,
  place: ServicePlace,
  id: number,
  schema: object,
): Promise<void> {
  const what = `schema ${id} to be read`;
  context.note(`waiting for ${what}`);
  const wait = { what, timeoutMs: serveAgainTimeoutMs, intervalMs: 250, signal: context.signal };
  const read = await waitFor(wait, () =>
    schemaOf(place, id).catch((error: unknown) => {
      context.signal.throwIfAborted();
      return new NotYet(messageOf(error));
    }),
  );
  if (isDeepStrictEqual(read, schema)) return;
  throw new CheckFailure(`schema ${id} comes back as ${JSON.stringify(read)}`);
}
