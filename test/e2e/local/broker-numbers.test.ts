/** Brokers numbered from 0 with gaps, each with two listeners for the host: whoever asks or breaks one means that very one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { selectNode } from '../../../src/client/nodes/select-node.ts';
import { createPlacedTopic, untilKnown } from '../../../src/client/topics/placed-topic.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { killLeader } from '../../../src/drills/plan/plans/leader-faults.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { numberedBrokers } from '../../support/topologies.ts';

const numbers = [0, 7, 101];
const orders = { topic: 'orders', replicas: [[101, 7, 0]] };

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(numberedBrokers(...numbers), { portOffset: 12_300 });
  await createPlacedTopic(cluster, orders);
  await untilKnown(cluster, orders, { timeoutMs: 30_000 });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

it('every listener of a broker leads to it, and status and selectors name it', async () => {
  const byListener = await Promise.all(
    cluster.brokers.map(async ({ listeners, address }) => {
      const ways = [address, listeners['SECOND'] ?? ''];
      return Promise.all(ways.map(async (way) => (await describeBroker({ address: way })).brokers));
    }),
  );
  for (const [index, { number, listeners }] of cluster.brokers.entries()) {
    const own = byListener[index]!.map((known) => known.find((broker) => broker.number === number)?.address);
    expect(own).toEqual([listeners['EXTERNAL'], listeners['SECOND']]);
  }
  expect((await selectNode('leader:orders/0', cluster)).id).toBe('broker-101');
  const { nodes, partitions } = JSON.parse((await klab('status', cluster.instance.id, '--json')).stdout) as {
    nodes: { number: number; registered: boolean }[];
    partitions: object[];
  };
  expect(nodes.map(({ number, registered }) => [number, registered])).toEqual(
    numbers.map((number) => [number, true]),
  );
  expect(partitions).toContainEqual(expect.objectContaining({ topic: 'orders', partition: 0, leader: 101 }));
});

it('watch and smoke name the broker that is gone, and the one that takes over', async () => {
  const watch = startKlab('watch', cluster.instance.id, '--topic', 'orders');
  await watch.printed('1 partition of 1 topic, all in sync');
  await cluster.kill('broker-101');
  await watch.printed('broker-101 does not answer');
  await watch.printed('orders/0: leader moved from broker-101 to broker-7');
  const [registered] = await runChecks(cluster, { only: ['brokers-registered'] });
  expect(registered?.detail).toMatch(/broker-101 \(127\.0\.0\.1:21394\) does not answer/);
  expect((await klab('start', cluster.instance.id, 'broker-101')).code).toBe(0);
  await watch.printed('broker-101 answers');
  watch.child.kill('SIGINT');
  expect(await watch.ended()).toBe(0);
  const results = await runChecks(cluster, {
    only: ['brokers-registered', 'replicas-spread', 'leader-stop'],
  });
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
});

it('a drill breaks the leader that it says, and books every answer on who gave it', async () => {
  const { history, verdict } = await runDrill(cluster, killLeader);
  expect(verdict.findings.filter(({ ok }) => !ok)).toEqual([]);
  const [fault] = verdict.faults;
  const { events } = history;
  const silent = events.flatMap((event) => (event.type === 'reach' && !event.answers ? [event] : []));
  expect(new Set(silent.map(({ broker }) => broker))).toEqual(new Set([fault?.node]));
  for (const { kind } of silent) expect(kind).toMatch(/^(refused|closed|no-answer)$/);
  const readFrom = new Set(events.flatMap((event) => (event.type === 'read' ? [event.leader] : [])));
  expect([...readFrom].toSorted((a, b) => a - b)).toEqual(numbers);
});
