/** The smoke checks on a real cluster: all pass and leave nothing; each is broken once and says what is wrong. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckResult } from '../../../src/checks/kit/check.ts';
import { smokeChecks } from '../../../src/checks/index.ts';
import { runChecks, type RunChecksOptions } from '../../../src/checks/run-checks.ts';
import { viewPartitions } from '../../../src/client/watch/living-view.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { createPlacedTopic, removeTopic, untilKnown } from '../../../src/client/topics/placed-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { InterruptedError } from '../../../src/errors.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { sabotaged, type Sabotage } from '../../support/sabotage.ts';
import { quickFailover } from '../../support/topologies.ts';

const portOffset = 2_400;
let cluster: TestCluster;
let traces: readonly string[];

beforeAll(async () => {
  cluster = await testCluster(quickFailover(), { portOffset });
  traces = await namesInCluster();
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

/** Topics and groups, without Kafka's own. */
async function namesInCluster(): Promise<string[]> {
  const list = (): Promise<string[]> =>
    withAdmin(createKafka({ access: cluster }), async (admin) => {
      const [topics, { groups }] = await Promise.all([admin.listTopics(), admin.listGroups()]);
      return [...topics, ...groups.map(({ groupId }) => groupId)]
        .filter((name) => !name.startsWith('__'))
        .toSorted();
    });
  // A coordinator that has just been started again loads its groups first.
  return vi.waitFor(list, { timeout: 20_000, interval: 200 });
}

/** Runs one check, which must leave nothing, whatever was broken. */
async function runOne(
  name: string,
  options: RunChecksOptions & { on?: Partial<RunningCluster>; sabotage?: Sabotage } = {},
): Promise<CheckResult> {
  const { on, sabotage, ...rest } = options;
  const [result, ...others] = await runChecks(
    { ...cluster, ...on },
    { only: [name], ...(sabotage && { kafka: sabotaged(cluster, sabotage) }), ...rest },
  );
  expect(others).toEqual([]);
  expect(await namesInCluster()).toEqual(traces);
  expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  return result!;
}

describe('all smoke checks', () => {
  it('pass on a healthy cluster and leave nothing', async () => {
    const order: string[] = [];
    const results = await runChecks(cluster, {
      onStart: ({ name }) => order.push(`> ${name}`),
      onResult: ({ name, durationMs }) => order.push(`${name}: ${durationMs} ms`),
    });
    expect(results.filter(({ outcome, lacks }) => outcome !== 'passed' && lacks === undefined)).toEqual([]);
    expect(results.map(({ name }) => name)).toEqual(smokeChecks.map(({ name }) => name));
    expect(order).toHaveLength(2 * smokeChecks.length);
    expect(await namesInCluster()).toEqual(traces);
    const partitions = await viewPartitions(cluster);
    for (const { leader, replicas, isr } of partitions) {
      expect(leader).toBe(replicas[0]);
      expect(isr).toHaveLength(replicas.length);
    }
  });
});

