/** What a lost record is put down to where a machine has died: to Kafka's version, to a setting, or to nothing that is allowed. */
import { describe, expect, it } from 'vitest';
import { despitePowerLoss, powerLossReason } from '../../../../src/drills/judge/power-loss.ts';
import type { HistoryEvent } from '../../../../src/drills/record/history.ts';

const died: HistoryEvent = {
  type: 'fault',
  atMs: 5,
  edge: 'end',
  fault: 'power-off',
  nodeId: 'broker-1',
  node: 1,
  broker: true,
};
const eligible: HistoryEvent = { type: 'elr', atMs: 3, partition: 0, elr: [3] };
const strict = { minInSyncReplicas: 2 };

describe('powerLossReason', () => {
  it('says nothing where no machine died, or where another copy was to lead', () => {
    expect(powerLossReason([eligible, { ...died, fault: 'kill' }], strict)).toBeUndefined();
    expect(powerLossReason([eligible, died], strict)).toBeUndefined();
  });

  it('names what nothing kept from leading again', () => {
    const nobody: HistoryEvent = { ...eligible, elr: [] };
    expect(powerLossReason([nobody, died], strict)).toBe(
      'broker-1 was the last copy in sync and led again without what it had not flushed, since no other copy was eligible (eligible leader replicas are on by default from Kafka 4.1)',
    );
    expect(powerLossReason([died], { minInSyncReplicas: 1 })).toContain('min.insync.replicas=1');
  });
});

describe('despitePowerLoss', () => {
  it('is said of a machine that died alone', () => {
    expect(despitePowerLoss([eligible])).toBeUndefined();
    expect(despitePowerLoss([died])).toBe(', though broker-1 lost what it had not flushed');
  });
});
