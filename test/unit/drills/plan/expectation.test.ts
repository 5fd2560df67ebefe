/** What settings promise decides which verdicts are failures. */
import { describe, expect, it } from 'vitest';
import { survivesLossOf } from '../../../../src/drills/plan/expectation.ts';
import { createTopology } from '../../../../topologies/index.ts';

function expectation(
  name: string,
  ids: readonly string[],
  settings: { minInSyncReplicas?: number; acks?: 'all' | 1 } = {},
) {
  const topology = createTopology(name).resolve();
  const { replicationFactor, minInSyncReplicas } = topology;
  const lost = topology.nodes.filter(({ id }) => ids.includes(id));
  const partitions = 6;
  const defaults = { partitions, replicationFactor, minInSyncReplicas, acks: 'all' as const };
  return survivesLossOf(lost, topology, { ...defaults, ...settings });
}

describe('survivesLossOf', () => {
  it('survives one broker of three', () => {
    expect(expectation('multi-broker', ['broker-1'])).toEqual({
      survives: true,
      because: '2 of 3 copies left, min ISR 2',
    });
    expect(expectation('multi-zookeeper', ['broker-1']).survives).toBe(true);
  });

  it('does not survive what leaves too few copies', () => {
    expect(expectation('multi-broker', ['broker-1'], { minInSyncReplicas: 3 }).survives).toBe(false);
    expect(expectation('multi-broker-isolated', ['broker-1', 'broker-2']).survives).toBe(false);
    expect(expectation('multi-broker-isolated', ['broker-1', 'broker-2'], { acks: 1 }).survives).toBe(true);
  });

  it('survives a rack, whose brokers have no partition in common, but not as many of two racks', () => {
    expect(expectation('three-racks', ['controller-101', 'broker-1', 'broker-4'])).toEqual({
      survives: true,
      because: '2 of 3 copies left, min ISR 2',
    });
    expect(expectation('three-racks', ['broker-1', 'broker-2']).survives).toBe(false);
  });

  it('does not survive a lost majority', () => {
    expect(expectation('single-broker', ['broker-1']).because).toContain('no majority');
    expect(expectation('multi-broker', ['broker-1', 'broker-2'], { acks: 1 }).because).toBe(
      '1 of 3 controllers left, no majority',
    );
    expect(expectation('multi-zookeeper', ['zookeeper-1', 'zookeeper-2']).survives).toBe(false);
    expect(expectation('multi-broker-isolated', ['controller-101']).survives).toBe(true);
  });
});
