/** Drills on real brokers: one that a healthy cluster passes, one that really loses records and says so, one interrupted. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewPartitions } from '../../../src/client/cluster-view.ts';
import { createKafka, withAdmin } from '../../../src/client/kafka.ts';
import { killLeader } from '../../../src/drills/kill-leader.ts';
import type { DrillPlan, StepContext } from '../../../src/drills/plan.ts';
import { runDrill } from '../../../src/drills/run-drill.ts';
import { InterruptedError } from '../../../src/errors.ts';
import { drillReport } from '../../../src/report/drill-report.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { resolved } from '../../support/topologies.ts';

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(resolved('multi-broker'), { portOffset: 3_000 });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

/** Removes the lost nodes' logs of the drill's topic, as a dead disk would. */
async function loseDisk({ topic, lost }: StepContext): Promise<void> {
  for (const { id } of lost) {
    const dataDir = join(instanceDir(cluster.instance.id), 'data', id);
    const logs = (await readdir(dataDir)).filter((entry) => entry.startsWith(`${topic}-`));
    expect(logs).not.toEqual([]);
    for (const log of logs) await rm(join(dataDir, log), { recursive: true });
  }
}

/** kill-leader, with the only copy gone before the node comes back. */
const loseTheOnlyCopy: DrillPlan = {
  ...killLeader,
  name: 'lose-disk',
  steps: [
    { kind: 'fault', fault: 'kill', target: 'leader' },
    { kind: 'run', text: 'lose the disk', run: loseDisk },
    { kind: 'heal' },
    { kind: 'await', until: 'writes-back' },
    { kind: 'await', until: 'full-isr' },
  ],
};

/** What a drill must leave behind: every node up, none of its topics. */
async function expectHealed(): Promise<void> {
  const states = await cluster.status();
  expect(states.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  const partitions = await withAdmin(createKafka({ bootstrap: cluster.bootstrap }), (admin) =>
    viewPartitions(admin),
  );
  expect(partitions.filter(({ topic }) => topic.startsWith('klab-'))).toEqual([]);
}

describe('drills on a real cluster', () => {
  it('kill-leader: leaders move, writes come back, nothing acknowledged is lost', async () => {
    const { verdict } = await runDrill(cluster, killLeader);
    const [fault] = verdict.faults;
    expect(verdict.findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.passed).toBe(true);
    expect(verdict.totals).toMatchObject({ lost: 0, outOfOrder: 0, unexpected: 0 });
    expect(verdict.totals.acknowledged).toBeGreaterThan(300);
    const led = verdict.partitions.find(({ effects }) => effects[0]?.leaderBefore === fault?.node);
    expect(led?.effects[0]?.newLeader).not.toBe(fault?.node);
    expect(led?.effects[0]?.newLeaderAfterMs).toBeGreaterThan(0);
    expect(led?.effects[0]?.isrShrankAfterMs).toBeGreaterThan(0);
    expect(led?.effects[0]?.fullIsrAfterMs).toBeGreaterThan(0);
    // A crashed leader is missed only when its session ends: seconds, and no client could see less.
    const longestMs = Math.max(...(led?.unavailable ?? []).map(({ durationMs }) => durationMs));
    expect(longestMs).toBeGreaterThan(1_000);
    expect(longestMs).toBeGreaterThanOrEqual((led?.effects[0]?.newLeaderAfterMs ?? 0) - 200);
    await expectHealed();
  });

  it('a lost disk with one copy: the acknowledged records are reported as lost', async () => {
    const result = await runDrill(cluster, loseTheOnlyCopy, { replicationFactor: 1 });
    const { verdict } = result;
    expect(verdict.passed).toBe(false);
    expect(verdict.expectation.survives).toBe(false);
    expect(verdict.findings.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual(['lost']);
    const hit = verdict.partitions.filter(({ records }) => records.lost.length > 0);
    expect(hit).toHaveLength(1);
    // The log began anew: everything that was acknowledged before the fault is gone, from the first record on.
    expect(hit[0]?.records.lost.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, sequence) => sequence));
    expect(drillReport(result, cluster.topology)).toMatch(
      /FAILED: \d+ lost of \d+ acknowledged records: NOT allowed with acks=all, min ISR 1/,
    );
    await expectHealed();
  });

  it('heals what it broke when it is interrupted', async () => {
    const interruption = new AbortController();
    const drill = runDrill(
      cluster,
      killLeader,
      {},
      {
        signal: interruption.signal,
        onEvent: (event) => {
          if (event.type === 'fault' && event.edge === 'end') interruption.abort();
        },
      },
    );
    await expect(drill).rejects.toThrow(InterruptedError);
    await expectHealed();
  });
});
