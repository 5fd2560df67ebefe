/** The last copy in sync dies with its page cache: what Kafka without eligible leader replicas loses of it, and Kafka with them keeps. */
import { describe, expect, it } from 'vitest';
import { lastReplicaStanding } from '../../../src/drills/plan/plans/last-replica-standing.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { UsageError } from '../../../src/errors.ts';
import type { KafkaVersion } from '../../../src/kafka/versions/versions.ts';
import { testCluster } from '../../support/cluster.ts';
import { expectHealed } from '../../support/healed.ts';
import { isolatedBrokers } from '../../support/topologies.ts';

async function dieLast(kafkaVersion: KafkaVersion) {
  const topology = isolatedBrokers('kraft', { kafkaVersion });
  await using cluster = await testCluster(topology, { portOffset: 8_300 });
  await expect(runDrill(cluster, lastReplicaStanding, { replicationFactor: 2 })).rejects.toEqual(
    new UsageError('last-replica-standing cannot run with replication factor 2; use 3 or more'),
  );
  const result = await runDrill(cluster, lastReplicaStanding);
  await expectHealed(cluster);
  const lost = result.verdict.findings.find(({ code }) => code === 'lost');
  const eligible = result.history.events.filter((event) => event.type === 'elr' && event.elr.length > 0);
  return { ...result.verdict, lost, eligible };
}

describe('the last replica standing', () => {
  it('3.9 loses what was acknowledged: the last copy in sync leads again', async () => {
    const { totals, lost, eligible, passed } = await dieLast('3.9.2');
    expect(eligible).toEqual([]);
    expect(totals.lost).toBeGreaterThan(0);
    expect(lost?.text).toContain(
      'led again without what it had not flushed, since no other copy was eligible',
    );
    expect(passed).toBe(false);
  });

  it('4.3 keeps it: a copy leads that has all of it, and the one that lacks it does not', async () => {
    const { totals, lost, eligible, findings } = await dieLast('4.3.1');
    expect(eligible).not.toEqual([]);
    expect(totals).toMatchObject({ lost: 0, seenThenGone: 0 });
    expect(lost?.text).toContain('lost what it had not flushed');
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  });
});
