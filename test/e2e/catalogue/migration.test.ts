/** Metadata of a real cluster moves from ZooKeeper to KRaft under traffic: killed half-way and taken back, then the whole way. */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
import { describeQuorum } from '../../../src/client/wire/describe-quorum.ts';
import { instanceDir, readInstance } from '../../../src/runtimes/instances.ts';
import { createTopology } from '../../../topologies/index.ts';
import { nothingLost, startBeside, type BesideEnd } from '../../support/beside.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab, startKlab } from '../../support/klab.ts';

const timeout = 600_000;
const portOffset = 12_660;
const session = ['--session-timeout', '3s'];
let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  const topology = createTopology('multi-zookeeper', { sessionTimeoutMs: 3_000 }).resolve();
  cluster = await testCluster(topology, { portOffset });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-migration-'));
  await createPlacedTopic(cluster, { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);

interface ChangeJson {
  readonly complete: boolean;
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

/** Begins the move, and is killed when it is at a step. */
async function killedAt(step: number): Promise<void> {
  const killed = startKlab('change', id, '--out', out, '--rate', '20', '--metadata', 'kraft');
  await killed.printed(`step ${step} of 12`);
  killed.child.kill('SIGKILL');
  await killed.ended();
}

/** What Kafka's own clients say of what is done beside them. */
async function lostBeside(work: () => Promise<unknown>): Promise<Omit<BesideEnd, 'acknowledged'>> {
  await using beside = await startBeside(cluster, 'beside');
  await work();
  const { acknowledged, ...gone } = await beside.end();
  expect(acknowledged).toBeGreaterThan(50);
  return gone;
}

const done = { complete: true, code: 0, lost: 0 };
const outcomeOf = ({ code, stdout }: Awaited<ReturnType<typeof change>>) => {
  const { complete, drill } = JSON.parse(stdout) as ChangeJson;
  return { complete, code, lost: drill.verdict.totals.lost };
};

describe('metadata', () => {
  it(
    'goes back to ZooKeeper while brokers are KRaft’s already, and nothing is lost',
    { timeout },
    async () => {
      const lost = await lostBeside(async () => {
        await killedAt(7);
        expect((await klab('status', id)).output).toContain('a change is open: 6 of 12 steps done');
        expect(outcomeOf(await change('--back', '--json'))).toEqual(done);
      });
      expect(lost).toEqual(nothingLost);
      expect((await klab('status', id)).output).toMatch(/zookeeper-1\s+zookeeper\s+running/);
      expect(await driftInShort(id)).toEqual([]);
      for (const gone of ['data/controller-101', 'data/broker-1/__cluster_metadata-0', 'change.json'])
        expect(existsSync(join(instanceDir(id), gone))).toBe(false);
    },
  );

  it('moves the whole way, with no way back once a controller has left ZooKeeper', { timeout }, async () => {
    const lost = await lostBeside(async () => {
      await killedAt(10);
      const back = await change('--back');
      expect(back.output).toContain('there is no way back: controller-101 has left the migration');
      expect(back.code).toBe(2);
      expect(outcomeOf(await change('--resume', '--json'))).toEqual(done);
    });
    expect(lost).toEqual(nothingLost);
    expect(await driftInShort(id)).toEqual([]);
    expect(existsSync(join(instanceDir(id), 'data/zookeeper-1'))).toBe(false);
    expect(await readInstance(id)).toMatchObject({ migrated: true, topology: { mode: 'kraft' } });
  });

  it('is in KRaft for every other verb from then on', { timeout }, async () => {
    expect((await describeQuorum(cluster.brokers[0]!)).voters).toEqual([101, 102, 103]);
    expect((await klab('status', id)).output).toMatch(/controller-102\s+controller\s+running/);
    expect((await change('--metadata', 'kraft')).output).toContain(`${id} is so already`);
    expect((await klab('smoke', id, '--only', 'brokers-registered')).code).toBe(0);
    expect((await change('--kafka', '4.3.1', '--dry-run')).output).toContain(
      'raise metadata.version 21 → 30',
    );
    const up = await klab('up', 'multi-zookeeper', '--port-offset', String(portOffset), ...session);
    expect(up.output).toContain('with what was changed while it ran: metadata in KRaft');
    expect(up.code).toBe(0);
  });
});
