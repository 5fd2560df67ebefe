/** The fixed voters of a real quorum move into the metadata under traffic, cut short and gone on with, and can be changed then. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
import { describeQuorum } from '../../../src/client/wire/describe-quorum.ts';
import { finalizedFeatures } from '../../../src/client/wire/features/finalized-features.ts';
import { firstAnswer } from '../../../src/client/wire/first-answer.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { nothingLost, startBeside } from '../../support/beside.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { quickFailoverIsolated } from '../../support/topologies.ts';

let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  cluster = await testCluster(quickFailoverIsolated(), { portOffset: 6_700 });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-quorum-dynamic-'));
  await createPlacedTopic(cluster, { topic: 'orders', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);

it('goes on where it was killed, cannot be taken back, and loses nothing', { timeout: 240_000 }, async () => {
  await using beside = await startBeside(cluster, 'orders');
  const killed = startKlab('change', id, '--out', out, '--rate', '20', '--quorum', 'dynamic');
  await killed.printed('step 2 of 7');
  killed.child.kill('SIGKILL');
  await killed.ended();
  const back = await change('--back');
  expect(back.output).toContain(
    'there is no way back: the voters are in the metadata now, and Kafka never lowers kraft.version',
  );
  expect(back.code).toBe(2);
  const { code, stdout } = await change('--resume', '--json');
  const { complete, drill } = JSON.parse(stdout) as {
    readonly complete: boolean;
    readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
  };
  const gone = await beside.end();
  expect([code, complete, drill.verdict.totals.lost]).toEqual([0, true, 0]);
  expect(gone.acknowledged).toBeGreaterThan(100);
  expect(gone).toMatchObject(nothingLost);
});

it('leaves a quorum whose voters can be changed, and files that say so', async () => {
  expect(await finalizedFeatures(cluster.brokers[0]!)).toMatchObject({ 'kraft.version': 1 });
  expect(await driftInShort(id)).toEqual([]);
  expect((await change('--quorum', 'dynamic')).output).toContain('is so already; nothing is changed');
  expect((await change('--remove-controller', '102')).code).toBe(0);
  const quorum = await firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
  expect(quorum.voters.toSorted((a, b) => a - b)).toEqual([101, 103]);
});
