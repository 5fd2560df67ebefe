/** Drills on real brokers: one that a healthy cluster passes, one that really loses records and says so, one interrupted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeController } from '../../../src/client/watch/active-controller.ts';
import { createPlacedTopic, removeTopic } from '../../../src/client/topics/placed-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { selectNode } from '../../../src/client/nodes/select-node.ts';
import { killLeader } from '../../../src/drills/plan/plans/leader-faults.ts';
import type { DrillPlan } from '../../../src/drills/plan/plan.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { RuntimeError, UsageError } from '../../../src/errors.ts';
import { drillReport } from '../../../src/report/text/drill-report.ts';
import { alterAllBrokers } from '../../support/alter-configs.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { loseTheOnlyCopy, uncleanElection } from '../../support/lossy-plans.ts';
import { expectHealed } from '../../support/healed.ts';
import { pauseFor } from '../../support/pause-for.ts';
import { quickFailover } from '../../support/topologies.ts';

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await testCluster(quickFailover(), { portOffset: 3_000 });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe('selectors on a real cluster', () => {
  it('leader:TOPIC/PARTITION names the node that leads it, and says what is not there', async () => {
    const topic = 'klab-selected';
    await createPlacedTopic(cluster, { topic, replicas: [[2], [3]] });
    try {
      const leaderOf = async (partition: number): Promise<string> =>
        (await selectNode(`leader:${topic}/${partition}`, cluster)).id;
      // The broker that is asked may hear of the topic a moment later.
      await expect.poll(() => leaderOf(0)).toBe('broker-2');
      await expect.poll(() => leaderOf(1)).toBe('broker-3');
      await expect(selectNode(`leader:${topic}/2`, cluster)).rejects.toEqual(
        new UsageError(`topic "${topic}" has no partition 2; it has 0-1`),
      );
      await expect(selectNode('leader:nowhere/0', cluster)).rejects.toEqual(
        new UsageError('there is no topic "nowhere"'),
      );
    } finally {
      await removeTopic(cluster, topic, 15_000);
    }
  });

  it("controller names the quorum's leader, which moves when it stops", async () => {
    const before = await selectNode('controller', cluster);
    expect(before.number).toBe(await activeController('kraft', cluster));
    await cluster.stop(before.id);
    try {
      await expect
        .poll(async () => (await selectNode('controller', cluster)).id, { timeout: 20_000 })
        .not.toBe(before.id);
      await expect(runDrill(cluster, killLeader)).rejects.toThrow(
        `${before.id} is stopped: the drill would stop one node more; bring all nodes back first`,
      );
    } finally {
      await startAgain(before.id);
    }
  });
});

async function startAgain(nodeId: string): Promise<void> {
  await cluster.start(nodeId);
  const { topology } = cluster;
  await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
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
    // The leader takes writes until the runtime has really killed it, which takes a moment on a busy machine.
    const killMs = (fault?.endMs ?? 0) - (fault?.startMs ?? 0);
    expect(longestMs).toBeGreaterThanOrEqual((led?.effects[0]?.newLeaderAfterMs ?? 0) - killMs - 200);
    // Readers stall where the leader is gone, and there only: what other leaders have is read all the time.
    const unread = Math.max(...(led?.unreadable ?? []).map(({ durationMs }) => durationMs));
    expect(unread).toBeGreaterThanOrEqual((led?.effects[0]?.newLeaderAfterMs ?? 0) - killMs - 200);
    for (const { reads, effects, unreadable } of verdict.partitions) {
      expect(reads.seen).toBeGreaterThan(100);
      if (effects[0]?.leaderBefore === fault?.node) continue;
      for (const { durationMs } of unreadable) expect(durationMs).toBeLessThan(unread);
    }
    const fenced = verdict.changes.fenced.find(({ broker }) => broker === fault?.node);
    expect(fenced?.fencedMs).toBeGreaterThan(fault?.startMs ?? Infinity);
    expect(fenced?.backMs).toBeGreaterThan(fault?.healMs ?? Infinity);
    await expectHealed(cluster);
  });

  it('another broker that somebody pauses and resumes meanwhile is named, and nothing of it is put to the fault', async () => {
    let other: string | undefined;
    const acting: Promise<unknown>[] = [];
    const { verdict } = await runDrill(
      cluster,
      killLeader,
      { consumers: 0 },
      {
        onEvent(event) {
          if (event.type !== 'fault' || event.edge !== 'end') return;
          other = cluster.topology.nodes.find(({ id }) => id !== event.nodeId)?.id;
          acting.push(pauseFor(cluster, other ?? '', 4_000));
        },
      },
    );
    await Promise.all(acting);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.measures).toMatchObject({ unavailableMs: 'unknown', lost: 0 });
    expect(verdict.incidents).toMatchObject([{ what: 'paused', nodeId: other, untilMs: expect.any(Number) }]);
    await expectHealed(cluster);
  });

  it('a lost disk with one copy: the acknowledged records are reported as lost', async () => {
    const result = await runDrill(cluster, loseTheOnlyCopy, { replicationFactor: 1, consumers: 0 });
    const { verdict } = result;
    expect(verdict.passed).toBe(false);
    expect(verdict.expectation.survives).toBe(false);
    expect(verdict.findings.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'lost',
      'seen-then-gone',
    ]);
    const hit = verdict.partitions.filter(({ records }) => (records.lost ?? []).length > 0);
    expect(hit).toHaveLength(1);
    // The log began anew: everything that was acknowledged before the fault is gone, from the first record on.
    expect(hit[0]?.records.lost?.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, sequence) => sequence));
    expect(drillReport(result)).toMatch(
      /FAILED: \d+ lost of \d+ acknowledged records: NOT allowed with acks=all, min ISR 1/,
    );
    await expectHealed(cluster);
  });

  it('an unclean election: what the old follower lacks was acknowledged and read, and is gone', async () => {
    // Set for the brokers, not asked for by the drill.
    const unclean = 'unclean.leader.election.enable';
    await alterAllBrokers(cluster.brokers[0]!, { [unclean]: 'true' });
    const result = await runDrill(cluster, uncleanElection, {
      partitions: 1,
      replicationFactor: 2,
      minInSyncReplicas: 1,
      acks: 1,
      consumers: 0,
    });
    await alterAllBrokers(cluster.brokers[0]!, { [unclean]: undefined });
    const { verdict } = result;
    const broken = verdict.findings.filter(({ ok }) => !ok);
    expect(broken.map(({ code }) => code)).toEqual(['lost', 'seen-then-gone']);
    expect(broken[0]?.text).toContain(
      "acks=1 promises no more than the leader's own copy, and unclean.leader.election.enable=true lets a copy lead",
    );
    const [partition] = verdict.partitions;
    const lost = partition?.records.lost ?? [];
    expect(lost.length).toBeGreaterThan(10);
    // The old follower had everything up to its death: what is lost is one piece out of the middle, and with acks=1
    // each change of leaders may cost another record.
    const [first = 0] = lost;
    const piece = lost.filter((sequence, index) => sequence === first + index);
    expect(piece.length).toBeGreaterThan(lost.length - 5);
    expect(first).toBeGreaterThan(20);
    expect(partition?.records.acknowledged).toBeGreaterThan(first + lost.length);
    const gone = partition?.reads.gone?.map(({ sequence }) => sequence) ?? [];
    expect(gone.length).toBeGreaterThan(10);
    expect(lost).toEqual(expect.arrayContaining(gone));
    expect(drillReport(result)).toMatch(
      /FAILED: \d+ lost of \d+ acknowledged records: .*; \d+ records read and then gone/,
    );
    await expectHealed(cluster);
  });

  it('leaves a node alone that its fault did not hit, and tells of the fault', async () => {
    const failed = new RuntimeError('node-state', 'the kill failed');
    const started: string[] = [];
    const unkillable = {
      ...cluster,
      kill: () => Promise.reject(failed),
      start: async (nodeId: string) => void started.push(nodeId),
    };
    await expect(runDrill(unkillable, killLeader)).rejects.toBe(failed);
    expect(started).toEqual([]);
    await expectHealed(cluster);
  });

  it('a kill that does not bite proves nothing, and is told', async () => {
    const unkillable = { ...cluster, kill: () => Promise.resolve() };
    const steps: DrillPlan['steps'] = [
      { kind: 'fault', fault: 'kill', target: 'leader' },
      { kind: 'traffic', durationMs: 2_000 },
      { kind: 'heal' },
    ];
    const { verdict } = await runDrill(unkillable, { ...killLeader, steps }, { consumers: 0 });
    expect(verdict.outcome).toBe('unknown');
    const told = verdict.findings.find(({ code }) => code === 'fault')?.text;
    expect(told).toMatch(/^broker-\d was to be killed and went on answering, \d+ times/);
    expect(verdict.totals.lost).toBe(0);
    await expectHealed(cluster);
  });

  it('tells what ended it and which node it could not bring back', async () => {
    const first = new RuntimeError('client', 'a step failed');
    const fault = { kind: 'fault', fault: 'kill', target: { nodeId: 'broker-1' } } as const;
    const fail = { kind: 'run', text: 'fail', run: () => Promise.reject(first) } as const;
    const start = (): Promise<void> => Promise.reject(new Error('it does not start'));
    const plan: DrillPlan = { ...killLeader, steps: [fault, fail] };
    try {
      await expect(runDrill({ ...cluster, start }, plan)).rejects.toMatchObject({
        code: 'client',
        message: `a step failed; and then broker-1 could not be brought back: it does not start; try again: klab start ${cluster.instance.id} broker-1`,
        cause: first,
      });
    } finally {
      await startAgain('broker-1');
    }
    await expectHealed(cluster);
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
    const { interrupted, verdict } = await drill;
    expect(interrupted).toBe(true);
    expect(verdict.passed).toBe(false);
    expect(verdict.faults).toMatchObject([{ fault: 'kill', healMs: expect.any(Number) }]);
    expect(verdict.totals.acknowledged).toBeGreaterThan(0);
    await expectHealed(cluster);
  });
});
