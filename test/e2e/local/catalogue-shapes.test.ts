/** Drills of the catalogue that need a shape of their own: controllers apart, nodes that can be cut off, racks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drill, hit } from '../../support/drills.ts';
import { quickFailover, quickFailoverIsolated } from '../../support/topologies.ts';

it('lose-min-isr: what could not be kept twice is refused, not half kept', async () => {
  await using cluster = await testCluster(quickFailoverIsolated(), { portOffset: 3_400 });
  const result = await drill(cluster, 'lose-min-isr');
  expect(hit(result)).toHaveLength(2);
  expect(result.expectation).toEqual({ survives: false, because: '1 of 3 copies left, min ISR 2' });
  const refused = result.history.events.filter(
    (event) => event.type === 'error' && event.kind.startsWith('not-enough-replicas'),
  );
  expect(refused.length).toBeGreaterThan(10);
  // Who was the last to leave has every acknowledged record, and Kafka 4.1 and newer remembers it.
  const eligible = result.history.events.filter((event) => event.type === 'elr' && event.elr.length > 0);
  expect(eligible.length).toBeGreaterThan(0);
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
