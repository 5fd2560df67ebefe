/** Isolation on compose beyond what every runtime shows: from controllers in a drill, and in ZooKeeper mode. */
import { expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { drill, hit } from '../../support/drills.ts';
import { cutOff, healWhole, makeTopic, untilInSync } from '../../support/isolation.ts';
import { isolatedBrokers } from '../../support/topologies.ts';

const portOffset = 2_600;

it('isolate-from-controller loses nothing', async () => {
  await using cluster = await testCluster(isolatedBrokers('kraft'), { portOffset, runtime });
  expect(hit(await drill(cluster, 'isolate-from-controller'))).toHaveLength(1);
});

it('of a broker from its ZooKeeper server, and of the server from all', async () => {
  const topology = isolatedBrokers('zookeeper');
  await using cluster = await testCluster(topology, { portOffset, runtime });
  await makeTopic(cluster, 'kept');
  await cluster.isolate('broker-2', 'controllers');
  expect(await cutOff(cluster)).toEqual({ 'broker-2': 'controllers' });
  await untilInSync(cluster, 'kept', 1, 3);
  await healWhole(cluster, 'kept');
  await cluster.isolate('zookeeper-1', 'all');
  expect(await cutOff(cluster)).toEqual({ 'zookeeper-1': 'all' });
  await cluster.heal('zookeeper-1');
  const { instance } = cluster;
  expect(await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 })).toBe(instance.clusterId);
});
