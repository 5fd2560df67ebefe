/** A node that is cut off on compose: what it and its clients see, what the verbs say, and every way out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
  type ResolvedTopology,
} from '../../../src/index.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { waitUntilReady } from '../../../src/client/readiness.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { drill, hit } from '../../support/drills.ts';
import { cutOff, healWhole, itIsolates, makeTopic, untilInSync } from '../../support/isolation.ts';
import { klab } from '../../support/klab.ts';

const portOffset = 2_600;

/** Three brokers and one node that keeps their metadata, with short sessions. */
function threeBrokers(mode: 'kraft' | 'zookeeper'): ResolvedTopology {
  const name = mode === 'kraft' ? 'multi-broker-isolated' : 'multi-zookeeper';
  const topology = new Topology(name, { summary: `3 brokers, ${mode}` });
  const metadata =
    mode === 'kraft'
      ? new ControllerQuorum(topology, 'controllers', { mode: 'isolated', voters: 1 })
      : new ZooKeeperEnsemble(topology, 'zookeeper', { servers: 1 });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, sessionTimeoutMs: 6_000 });
  return topology.resolve();
}

describe('of a broker whose controllers are nodes of their own', () => {
  const id = `multi-broker-isolated-compose-${portOffset}`;
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster(threeBrokers('kraft'), { portOffset, runtime });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  itIsolates(() => cluster);

  it.each(['isolate-leader', 'isolate-from-controller'])('%s loses nothing', async (name) => {
    expect(hit(await drill(cluster, name))).toHaveLength(1);
  });

  it('the verbs cut off, show, refuse and heal', async () => {
    const isolated = await klab('isolate', id, 'broker-2', '--from', 'controllers', '--json');
    expect(JSON.parse(isolated.stdout)).toMatchObject({ node: 'broker-2', from: 'controllers' });
    expect((await klab('status', id)).output).toMatch(/broker-2 .*running, cut off \(controllers\)/);
    const twice = await klab('isolate', id, 'broker-2');
    expect(twice.output).toContain('error: broker-2 is cut off already (controllers); heal it first');
    expect(twice.code).toBe(2);
    expect((await klab('heal', id, '--all')).output).toContain('healed broker-2');
    const none = await klab('heal', id, '--all');
    expect(none.output).toContain(`error: no node of ${id} is cut off`);
    expect(none.code).toBe(2);
  });

  it('outlives a kill and a start, which cannot mend a network', async () => {
    await makeTopic(cluster, 'killed');
    await cluster.isolate('broker-2', 'all');
    await cluster.kill('broker-2');
    await expect(cluster.isolate('broker-2', 'all')).rejects.toThrow('broker-2 does not run; start it with');
    expect(await cutOff(cluster)).toEqual({ 'broker-2': 'all' });
    await cluster.start('broker-2');
    expect(await cutOff(cluster)).toEqual({ 'broker-2': 'all' });
    await healWhole(cluster, 'killed');
  });

  it('is no hindrance to down', async () => {
    await cluster.isolate('broker-2', 'all');
    await cluster.isolate('controller-101', 'all');
    await runtime.down(cluster.instance);
    expect(await tracesOf(id)).toEqual([]);
  });
});

it('of a broker from its ZooKeeper server, and of the server from all', async () => {
  const topology = threeBrokers('zookeeper');
  await using cluster = await testCluster(topology, { portOffset, runtime });
  await makeTopic(cluster, 'kept');
  await cluster.isolate('broker-2', 'controllers');
  expect(await cutOff(cluster)).toEqual({ 'broker-2': 'controllers' });
  await untilInSync(cluster, 'kept', 1, 3);
  await healWhole(cluster, 'kept');
  await cluster.isolate('zookeeper-1', 'all');
  expect(await cutOff(cluster)).toEqual({ 'zookeeper-1': 'all' });
  await cluster.heal('zookeeper-1');
  const { bootstrap, instance } = cluster;
  expect(await waitUntilReady({ topology, bootstrap, timeoutMs: 120_000 })).toBe(instance.clusterId);
});
