/** The catalogue on real brokers: each drill ends with a verdict that holds, and with a cluster that is whole again; the rest is in catalogue-shapes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drillNamed } from '../../../src/drills/index.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { LabError } from '../../../src/errors.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drill, hit } from '../../support/drills.ts';
import { quickFailover } from '../../support/topologies.ts';

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
