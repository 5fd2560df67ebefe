/** Nodes that are cut off on real brokers: what they, the others and a client of theirs see, and that they come back. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeController } from '../../../src/client/watch/active-controller.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import type { PartitionState } from '../../../src/cluster/partition.ts';
import { fetchMetadata, metadataOf, topicIn } from '../../../src/client/wire/fetch-metadata.ts';
import { createPlacedTopic } from '../../../src/client/topics/placed-topic.ts';
import { BrokerConnection } from '../../../src/client/wire/connection.ts';
import { hasErrorCode } from '../../../src/errors.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { localRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import { listProcesses } from '../../../src/runtimes/local/processes.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { quickFailover } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const options = { portOffset: 2_000, isolatable: true };
const topic = 'klab-isolation';
/** Partition n is led by broker n + 1, until that one is cut off: KRaft gives leaders back only after minutes. */
const replicas = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
];
const everybody = [1, 2, 3];
/** Sessions last three seconds here; the rest is for a slow machine. */
const patience = { timeout: 45_000, interval: 250 };

let cluster: TestCluster;
/** A broker that is not the active controller, and another one that sees what becomes of it. */
let lost: number;
let other: number;

beforeAll(async () => {
  cluster = await testCluster(quickFailover(), options);
  await createPlacedTopic(cluster, { topic, replicas });
  const controller = await activeController('kraft', cluster);
  [lost = 0, other = 0] = everybody.filter((number) => number !== controller);
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const idOf = (number: number): string => `broker-${number}`;
const brokerNumbered = (number: number) => cluster.brokers.find((broker) => broker.number === number)!;

/** The topic as this broker sees it. */
async function partitionsSeenBy(number: number): Promise<readonly PartitionState[]> {
  return topicIn(await metadataOf(brokerNumbered(number), [topic], 2_000), topic).partitions;
}

/** In-sync replicas of each partition as this broker sees them; none where it does not answer. */
async function inSync(number: number): Promise<readonly (readonly number[])[]> {
  const partitions = await partitionsSeenBy(number).catch(() => []);
  return partitions.map(({ isr }) => isr.toSorted((a, b) => a - b));
}

const fullIsr = [everybody, everybody, everybody];
const isrWithout = (number: number): number[][] =>
  replicas.map(() => everybody.filter((one) => one !== number));

async function isolatedNodes(): Promise<Record<string, string>> {
  const states = await cluster.status();
  expect(states.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  return Object.fromEntries(
    states.flatMap(({ id, isolated }) => (isolated === undefined ? [] : [[id, isolated]])),
  );
}

async function healAndRecover(): Promise<void> {
  await cluster.heal(idOf(lost));
  expect(await isolatedNodes()).toEqual({});
  for (const number of everybody) await expect.poll(() => inSync(number), patience).toEqual(fullIsr);
}

describe('a node that is cut off', () => {
  it('from the controllers, goes on reporting itself leader with a full ISR while it is fenced', async () => {
    const partition = lost - 1;
    const seenBy = async (number: number): Promise<PartitionState | undefined> =>
      (await partitionsSeenBy(number)).find((one) => one.partition === partition);
    await expect.poll(() => seenBy(lost), patience).toMatchObject({ leader: lost });
    await expect.poll(() => inSync(lost), patience).toEqual(fullIsr);

    await cluster.isolate(idOf(lost), 'controllers');
    expect(await isolatedNodes()).toEqual({ [idOf(lost)]: 'controllers' });
    await expect.poll(() => inSync(other), patience).toEqual(isrWithout(lost));
    expect((await seenBy(other))?.leader).not.toBe(lost);
    const deceived = await seenBy(lost);
    expect(deceived?.leader).toBe(lost);
    expect(deceived?.isr.toSorted((a, b) => a - b)).toEqual(everybody);
    await healAndRecover();
    expect((await seenBy(lost))?.leader).not.toBe(lost);
  });

  it('from the cluster, leaves the in-sync replicas and is still reached by clients', async () => {
    await cluster.isolate(idOf(lost), 'cluster');
    expect(await isolatedNodes()).toEqual({ [idOf(lost)]: 'cluster' });
    await expect(cluster.isolate(idOf(lost), 'all')).rejects.toThrow(
      `${idOf(lost)} is cut off already (cluster); heal it first: klab heal ${cluster.instance.id} ${idOf(lost)}`,
    );
    await expect.poll(() => inSync(other), patience).toEqual(isrWithout(lost));
    await expect(describeBroker(brokerNumbered(lost))).resolves.toMatchObject({
      clusterId: cluster.instance.clusterId,
    });
    await healAndRecover();
    await expect(cluster.heal(idOf(lost))).rejects.toThrow(`${idOf(lost)} is not cut off`);
  });

  it('from everything, is not reached by clients either', async () => {
    const before = await BrokerConnection.open(brokerNumbered(lost), 2_000);
    await cluster.isolate(idOf(lost), 'all');
    expect(await isolatedNodes()).toEqual({ [idOf(lost)]: 'all' });
    await expect(describeBroker(brokerNumbered(lost), 1_000)).rejects.toThrow('no answer within 1000 ms');
    // A connection that was open stalls as well, and nobody closes it.
    await expect(fetchMetadata(before, [topic], 1_000)).rejects.toMatchObject({ kind: 'no-answer' });
    await expect.poll(() => inSync(other), patience).toEqual(isrWithout(lost));
    await healAndRecover();
    await expect(describeBroker(brokerNumbered(lost))).resolves.toBeDefined();
  });

  it('stays cut off while it is killed and started again', async () => {
    await cluster.isolate(idOf(lost), 'cluster');
    await cluster.kill(idOf(lost));
    await cluster.start(idOf(lost));
    await expect.poll(() => inSync(other), patience).toEqual(isrWithout(lost));
    expect(await isolatedNodes()).toEqual({ [idOf(lost)]: 'cluster' });
    await healAndRecover();
  });
});

describe('the links', () => {
  it('are brought back by up where their process has ended, with nothing cut', async () => {
    await cluster.isolate(idOf(lost), 'cluster');
    const dir = instanceDir(cluster.instance.id);
    const links = (await listProcesses(dir)).filter(({ nodeId }) => nodeId === 'links');
    expect(links).toHaveLength(1);
    for (const { pid } of links) process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await listProcesses(dir)).length).toBe(3);
    await expect(cluster.isolate(idOf(lost), 'all')).rejects.toThrow(
      `the links of ${cluster.instance.id} do not run, so its nodes cannot reach each other; bring them back: klab up multi-broker --on local --port-offset 2000 --isolatable`,
    );
    await testCluster(quickFailover(), options);
    expect(await isolatedNodes()).toEqual({});
    for (const number of everybody) await expect.poll(() => inSync(number), patience).toEqual(fullIsr);
  });

  it('go with their instance, with a node cut off', async () => {
    await cluster.isolate(idOf(lost), 'all');
    const dir = instanceDir(cluster.instance.id);
    const pids = (await listProcesses(dir)).map(({ pid }) => pid);
    expect(pids).toHaveLength(4);
    await takeDown(localRuntime, cluster.instance);
    expect(await listProcesses(dir)).toEqual([]);
    // Who started a process takes note of its end a moment after it.
    await expect.poll(() => pids.filter((pid) => !isGone(pid))).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasErrorCode(error, 'ESRCH');
  }
}
