/** Which feature levels a KRaft cluster works with now (KIP-584): every answer to ApiVersions of version 3 ends with them. */
import type { Endpoint } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce, usualTimeoutMs } from '../ask-once.ts';
import { FieldWriter } from '../codec/field-writer.ts';

/** Levels by the features' names, such as `metadata.version`. */
export type FeatureLevels = Readonly<Record<string, number>>;

/** Kafka's number of the tagged field that holds them (ApiVersionsResponse, FinalizedFeatures). */
const finalizedTag = 2;

/** Asks one broker. @returns none in ZooKeeper mode. @throws RuntimeError `client` when it does not answer */
export async function finalizedFeatures(broker: Endpoint): Promise<FeatureLevels> {
  const body = new FieldWriter().compactString('klab').compactString('1').tags();
  const request = { api: apis.apiVersions, body, timeoutMs: usualTimeoutMs(broker) };
  const reader = await askOnce({ ...request, broker, what: 'say its features' });
  const code = reader.int16();
  if (code !== 0) {
    throw new RuntimeError('client', `${broker.address} did not say its features: Kafka error code ${code}`);
  }
  reader.compactArray(() => {
    reader.raw(6); // a request's number, its oldest and its newest version
    reader.tags();
  });
  reader.int32(); // throttle time
  const features = reader.tagged().get(finalizedTag);
  const levels = features?.compactArray((): [string, number] => {
    const name = features.compactString() ?? '';
    const level = features.int16();
    features.int16(); // the oldest level that is still good
    features.tags();
    return [name, level];
  });
  return Object.fromEntries(levels ?? []);
}
