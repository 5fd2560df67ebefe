/** Voters of a real quorum that move into the metadata, come and go under traffic, as every runtime with containers must do it. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlacedTopic, roundRobinReplicas } from '../../src/client/topics/placed-topic.ts';
import { activeController } from '../../src/client/watch/active-controller.ts';
import { quorumOf } from '../../src/client/quorum/voting.ts';
import { describeQuorum } from '../../src/client/wire/describe-quorum.ts';
import { finalizedFeatures } from '../../src/client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../src/client/wire/first-answer.ts';
import type { Instance } from '../../src/cluster/instance.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import type { Runtime } from '../../src/cluster/runtime.ts';
import type { KafkaVersion, ResolvedTopology } from '../../src/index.ts';
import { nothingLost, startBeside } from './beside.ts';
import { testCluster, type TestCluster } from './cluster.ts';
import { driftInShort } from './drift.ts';
import { klab, startKlab } from './klab.ts';
import { quickFailoverDynamic, quickFailoverIsolated } from './topologies.ts';

const timeout = 600_000;

/** What differs from one runtime to another. */
export interface VotersSomewhere {
  readonly runtime: Runtime;
  readonly portOffset: number;
  /** Of the cluster whose quorum is dynamic from the start. @default the lab's own */
  readonly kafkaVersion?: KafkaVersion;
  /** Where on that runtime. */
  readonly place: () => Promise<{ readonly cluster?: string }>;
  /** What there is of a node: its data, and what runs it. */
  readonly partsOf: (instance: Instance, nodeId: string) => Promise<readonly string[]>;
  /** Takes a node away, with all that it had, as somebody would by hand. @default it is not tried */
  readonly loseStorage?: (parts: readonly string[]) => Promise<void>;
}

