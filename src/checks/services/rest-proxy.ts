/** Smoke check: what is written through the REST proxy is read through it, in order, exactly that. */
import { findService } from '../../kafka/node.ts';
import { servicePlace, type ServicePlace } from '../../client/services/address.ts';
import {
  produceJson,
  withConsumer,
  type RestPartition,
  type RestRecord,
} from '../../client/services/rest-proxy.ts';
import { NotYet, waitFor } from '../../wait.ts';
import { failOn, type SmokeCheck } from '../kit/check.ts';
import { makeTopic } from '../kit/topics.ts';

const count = 20;
const readTimeoutMs = 30_000;

/** Writes and reads. */
export const restProxyCarries: SmokeCheck = {
  name: 'rest-proxy-carries',
  service: 'rest-proxy',
  claim: 'What is written through the REST proxy is read through it, in order, exactly that.',
  skipReason: ({ cluster: { topology } }) =>
    findService(topology, 'rest-proxy') === undefined
      ? 'needs a REST proxy: the topology has none; full-stack has one'
      : undefined,
  async run(context) {
    const { topology, instance } = context.cluster;
    const node = findService(topology, 'rest-proxy')!;
    const place = servicePlace(node, instance.portOffset, context.signal);
    const { topic } = await makeTopic(context, { suffix: 'rest', partitions: 1 });
    context.note(`writing and reading ${count} records of ${topic} through ${node.id}`);
    failOn(await carryThrough(place, { topic, partition: 0 }));
    return `${count} records written through ${node.id} and read through it, in order, each once`;
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
    await waitFor(
      { what: `${count} records`, timeoutMs, intervalMs: 50, ...(signal && { signal }) },
      async () => {
        seen.push(...(await read()));
        return seen.length >= count ? true : new NotYet(`${seen.length} came`);
      },
    );
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
