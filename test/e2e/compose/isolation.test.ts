/** A node that is cut off on compose: what it and its clients see, what the verbs say, and every way out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { tracesOf } from '../../support/docker.ts';
import { drill, hit } from '../../support/drills.ts';
import { cutOff, healWhole, itIsolates, makeTopic } from '../../support/isolation.ts';
import { klab } from '../../support/klab.ts';
import { isolatedBrokers } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 2_600;

describe('of a broker whose controllers are nodes of their own', () => {
  const id = `multi-broker-isolated-compose-${portOffset}`;
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster(isolatedBrokers('kraft'), { portOffset, runtime });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  itIsolates(() => cluster);

  // Its relatives: catalogue/compose-isolation.test.ts.
  it('isolate-leader loses nothing', async () => {
    expect(hit(await drill(cluster, 'isolate-leader'))).toHaveLength(1);
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
    await takeDown(runtime, cluster.instance);
    expect(await tracesOf(id)).toEqual([]);
  });
});
