/** Smoke checks and a drill in ZooKeeper mode, where another controller, another session and Kafka 3.9 answer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { smokeChecks } from '../../../src/checks/index.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { selectNode } from '../../../src/client/nodes/select-node.ts';
import { killLeader } from '../../../src/drills/plan/plans/leader-faults.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { KafkaCluster, Topology, ZooKeeperEnsemble } from '../../../src/index.ts';
import { drill, hit } from '../../support/drills.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';

/** As multi-zookeeper, with a session short enough for a test. */
function zookeeperTopology(): Topology {
  const topology = new Topology('multi-zookeeper', { summary: '3 ZooKeeper servers + 3 brokers' });
  const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 3 });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 3_000 });
  return topology;
}

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(zookeeperTopology().resolve(), { portOffset: 7_000 });
});
afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

it('all smoke checks pass', async () => {
  const results = await runChecks(cluster);
  expect(results.filter(({ outcome, lacks }) => outcome !== 'passed' && lacks === undefined)).toEqual([]);
  expect(results.map(({ name }) => name)).toEqual(smokeChecks.map(({ name }) => name));
});

it('the controller is a broker, by whomever it is asked', async () => {
  const answers = cluster.brokers.map((broker) =>
    selectNode('controller', { topology: cluster.topology, brokers: [broker] }),
  );
  const [first, ...others] = await Promise.all(answers);
  expect(first).toMatchObject({ role: 'broker' });
  for (const other of others) expect(other.id).toBe(first?.id);
});

it('a broker that comes back before its session is over is started until it stays, and then said to be', async () => {
  const { id } = cluster.instance;
  await cluster.kill('broker-2');
  const { output, code } = await klab('start', id, 'broker-2');
  expect({ output, code }).toMatchObject({ code: 0, output: expect.stringContaining('✔ started broker-2') });
  const { brokers } = await describeBroker(cluster.brokers[1]!);
  expect(brokers.map(({ number }) => number)).toContain(2);
});

it('kill-leader: leaders move after one session, and nothing acknowledged is lost', async () => {
  const { verdict } = await runDrill(cluster, killLeader);
  expect(verdict.findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(verdict.passed).toBe(true);
  expect(verdict.totals).toMatchObject({ lost: 0, outOfOrder: 0, unexpected: 0 });
  const led = verdict.partitions.find(({ effects }) => effects[0]?.leaderBefore === verdict.faults[0]?.node);
  expect(led?.effects[0]?.newLeaderAfterMs).toBeGreaterThan(1_000);
  const states = await cluster.status();
  expect(states.filter(({ state }) => state !== 'running')).toEqual([]);
});

it('lose-zookeeper: two servers of three are enough', async () => {
  const result = await drill(cluster, 'lose-zookeeper');
  expect(hit(result)).toHaveLength(1);
  expect(result.expectation.survives).toBe(true);
});

it('lose-zookeeper-quorum: nothing is promised without a majority, and nothing acknowledged is lost', async () => {
  const result = await drill(cluster, 'lose-zookeeper-quorum');
  expect(hit(result)).toHaveLength(2);
  expect(result.expectation).toEqual({
    survives: false,
    because: '1 of 3 ZooKeeper servers left, no majority',
  });
});