interface ChangeJson {
  readonly complete: boolean;
  readonly steps: readonly { readonly kind: string }[];
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

/** Numbers of those who vote, from low to high. */
async function voters(cluster: RunningCluster): Promise<readonly number[]> {
  const quorum = await firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
  return quorum.voters.toSorted((a, b) => a - b);
}

/** Runs a change, or goes on with one. @returns the kinds of its steps */
async function changed(id: string, ...args: string[]): Promise<readonly string[]> {
  const out = await mkdtemp(join(tmpdir(), 'klab-voters-'));
  const { code, stdout, output } = await klab('change', id, '--out', out, '--rate', '20', '--json', ...args);
  if (!stdout.startsWith('{')) throw new Error(output);
  const { complete, steps, drill } = JSON.parse(stdout) as ChangeJson;
  expect({ complete, code, lost: drill.verdict.totals.lost }).toEqual({ complete: true, code: 0, lost: 0 });
  return steps.map(({ kind }) => kind);
}

/** Begins a change, and is killed once it has said so. */
async function killedAt(text: string, id: string, ...args: string[]): Promise<void> {
  const out = await mkdtemp(join(tmpdir(), 'klab-voters-'));
  const killed = startKlab('change', id, '--out', out, '--rate', '20', ...args);
  await killed.printed(text);
  killed.child.kill('SIGKILL');
  await killed.ended();
}

/** Declares the tests. */
export function itChangesVoters({
  runtime,
  portOffset,
  kafkaVersion,
  place,
  partsOf,
  loseStorage,
}: VotersSomewhere): void {
  const brought = (topology: ResolvedTopology, offset: number): (() => TestCluster) => {
    let cluster: TestCluster;
    beforeAll(async () => {
      cluster = await testCluster(topology, { portOffset: offset, runtime, where: await place() });
      await createPlacedTopic(cluster, { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
    }, timeout);
    afterAll(() => cluster?.[Symbol.asyncDispose](), timeout);
    return () => cluster;
  };

  describe('a quorum of fixed voters', () => {
    const get = brought(quickFailoverIsolated(), portOffset);

    it('is made dynamic, goes on where it was killed, and loses nothing', { timeout }, async () => {
      const { id } = get().instance;
      await using beside = await startBeside(get(), 'beside');
      await killedAt('step 2 of 7', id, '--quorum', 'dynamic');
      const back = await klab('change', id, '--back');
      expect(back.output).toContain('there is no way back: the voters are in the metadata now');
      const restarts = Array.from({ length: 6 }, () => 'restart');
      expect(await changed(id, '--resume')).toEqual(['raise', ...restarts]);
      expect(await beside.end()).toMatchObject(nothingLost);
      expect(await finalizedFeatures(get().brokers[0]!)).toMatchObject({ 'kraft.version': 1 });
      expect(await driftInShort(id)).toEqual([]);
    });
  });

  describe('a dynamic quorum', () => {
    const get = brought(quickFailoverDynamic(kafkaVersion), portOffset + 40);

    it('begins with the voters of its topology', async () => {
      expect(await finalizedFeatures(get().brokers[0]!)).toMatchObject({ 'kraft.version': 1 });
      expect(await voters(get())).toEqual([101, 102, 103]);
      expect(await driftInShort(get().instance.id)).toEqual([]);
    });

    it('gets another leader in the place of its own, and nobody else restarts', { timeout }, async () => {
      const { id } = get().instance;
      const leader = await activeController('kraft', get());
      await using beside = await startBeside(get(), 'beside');
      expect(await changed(id, '--replace-controller', String(leader))).toEqual(['vote-in', 'vote-out']);
      expect(await beside.end()).toMatchObject(nothingLost);
      expect(await voters(get())).toEqual([101, 102, 103, 104].filter((number) => number !== leader));
      expect(await partsOf(get().instance, `controller-${leader}`)).toEqual([]);
      expect(await driftInShort(id)).toEqual([]);
    });

    it('is taken back where it was killed half-way', { timeout }, async () => {
      const { id } = get().instance;
      const before = await voters(get());
      await killedAt('controller-105 has all of the metadata', id, '--add-controller');
      expect((await klab('status', id)).output).toMatch(/controller-105\s+controller\s+running/);
      expect(await changed(id, '--back')).toEqual(['vote-out']);
      expect(await voters(get())).toEqual(before);
      expect(await partsOf(get().instance, 'controller-105')).toEqual([]);
    });

    it('has brokers restart before they know too few of its voters', { timeout }, async () => {
      const { id } = get().instance;
      const [second, third] = (await voters(get())).filter((number) => number < 104);
      const kinds = await changed(id, '--replace-controller', String(second));
      expect(kinds).toEqual(['vote-in', 'restart', 'restart', 'restart', 'vote-out']);
      expect(await changed(id, '--replace-controller', String(third))).toEqual(['vote-in', 'vote-out']);
      expect(await voters(get())).toEqual([104, 105, 106]);
      // None of those with whom it began is there any more, and the quorum is found all the same.
      for (const verb of ['kill', 'start'])
        expect(await klab(verb, id, 'broker-1')).toMatchObject({ code: 0 });
      expect(await klab('kill', id, 'controller-104')).toMatchObject({ code: 0 });
      await createPlacedTopic(get(), { topic: 'after', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
      expect(await klab('start', id, 'controller-104')).toMatchObject({ code: 0 });
      expect(await driftInShort(id)).toEqual([]);
    });

    if (loseStorage === undefined) return;
    it(
      'has a voter whose storage is gone replaced, which comes back as a stranger',
      { timeout },
      async () => {
        const { id } = get().instance;
        await loseStorage(await partsOf(get().instance, 'controller-105'));
        await testCluster(quickFailoverDynamic(kafkaVersion), { portOffset: portOffset + 40, runtime });
        const known = async (): Promise<readonly boolean[]> => {
          const { members = [] } = await quorumOf(get());
          return members.filter((member) => member.id === 105).map(({ votes }) => votes);
        };
        await expect.poll(known).toEqual(expect.arrayContaining([true, false]));
        expect(await changed(id, '--replace-controller', '105')).toContain('vote-out');
        expect(await voters(get())).toEqual([104, 106, 107]);
      },
    );
  });
}
