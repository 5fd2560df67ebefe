/** What a real quorum cannot get over by itself, what mends it, and what nothing mends. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareQuorum } from '../../../src/app/change/prepare-quorum.ts';
import { describeQuorum } from '../../../src/client/wire/describe-quorum.ts';
import { firstAnswer } from '../../../src/client/wire/first-answer.ts';
import { finalizedFeatures } from '../../../src/client/wire/features/finalized-features.ts';
import { askWhoLeads, leaveTwoVoters } from '../../../src/drills/plan/plans/quorum-acts.ts';
import { loseQuorum, reformattedVoter, twoVoters } from '../../../src/drills/plan/plans/quorum-faults.ts';
import type { DrillPlan } from '../../../src/drills/plan/plan.ts';
import { runDrill, type DrillResult } from '../../../src/drills/run/run-drill.ts';
import { ControllerQuorum, KafkaCluster, Topology } from '../../../src/index.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { expectHealed } from '../../support/healed.ts';
import { klab } from '../../support/klab.ts';
import { quickFailoverDynamic, quickFailoverIsolated } from '../../support/topologies.ts';

const saidIn = ({ history }: DrillResult): readonly string[] =>
  history.events.flatMap((event) => (event.type === 'step' ? [event.text] : []));

/** Nothing is lost, and the quorum is what it was before. */
async function healedAfter(cluster: TestCluster, plan: DrillPlan): Promise<DrillResult> {
  const result = await runDrill(cluster, plan);
  await expectHealed(cluster);
  expect(result.verdict.totals).toMatchObject({ lost: 0, seenThenGone: 0 });
  expect(result.verdict.findings.filter(({ ok }) => !ok)).toEqual([]);
  const { voters, behind } = await describeQuorum(cluster.brokers[0]!);
  expect([voters.toSorted((a, b) => a - b), behind]).toEqual([[101, 102, 103], []]);
  return result;
}

describe('a quorum of fixed voters', () => {
  it('has no leader without a majority, and nobody is made a leader until it is back', async () => {
    await using cluster = await testCluster(quickFailoverIsolated(), {
      portOffset: 6_800,
    });
    const result = await healedAfter(cluster, loseQuorum);
    const { events } = result.history;
    const at = (edge: 'start' | 'end', type: 'fault' | 'heal'): number =>
      events.findIndex(
        (event) => event.type === type && event.edge === edge && event.nodeId.startsWith('broker'),
      );
    const [broken, mended] = [at('end', 'fault'), at('start', 'heal')];
    expect(broken).toBeGreaterThan(0);
    const meanwhile = events.slice(broken, mended);
    const epochs = (part: typeof events): readonly number[] =>
      part.flatMap((event) => (event.type === 'view' ? [event.leaderEpoch] : []));
    expect(Math.max(0, ...epochs(meanwhile))).toBeLessThanOrEqual(
      Math.max(...epochs(events.slice(0, broken))),
    );
    expect(Math.max(...epochs(events))).toBeGreaterThan(Math.max(...epochs(events.slice(0, broken))));
    // What it led is led by nobody that lives, and acknowledges nothing.
    const acknowledged = meanwhile.flatMap((event) => (event.type === 'ack' ? [event.partition] : []));
    expect(acknowledged).not.toContain(0);
    expect(saidIn(result).join('\n')).toMatch(
      /the quorum is asked who leads it: (nobody|.* did not describe its quorum)/,
    );
    const reformatted = await healedAfter(cluster, reformattedVoter);
    expect(saidIn(reformatted).join('\n')).toContain('votes again as if nothing had been');
  });
});

