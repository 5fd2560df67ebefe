/** The catalogue on real brokers: each drill ends with a verdict that holds, and with a cluster that is whole again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drillNamed } from '../../../src/drills/index.ts';
import { runDrill } from '../../../src/drills/run-drill.ts';
import { LabError } from '../../../src/errors.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drill, hit } from '../../support/drills.ts';
import { quickFailover, quickFailoverIsolated } from '../../support/topologies.ts';

describe('three nodes, brokers and controllers', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster(quickFailover(), { portOffset: 3_200 });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it.each(['stop-leader', 'pause-leader', 'kill-follower', 'kill-controller'])('%s', async (name) => {
    const result = await drill(cluster, name);
    expect(hit(result)).toHaveLength(1);
    expect(result.expectation.survives).toBe(true);
  });

  it('rolling-restart takes every broker once', async () => {
    const result = await drill(cluster, 'rolling-restart');
    expect(hit(result)).toEqual(['stop broker-1', 'stop broker-2', 'stop broker-3']);
  });

  it('broker-flap kills one broker five times', async () => {
    const faults = hit(await drill(cluster, 'broker-flap'));
    expect(faults).toHaveLength(5);
    expect(new Set(faults).size).toBe(1);
  });

  it('power-cut takes everything, and every acknowledged record is there afterwards', async () => {
    const result = await drill(cluster, 'power-cut');
    expect(hit(result)).toEqual(['kill broker-1', 'kill broker-2', 'kill broker-3']);
    expect(result.expectation).toEqual({
      survives: false,
      because: '0 of 3 controllers left, no majority',
    });
  });

  it('has no racks to lose', async () => {
    await expect(runDrill(cluster, drillNamed('lose-zone'))).rejects.toEqual(
      new LabError(
        'not-supported',
        'lose-zone cannot run on multi-broker: its nodes are in no racks; use three-racks',
      ),
    );
  });
});

it('lose-min-isr: what could not be kept twice is refused, not half kept', async () => {
  await using cluster = await testCluster(quickFailoverIsolated(), { portOffset: 3_400 });
  const result = await drill(cluster, 'lose-min-isr');
  expect(hit(result)).toHaveLength(2);
  expect(result.expectation).toEqual({ survives: false, because: '1 of 3 copies left, min ISR 2' });
  const refused = result.history.events.filter(
    (event) => event.type === 'error' && event.kind.startsWith('not-enough-replicas'),
  );
  expect(refused.length).toBeGreaterThan(10);
});

describe('three nodes that can be cut off', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await testCluster(quickFailover(), { portOffset: 3_600, isolatable: true });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  it.each(['isolate-leader', 'isolate-from-controller'])('%s', async (name) => {
    const result = await drill(cluster, name);
    expect(hit(result)).toHaveLength(1);
    expect(result.expectation.survives).toBe(true);
  });
});

it('lose-zone: two racks of three go on without the third', async () => {
  const topology = createTopology('three-racks', { sessionTimeoutMs: 3_000 }).resolve();
  await using cluster = await testCluster(topology, { portOffset: 3_800 });
  const result = await drill(cluster, 'lose-zone');
  const racks = hit(result).map((text) => topology.nodes.find(({ id }) => text === `kill ${id}`)?.rack);
  expect(racks).toHaveLength(3);
  expect(new Set(racks).size).toBe(1);
  expect(result.expectation).toMatchObject({ survives: true });
});
