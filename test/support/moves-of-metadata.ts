/** Metadata of a real cluster that moves from ZooKeeper to KRaft under traffic, as every runtime must do it: killed half-way and taken back, then the whole way and on to Kafka 4. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createPlacedTopic, roundRobinReplicas } from '../../src/client/topics/placed-topic.ts';
import { describeQuorum } from '../../src/client/wire/describe-quorum.ts';
import { finalizedFeatures } from '../../src/client/wire/features/finalized-features.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { runtimeOf } from '../../src/runtimes/choose.ts';
import { readInstance } from '../../src/runtimes/instances.ts';
import { createTopology } from '../../topologies/index.ts';
import { nothingLost, startBeside, type BesideEnd } from './beside.ts';
import { driftInShort } from './drift.ts';
import { klab, startKlab } from './klab.ts';

const timeout = 600_000;
const sessionTimeoutMs = 3_000;

/** What is moved, with sessions that are short. */
export const toMove = () => createTopology('multi-zookeeper', { sessionTimeoutMs }).resolve();

interface ChangeJson {
  readonly complete: boolean;
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

/** Where a test cluster is, and what is to come of it. */
export interface Move {
  /** Options of `klab up` that say where it is. */
  readonly where: () => readonly string[];
  /** Names of what a broker's data folder holds. */
  readonly dataOf: (nodeId: string) => Promise<readonly string[]>;
  /** What ends the upgrade that was killed: it goes on, or is taken back alone. */
  readonly end: '--resume' | '--back';
}

/** Declares the tests. @param get the cluster, of {@link toMove}, once it is up */
export function itMovesMetadata(get: () => RunningCluster, { where, dataOf, end }: Move): void {
  const idOf = (): string => get().instance.id;
  const under = async (): Promise<readonly string[]> => [
    '--rate',
    '20',
    '--out',
    await mkdtemp(join(tmpdir(), 'klab-migration-')),
  ];
  const change = async (...args: string[]) => await klab('change', idOf(), ...(await under()), ...args);
  const kept = async (): Promise<string> =>
    ((await runtimeOf(get().instance).observe.remains?.(get().instance))?.data ?? []).join(' ');

  /** Begins a change, or goes on with it, and is killed when it is at a step. */
  async function killedAt(step: string, ...args: string[]): Promise<void> {
    const killed = startKlab('change', idOf(), ...(await under()), ...args);
    await killed.printed(`step ${step}`);
    killed.child.kill('SIGKILL');
    await killed.ended();
  }

  /** What Kafka's own clients say of what is done beside them. */
  async function lostBeside(work: () => Promise<unknown>): Promise<Omit<BesideEnd, 'acknowledged'>> {
    await using beside = await startBeside(get(), 'beside');
    await work();
    const { acknowledged, ...gone } = await beside.end();
    expect(acknowledged).toBeGreaterThan(50);
    return gone;
  }

  const done = { complete: true, code: 0, lost: 0 };
  const outcomeOf = ({ code, stdout, output }: Awaited<ReturnType<typeof change>>) => {
    if (stdout === '') throw new Error(output);
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    return { complete, code, lost: drill.verdict.totals.lost };
  };

  beforeAll(async () => {
    await createPlacedTopic(get(), { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
  });

  it(
    'goes back to ZooKeeper while a broker is KRaft’s already, and nothing is lost',
    { timeout },
    async () => {
      const lost = await lostBeside(async () => {
        await killedAt('7 of 12', '--metadata', 'kraft');
        expect((await klab('status', idOf())).output).toContain('a change is open: 6 of 12 steps done');
        expect(outcomeOf(await change('--back', '--json'))).toEqual(done);
      });
      expect(lost).toEqual(nothingLost);
      expect((await klab('status', idOf())).output).toMatch(/zookeeper-1\s+zookeeper\s+running/);
      expect(await driftInShort(idOf())).toEqual([]);
      expect(await kept()).not.toContain('controller-101');
      for (const { id } of get().brokers) expect(await dataOf(id)).not.toContain('__cluster_metadata-0');
    },
  );

  it('moves the whole way, and not back once a controller has left ZooKeeper', { timeout }, async () => {
    const lost = await lostBeside(async () => {
      await killedAt('10 of 19', '--metadata', 'kraft', '--kafka', '4.3.1');
      const back = await change('--back');
      expect(back.output).toContain('there is no way back: controller-101 has left the migration');
      expect(back.code).toBe(2);
      await killedAt('15 of 19', '--resume');
      expect(outcomeOf(await change(end, '--json'))).toEqual(done);
    });
    expect(lost).toEqual(nothingLost);
    expect(await driftInShort(idOf())).toEqual([]);
    expect(await kept()).toContain('controller-101');
    expect(await kept()).not.toContain('zookeeper-1');
  });

  it('is in KRaft for every other verb from then on', { timeout }, async () => {
    const [version, level] = end === '--resume' ? (['4.3.1', 30] as const) : (['3.9.2', 21] as const);
    const { migrated, topology } = (await readInstance(idOf())) ?? {};
    expect([migrated, topology?.mode, topology?.kafkaVersion]).toEqual([true, 'kraft', version]);
    const [broker] = get().brokers;
    expect((await describeQuorum(broker!)).voters).toEqual([101, 102, 103]);
    expect(await finalizedFeatures(broker!)).toMatchObject({ 'metadata.version': level });
    expect((await klab('status', idOf())).output).toMatch(/controller-102\s+controller\s+running/);
    expect((await change('--metadata', 'kraft')).output).toContain(`${idOf()} is so already`);
    expect((await klab('smoke', idOf(), '--only', 'brokers-registered')).code).toBe(0);
    const session = ['--session-timeout', `${sessionTimeoutMs / 1_000}s`];
    const up = await klab('up', 'multi-zookeeper', ...where(), ...session);
    expect(up.output).toContain('with what was changed while it ran: ');
    expect(up.output).toContain('metadata in KRaft');
    expect(up.code).toBe(0);
  });
}
