/** Smoke check: what is written through the REST proxy is read through it, in order, exactly that. */
import type { ServicePlace } from '../../client/services/address.ts';
import {
  produceJson,
  withConsumer,
  type RestPartition,
  type RestRecord,
} from '../../client/services/rest-proxy.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { failOn, type SmokeCheck } from '../kit/check.ts';
import { makeTopic } from '../kit/topics.ts';
import { obstacleToAsking, placeOf } from './its-service.ts';

const count = 20;
const readTimeoutMs = 30_000;

/** Writes and reads. */
export const restProxyCarries: SmokeCheck = {
  name: 'rest-proxy-carries',
  service: 'rest-proxy',
  claim: 'What is written through the REST proxy is read through it, in order, exactly that.',
  skipReason: (context) => obstacleToAsking(context, 'rest-proxy'),
  async run(context) {
    const place = placeOf(context, 'rest-proxy');
    const { topic } = await makeTopic(context, { suffix: 'rest', partitions: 1 });
    context.note(`writing and reading ${count} records of ${topic} through ${place.nodeId}`);
    failOn(await carryThrough(place, { topic, partition: 0 }));
    return `${count} records written through ${place.nodeId} and read through it, in order, each once`;
  },
};

/** Carries records through a proxy. @returns what is wrong with what came back. */
export async function carryThrough(
  place: ServicePlace,
  partition: RestPartition,
  timeoutMs = readTimeoutMs,
): Promise<readonly string[]> {
  const sent = Array.from({ length: count }, (_, sequence) => ({ sequence }));
  await produceJson(place, partition, sent);
  return withConsumer(place, `${partition.topic}-reader`, partition, async (read) => {
    const seen: RestRecord[] = [];
    const { signal } = place;
    const wait = { what: `${count} records`, timeoutMs, intervalMs: 50, ...(signal && { signal }) };
    await waitFor(wait, async () => {
      seen.push(...(await read()));
      return seen.length >= count ? true : new NotYet(`${seen.length} came`);
    });
    // Whatever comes besides would come now.
    seen.push(...(await read()));
    return problemsOf(seen);
  });
}

function problemsOf(seen: readonly RestRecord[]): readonly string[] {
  const surplus = seen.length - count;
  return [
    ...(surplus > 0 ? [`${seen.length} records came, ${count} were sent`] : []),
    ...seen.slice(0, count).flatMap(({ offset, value }, index) => {
      const { sequence } = (value ?? {}) as { readonly sequence?: unknown };
      return sequence === index
        ? []
        : [`offset ${offset} holds ${JSON.stringify(value)}, not record ${index}`];
    }),
  ];
}