describe('a check that is broken on purpose', () => {
  it('brokers-registered: another cluster id', async () => {
    const instance = { ...cluster.instance, clusterId: 'somebody-else' };
    const { outcome, detail } = await runOne('brokers-registered', { on: { instance } });
    expect(outcome).toBe('failed');
    expect(detail).toContain('broker-1 (127.0.0.1:11492) is in cluster ');
  });

  it('replicas-spread: a topology that claims racks', async () => {
    const nodes = cluster.topology.nodes.map((node, index) => ({ ...node, rack: 'abc'[index]! }));
    const { outcome, detail } = await runOne('replicas-spread', {
      on: { topology: { ...cluster.topology, nodes } },
    });
    expect(outcome).toBe('failed');
    expect(detail).toContain('broker-1 says it is in no rack; the topology puts it in a');
  });

  it('listeners-answer: a listener that advertises a wrong port', async () => {
    const probeListener: RunningCluster['probeListener'] = async (nodeId, listenerName) => {
      const answer = await cluster.probeListener(nodeId, listenerName);
      const wrong = nodeId === 'broker-2' && listenerName === 'INTERNAL';
      return wrong ? { ...answer, advertised: new Map(answer.advertised).set(3, '127.0.0.1:9') } : answer;
    };
    const { outcome, detail } = await runOne('listeners-answer', { on: { probeListener } });
    expect({ outcome, detail }).toEqual({
      outcome: 'failed',
      detail: 'broker-2 INTERNAL names broker-3 at 127.0.0.1:9, not at 127.0.0.1:21494',
    });
  });

  it('records-kept: a producer that drops a record', async () => {
    const messages: Sabotage['messages'] = (all) => all.filter(({ value }) => value !== 'record-17');
    const { outcome, detail } = await runOne('records-kept', { sabotage: { messages } });
    expect({ outcome, detail }).toEqual({
      outcome: 'failed',
      detail: '1 of 300 records are missing: record-17',
    });
  });

  it('records-kept: a producer that swaps records', async () => {
    const messages: Sabotage['messages'] = (all) => (all[0]?.value === 'record-0' ? all.toReversed() : all);
    const { outcome, detail } = await runOne('records-kept', { sabotage: { messages } });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(
      /^partition \d: record-8 comes after record-9, but was sent before it; .* and 6 more$/,
    );
  });

  it('consumer-groups: consumers that lose a record', async () => {
    const { outcome, detail } = await runOne('consumer-groups', {
      sabotage: { loses: (value) => value === 'joining-61' },
    });
    expect(outcome).toBe('failed');
    expect(detail).toContain('group b missed 1 records sent while a second member joined: joining-61');
  });

  it('transactions: readers that see what is not committed', async () => {
    const { outcome, detail } = await runOne('transactions', { sabotage: { readsUncommitted: true } });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^read_committed saw 30 aborted records: aborted-/);
  });

  it('leader-stop: a producer that acknowledges what it never sent', async () => {
    let sent = 0;
    const messages: Sabotage['messages'] = (all) => all.filter(() => (sent += 1) !== 30);
    const { outcome, detail } = await runOne('leader-stop', { sabotage: { messages } });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^1 of \d+ acknowledged records are lost: streamed-\d+$/);
  });

  it('min-insync-replicas: a stop that stops nothing', async () => {
    const { outcome, detail } = await runOne('min-insync-replicas', { on: { stop: async () => undefined } });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^broker-\d is running after it was stopped$/);
  });

  it('min-insync-replicas: a producer that asks for acks=all and sends acks=1', async () => {
    const { outcome, detail } = await runOne('min-insync-replicas', { sabotage: { weakAcks: true } });
    expect({ outcome, detail }).toEqual({
      outcome: 'failed',
      detail: 'a write with acks=all was accepted with 2 of 3 copies in sync',
    });
  });

  it('any: no time to finish', async () => {
    const { outcome, detail } = await runOne('records-kept', { timeoutMs: 50 });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^gave up after 50 ms while /);
  });
});

describe('a run that is cut short', () => {
  it('starts what it stopped and removes what it made', async () => {
    const interruption = new AbortController();
    const interrupted = runChecks(cluster, {
      only: ['leader-stop', 'min-insync-replicas'],
      signal: interruption.signal,
      onNote: (_, text) => {
        if (text.startsWith('stopping')) interruption.abort();
      },
    });
    await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
    expect(await namesInCluster()).toEqual(traces);
    expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  });
});

describe('a cluster that lacks a broker', () => {
  it('fails brokers-registered by name of the broker, and no check stops another one', async () => {
    const placed = { topic: 'known-without-one', replicas: [[1, 2]] };
    await createPlacedTopic(cluster, placed);
    await cluster.kill('broker-3');
    try {
      const [registered, leaderStop] = await runChecks(cluster, {
        only: ['brokers-registered', 'leader-stop'],
      });
      expect(registered).toMatchObject({ outcome: 'failed' });
      expect(registered?.detail).toContain('broker-3 (127.0.0.1:11494');
      expect(leaderStop).toMatchObject({
        outcome: 'failed',
        detail: 'broker-3 is stopped: the check would stop one node more; bring all nodes back first',
      });
      // Its topics are known once those brokers know them that anybody can ask.
      await untilKnown(cluster, placed, { timeoutMs: 30_000, exceptSilent: true });
      await expect(untilKnown(cluster, placed, { timeoutMs: 500 })).rejects.toThrow(
        'every broker to know topic known-without-one: 127.0.0.1:11494 does not answer',
      );
      await removeTopic(cluster, placed.topic, 30_000);
    } finally {
      await cluster.start('broker-3');
      await waitUntilReady({ topology: cluster.topology, access: cluster, timeoutMs: 120_000 });
    }
    expect(await namesInCluster()).toEqual(traces);
  });
});
