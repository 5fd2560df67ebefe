/** Smoke check: schemas outlive the loss of a broker and of the registry itself, since they are kept in Kafka. */
import type { ServicePlace } from '../../client/services/address.ts';
import { isDeepStrictEqual } from 'node:util';
import { assertAllRunning } from '../../cluster/all-running.ts';
import { registerSchema, schemaOf } from '../../client/services/schema-registry.ts';
import { CheckFailure } from '../../errors.ts';
import { findService } from '../../kafka/node.ts';
import { notYet, type NotYet } from '../../wait.ts';
import { until } from '../kit/awaiting.ts';
import type { CheckContext, SmokeCheck } from '../kit/check.ts';
import { obstacleToAsking } from './its-service.ts';
import { recordSchema, withSubject } from './schemas-kept.ts';
import { brokerToStop, obstacleToTakingOver, stopInOrder } from '../kit/stoppable.ts';

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
  skipReason: (context) => obstacleToTakingOver(context) ?? obstacleToAsking(context, 'schema-registry'),
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
  return await until(context, 'a schema to be taken', serveAgainTimeoutMs, () =>
    registerSchema(place, subject, schema).catch((error: unknown) => unlessEnded(context, error)),
  );
}

async function untilReadBack(
  context: CheckContext,
  place: ServicePlace,
  id: number,
  schema: object,
): Promise<void> {
  const read = await until(context, `schema ${id} to be read`, serveAgainTimeoutMs, () =>
    schemaOf(place, id).catch((error: unknown) => unlessEnded(context, error)),
  );
  if (isDeepStrictEqual(read, schema)) return;
  throw new CheckFailure(`schema ${id} comes back as ${JSON.stringify(read)}`);
}

/** A registry that does not answer may do so later, but for one that is asked no more. */
function unlessEnded({ signal }: CheckContext, error: unknown): NotYet {
  signal.throwIfAborted();
  return notYet(error);
}