describe('a dynamic quorum', () => {
  it('knows a reformatted voter by its storage, and gets over it; of two voters it spares neither', async () => {
    await using cluster = await testCluster(quickFailoverDynamic(), {
      portOffset: 6_830,
    });
    const reformatted = saidIn(await healedAfter(cluster, reformattedVoter)).join('\n');
    expect(reformatted).toMatch(/follows as an observer, with storage .* is still one of 3 voters/);
    expect(reformatted).toContain('with the storage that is gone is taken');
    const two = saidIn(await healedAfter(cluster, twoVoters)).join('\n');
    expect(two).toMatch(/is an observer now; 10\d and 10\d vote/);
    for (const what of ['take the vote of', 'give controller-'])
      expect(two).toMatch(new RegExp(`the quorum is asked to ${what}.* no answer within`));
  });

  it('that has lost the disk of one of two voters never has a leader again', async () => {
    await using cluster = await testCluster(quickFailoverDynamic(), {
      portOffset: 6_860,
    });
    const plan: DrillPlan = {
      name: 'two-voters-and-a-disk',
      summary: 'the disk of one of two voters is lost',
      steps: [
        leaveTwoVoters,
        { kind: 'fault', fault: 'lose-disk', target: 'controller' },
        { kind: 'traffic', durationMs: 1_000 },
        { kind: 'heal' },
        { kind: 'traffic', durationMs: 15_000 },
        askWhoLeads,
      ],
    };
    const result = await runDrill(cluster, plan);
    expect(saidIn(result).join('\n')).toMatch(/who leads it: .* did not describe its quorum/);
    // The one that came back may have ended since: others name its number as the leader that it knows nothing of.
    expect(result.verdict.totals.lost).toBe(0);
    await expect(describeQuorum(cluster.brokers[0]!, 5_000)).rejects.toThrow('describe its quorum');
  });

  it('may be of brokers, and secured', async () => {
    const topology = new Topology('secured', {
      summary: 'three secured brokers that vote',
    });
    const metadata = new ControllerQuorum(topology, 'controllers', {
      dynamic: true,
    });
    const security = { superUsers: ['root'] };
    // Where voters and users stand in one file of the storage.
    new KafkaCluster(topology, 'kafka', {
      metadata,
      brokers: 3,
      kafkaVersion: '4.4.0',
      security,
    });
    await using cluster = await testCluster(topology.resolve(), {
      portOffset: 6_890,
    });
    expect(await finalizedFeatures(cluster.brokers[0]!)).toMatchObject({
      'kraft.version': 1,
    });
    const { voters } = await describeQuorum(cluster.brokers[0]!);
    expect(voters.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    await expect(prepareQuorum(cluster, { act: 'add' }, new AbortController().signal)).rejects.toThrow(
      'the voters of secured-local-6890 are brokers (broker-1, broker-2, broker-3), and stay voters',
    );
  });

  it(
    'of a secured cluster gets another voter once every node knows it by name, and is rid of it',
    { timeout: 400_000 },
    async () => {
      const topology = new Topology('named', { summary: 'a secured cluster with controllers of its own' });
      const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', dynamic: true });
      new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, security: { superUsers: ['root'] } });
      await using cluster = await testCluster(topology.resolve(), { portOffset: 6_920 });
      const { id } = cluster.instance;
      const out = await mkdtemp(join(tmpdir(), 'klab-named-'));
      const change = async (...args: string[]): Promise<string> => {
        const { code, output } = await klab('change', id, '--rate', '20', '--out', out, ...args);
        expect([code, output]).toEqual([0, expect.stringContaining('is changed (7 steps')]);
        const quorum = await firstAnswer(cluster, 'describes its quorum', (one) => describeQuorum(one));
        return quorum.voters.toSorted((a, b) => a - b).join(' ');
      };
      expect(await change('--add-controller')).toBe('101 102 103 104');
      expect(await change('--remove-controller', '102')).toBe('101 103 104');
      expect(await driftInShort(id)).toEqual([]);
    },
  );

  it(
    'has a voter replaced whose storage is gone, and which lags for good',
    { timeout: 300_000 },
    async () => {
      await using cluster = await testCluster(quickFailoverDynamic(), { portOffset: 6_950 });
      const { id } = cluster.instance;
      await cluster.kill('controller-102');
      await cluster.loseEverything?.('controller-102');
      await cluster.start('controller-102');
      const out = await mkdtemp(join(tmpdir(), 'klab-stranger-'));
      const replaced = await klab('change', id, '--replace-controller', '102', '--rate', '20', '--out', out);
      expect([replaced.code, replaced.output]).toEqual([0, expect.stringContaining('is changed (2 steps')]);
      const { voters } = await firstAnswer(cluster, 'describes its quorum', (one) => describeQuorum(one));
      expect(voters.toSorted((a, b) => a - b)).toEqual([101, 103, 104]);
    },
  );
});
