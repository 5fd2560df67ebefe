/** The REST proxy's API, version 2, as far as the lab uses it (Confluent's documentation: "REST Proxy API Reference"). */
import type { ServicePlace } from './address.ts';
import { refusal, request } from './http.ts';

/** One partition of a topic. */
export interface RestPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A record with a JSON value, as the proxy gives it back. */
export interface RestRecord extends RestPartition {
  readonly offset: number;
  readonly value: unknown;
}

/** Requests and answers without records, and those with records of JSON. */
const plain = 'application/vnd.kafka.v2+json';
const json = 'application/vnd.kafka.json.v2+json';

/** How long the proxy may gather records for one answer, in milliseconds. */
const gatherMs = 1_000;

/** Writes values in this order. @throws RuntimeError `service-refused` when the cluster took one of them not. */
export async function produceJson(
  place: ServicePlace,
  { topic, partition }: RestPartition,
  values: readonly unknown[],
): Promise<void> {
  const { offsets } = await request<{
    readonly offsets: readonly { readonly error_code?: number | null; readonly error?: string | null }[];
  }>(place, `/topics/${topic}`, {
    method: 'POST',
    contentType: json,
    accept: plain,
    body: { records: values.map((value) => ({ value, partition })) },
  });
  // The answer is 200 even where every record failed.
  const failed = offsets.filter(({ error_code: code }) => code !== null && code !== undefined);
  if (failed.length === 0) return;
  const { error_code: code, error } = failed[0]!;
  throw refusal(
    `${place.nodeId}: ${failed.length} of ${values.length} records were not taken: ${code} ${error}`,
  );
}

/** Reads a partition through a consumer of the proxy, which is made for it and removed. */
export async function withConsumer<T>(
  place: ServicePlace,
  group: string,
  partition: RestPartition,
  work: (read: () => Promise<readonly RestRecord[]>) => Promise<T>,
): Promise<T> {
  // The answer names the address as nodes of the cluster find it: from here it is the one that was asked.
  const instance = `/consumers/${group}/instances/${group}`;
  const post = (path: string, body: unknown): Promise<unknown> =>
    request(place, path, { method: 'POST', contentType: plain, body });
  await post(`/consumers/${group}`, {
    name: group,
    format: 'json',
    'auto.offset.reset': 'earliest',
    'auto.commit.enable': 'false',
  });
  try {
    // No group has to find itself for a partition that is named.
    await post(`${instance}/assignments`, { partitions: [partition] });
    await post(`${instance}/positions/beginning`, { partitions: [partition] });
    return await work(() =>
      request<readonly RestRecord[]>(place, `${instance}/records?timeout=${gatherMs}`, {
        accept: json,
        timeoutMs: gatherMs + 10_000,
      }),
    );
  } finally {
    // What went wrong first is what a person must know, and the proxy forgets a silent consumer by itself.
    await request(place, instance, { method: 'DELETE', contentType: plain }).catch(() => undefined);
  }
}
