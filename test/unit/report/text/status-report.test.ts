/** What `klab status` says that nobody else does. */
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { PartitionState } from '../../../../src/cluster/partition.ts';
import { statusReport } from '../../../../src/report/text/status-report.ts';
import type { ClusterStatus } from '../../../../src/runtimes/cluster-status.ts';

function said(runtime: string, isrs: readonly (readonly number[])[]): string {
  const partitions = isrs.map((isr, partition): PartitionState => ({
    topic: 'orders',
    partition,
    leader: isr[0] ?? -1,
    leaderEpoch: 0,
    replicas: [1, 2, 3],
    isr: [...isr],
  }));
  const status: ClusterStatus = {
    instance: `multi-broker-${runtime}`,
    topology: 'multi-broker',
    runtime,
    kafkaVersion: '4.3.1',
    minInSyncReplicas: 2,
    nodes: [],
    partitions,
  };
  return stripVTControlCharacters(statusReport(status));
}

it('warns of a drain that a budget would allow, and only where there are drains', () => {
  const whole = [1, 2, 3];
  const behind = [2, 3];
  expect(said('kubernetes', [whole, behind, behind])).toContain(
    'drain no machine now: orders/1 and 1 more have no copy to spare above min.insync.replicas 2',
  );
  expect(said('kubernetes', [whole, behind])).toContain('orders/1 has no copy to spare');
  expect(said('kubernetes', [whole])).not.toContain('drain');
  expect(said('compose', [behind])).not.toContain('drain');
});
