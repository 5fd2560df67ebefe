/** Smoke check: a registry gives a schema back by its id, and refuses one that readers could not live with. */
import type { ServicePlace } from '../../client/services/address.ts';
import { isDeepStrictEqual } from 'node:util';
import {
  demandBackwardCompatibility,
  refusalOf,
  registerSchema,
  registryOf,
  removeSubject,
  schemaOf,
} from '../../client/services/schema-registry.ts';
import { findService } from '../../kafka/node.ts';
import { said } from '../../words.ts';
import { obstacleToAsking } from './its-service.ts';
import { tidyAfter } from '../kit/tidy-after.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';

/** A record with these fields, all of them texts that a reader must find. */
export function recordSchema(...fields: readonly string[]): object {
  return {
    type: 'record',
    name: 'Order',
    namespace: 'klab',
    fields: fields.map((name) => ({ name, type: 'string' })),
  };
}

/** Works with a subject of the check's own, and removes it afterwards. */
export async function withSubject<T>(
  context: CheckContext,
  suffix: string,
  work: (place: ServicePlace, subject: string) => Promise<T>,
): Promise<T> {
  const { cluster, topicPrefix, signal } = context;
  const node = findService(cluster.topology, 'schema-registry')!;
  const { portOffset } = cluster.instance;
  const subject = `${topicPrefix}-${suffix}`;
  return await tidyAfter(context, {
    what: `subject ${subject}`,
    work: () => work(registryOf(node, portOffset, signal), subject),
    tidy: () => removeSubject(registryOf(node, portOffset), subject),
  });
}

/** Registers, reads back, and tries what must be refused. */
export const schemasKept: SmokeCheck = {
  name: 'schemas-kept',
  service: 'schema-registry',
  claim: 'The registry gives a schema back by its id and refuses one that is not compatible.',
  skipReason: (context) => obstacleToAsking(context, 'schema-registry'),
  run: (context) =>
    withSubject(context, 'schemas-kept', async (place, subject) => {
      context.note(`registering schemas of ${subject}`);
      const schema = recordSchema('id');
      const id = await registerSchema(place, subject, schema);
      const again = await registerSchema(place, subject, schema);
      const read = await schemaOf(place, id);
      await demandBackwardCompatibility(place, subject);
      // A reader of the newer one would look for a field that nothing written before has.
      const refusal = await refusalOf(place, subject, recordSchema('id', 'colour'));
      failOn(
        said(
          again !== id && `the same schema has ids ${id} and ${again}`,
          !isDeepStrictEqual(read, schema) && `schema ${id} comes back as ${JSON.stringify(read)}`,
          refusal === undefined && 'a schema that needs a new field was accepted under BACKWARD',
        ),
      );
      return `schema ${id} registered, read back by its id; one that needs a new field refused under BACKWARD`;
    }),
};
