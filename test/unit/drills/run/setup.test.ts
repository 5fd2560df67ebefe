import { describe, expect, it } from 'vitest';
import { drillSettings } from '../../../../src/drills/run/setup.ts';
import { UsageError } from '../../../../src/errors.ts';
import { resolved } from '../../../support/topologies.ts';

const three = resolved('multi-broker');

describe('settings of a drill', () => {
  it("take the topology's min.insync.replicas, but never more than there are copies", () => {
    expect(drillSettings(three, 'd', {})).toMatchObject({ replicationFactor: 3, minInSyncReplicas: 2 });
    const one = drillSettings(three, 'd', { replicationFactor: 1 });
    expect(one).toMatchObject({ replicationFactor: 1, minInSyncReplicas: 1 });
  });

  it('keep what was asked for', () => {
    const asked = { replicationFactor: 2, minInSyncReplicas: 2 };
    expect(drillSettings(three, 'd', asked)).toMatchObject(asked);
  });

  it.each([
    [
      { minInSyncReplicas: 5 },
      'min.insync.replicas 5 is not possible: a partition has 3 copies; use 1-3, or raise the replication factor',
    ],
    [
      { replicationFactor: 1, minInSyncReplicas: 2 },
      'min.insync.replicas 2 is not possible: a partition has 1 copy; use 1, or raise the replication factor',
    ],
    [
      { replicationFactor: 4 },
      'replication factor 4 is not possible: multi-broker has 3 brokers; use 1-3, or add brokers',
    ],
    [
      { replicationFactor: 0 },
      'replication factor 0 is not possible: multi-broker has 3 brokers; use 1-3, or add brokers',
    ],
    [
      { recordBytes: 2_000_000 },
      'a record of 2000000 bytes is not possible: a broker takes no more than message.max.bytes; use 0-1000000',
    ],
  ])('refuse %o', (options, message) => {
    expect(() => drillSettings(three, 'd', options)).toThrow(new UsageError(message));
  });
});
