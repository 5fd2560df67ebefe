/** Records that outlive the containers of a cluster on compose, until its data is removed too. */
import type { ClusterAccess } from '../../src/cluster/access.ts';
import { expect } from 'vitest';
import { createKafka } from '../../src/client/kafkajs/kafka.ts';
import { readWholeTopic } from '../../src/client/topics/read-whole-topic.ts';
import { composeRuntime as runtime } from '../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from './cluster.ts';
import { tracesOf } from './docker.ts';
import { klab } from './klab.ts';
import { resolved } from './topologies.ts';

/** Writes records to the topic `kept`. */
export async function write(access: ClusterAccess, values: readonly string[]): Promise<void> {
  const producer = createKafka({ access }).producer({ allowAutoTopicCreation: true });
  await producer.connect();
  await producer.send({ topic: 'kept', acks: -1, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

/** Values of what the topic `kept` holds, in order. */
export async function read(access: ClusterAccess): Promise<readonly string[]> {
  const records = await readWholeTopic({ access, topic: 'kept', timeoutMs: 60_000 });
  return records.map(({ value }) => value).toSorted();
}

/** Takes a topology with x, y and z down with its data kept, up again, and down with its data. @returns what it still had */
export async function keepsData(name: string, portOffset: number): Promise<readonly string[]> {
  await using cluster = await testCluster(resolved(name), { portOffset, runtime });
  const id = `${name}-compose-${portOffset}`;
  await write(cluster, ['x', 'y', 'z']);
  const down = await klab('down', id, '--keep-data');
  expect(down.output).toContain(`${id} is down; its data is kept for the next up`);
  const volumes = (await tracesOf(id)).filter((trace) => trace.startsWith('volume'));
  expect(await tracesOf(id)).toEqual(volumes);
  expect(volumes.length).toBeGreaterThan(0);

  await using again = await testCluster(resolved(name), { portOffset, runtime });
  expect(again.instance.clusterId).toBe(cluster.instance.clusterId);
  const kept = await read(again);
  expect((await klab('down', id, '--keep-data')).code).toBe(0);
  expect((await klab('down', id)).code).toBe(0);
  expect(await tracesOf(id)).toEqual([]);
  return kept;
}
