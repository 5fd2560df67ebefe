/** ZooKeeper servers of a running cluster: one may be lost without anybody noticing, two stop what changes metadata. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import {
  createPlacedTopic,
  roundRobinReplicas,
  untilKnown,
} from '../../../src/client/topics/placed-topic.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { composeRuntime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { keepsData } from '../../support/kept-data.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 2_200;
const topic = 'orders';
let cluster: TestCluster;
let sent = 0;

beforeAll(async () => {
  cluster = await testCluster(resolved('multi-zookeeper'), { portOffset, runtime: composeRuntime });
  const placed = { topic, replicas: roundRobinReplicas([1, 2, 3], 3, 3) };
  await createPlacedTopic(cluster, placed);
  // A producer that never tries twice gives up on a topic that one broker has not heard of yet.
  await untilKnown(cluster, placed, { timeoutMs: 60_000 });
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

/** A change of metadata. @throws when the cluster does not take it in the time given. */
async function makeTopic(name: string, timeoutMs = 20_000): Promise<void> {
  const kafka = createKafka({
    access: cluster,
    retries: 0,
    requestTimeoutMs: timeoutMs + 1_000,
  });
  const topics = [{ topic: name, numPartitions: 3, replicationFactor: 3 }];
  await withAdmin(kafka, (admin) =>
    admin.createTopics({ topics, timeout: timeoutMs, waitForLeaders: false }),
  );
}

/** Sends records for a while, each to all copies, without ever trying twice. @returns the longest wait. */
async function keepSending(durationMs: number): Promise<number> {
  const kafka = createKafka({ access: cluster, retries: 0 });
  const producer = kafka.producer({ allowAutoTopicCreation: true, retry: { retries: 0 } });
  await producer.connect();
  let longestMs = 0;
  try {
    for (const endMs = performance.now() + durationMs; performance.now() < endMs;) {
      const startMs = performance.now();
      const messages = [0, 1, 2].map((partition) => ({ partition, value: `${sent + partition}` }));
      await producer.send({ topic, acks: -1, messages });
      sent += messages.length;
      longestMs = Math.max(longestMs, performance.now() - startMs);
      await delay(20);
    }
  } finally {
    await producer.disconnect();
  }
  return longestMs;
}

/** Every record that was acknowledged is there, once. */
async function expectAllRecords(): Promise<void> {
  const signal = new AbortController().signal;
  const records = await readWholeTopic({ access: cluster, topic, timeoutMs: 60_000, signal });
  expect(records.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual([
    ...Array(sent).keys(),
  ]);
}

it('losing one of three changes nothing for clients', async () => {
  const sending = keepSending(8_000);
  await cluster.kill('zookeeper-1');
  // Longer than a request may take would mean that somebody had to try again.
  expect(await sending).toBeLessThan(10_000);
  await makeTopic('made-with-two-of-three');
  await expectAllRecords();
});

it('losing two of three stops metadata changes while leaders go on serving', async () => {
  await cluster.kill('zookeeper-2');
  await expect(makeTopic('made-with-one-of-three', 5_000)).rejects.toThrow(/timed out|REQUEST_TIMED_OUT/i);
  expect(await keepSending(5_000)).toBeLessThan(10_000);
  await expectAllRecords();
  expect((await cluster.status()).map(({ state }) => state)).toEqual([
    'stopped',
    'stopped',
    'running',
    'running',
    'running',
    'running',
  ]);
});

it('healing brings them back', async () => {
  await cluster.start('zookeeper-1');
  await cluster.start('zookeeper-2');
  const { topology, instance } = cluster;
  const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
  expect(clusterId).toBe(instance.clusterId);
  await makeTopic('made-with-three-again');
  await keepSending(1_000);
  await expectAllRecords();
});

it('data is kept by down --keep-data, and removed by down', async () => {
  expect(await keepsData('zk-single-kafka-single', portOffset + 50)).toEqual(['x', 'y', 'z']);
});
