/** An upgrade of a real cluster under traffic: node by node, then the feature levels, from where there is no way back. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finalizedFeatures } from '../../../src/client/wire/features/finalized-features.ts';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
import { createTopology } from '../../../topologies/index.ts';
import { nothingLost, startBeside } from '../../support/beside.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';

const shape = { kafkaVersion: '3.9.2', sessionTimeoutMs: 3_000 } as const;
let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  cluster = await testCluster(createTopology('multi-broker', shape).resolve(), { portOffset: 11_440 });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-upgrade-'));
  await createPlacedTopic(cluster, { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);

interface UpgradeJson {
  readonly complete: boolean;
  readonly steps: readonly { readonly kind: string }[];
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

async function upgrade(...args: string[]): Promise<readonly string[]> {
  const { code, stdout } = await change('--json', ...args);
  const { complete, steps, drill } = JSON.parse(stdout) as UpgradeJson;
  expect({ code, complete, lost: drill.verdict.totals.lost }).toEqual({ code: 0, complete: true, lost: 0 });
  return steps.map(({ kind }) => kind);
}

it(
  'rolls every node, and the way back is open as long as no feature is raised',
  { timeout: 240_000 },
  async () => {
    await using beside = await startBeside(cluster, 'beside');
    const open = await change('--kafka', '4.4.0', '--no-raise');
    expect(open.output).toContain(`the way back to Kafka 3.9.2 is open: klab change ${id} --kafka 3.9.2`);
    expect(open.code).toBe(0);
    expect(await beside.end()).toMatchObject(nothingLost);
    expect((await klab('status', id)).output).toContain('Kafka 4.4.0');
    expect(await finalizedFeatures(cluster.brokers[0]!)).toMatchObject({ 'metadata.version': 21 });
    expect((await change('--kafka', '3.9.2', '--dry-run')).output).toContain('restart broker-1');
    expect(await driftInShort(id)).toEqual([]);
  },
);

it('then raises what the version brings, from where no older one goes on', { timeout: 120_000 }, async () => {
  expect(await upgrade('--kafka', '4.4.0')).toEqual(['raise']);
  expect(await finalizedFeatures(cluster.brokers[2]!)).toMatchObject({
    'metadata.version': 33,
    'share.version': 2,
  });
  const back = await change('--kafka', '4.3.1');
  expect(back.output).toContain(
    'there is no way to Kafka 4.3.1: the cluster works with metadata.version 33, of Kafka 4.4, and 4.3.1 reads up to 30',
  );
  expect(back.code).toBe(2);
});

it('is what up finds from then on', async () => {
  const again = ['up', 'multi-broker', '--port-offset', '11440', '--session-timeout', '3s'];
  const up = await klab(...again);
  expect(up.output).toContain('with what was changed while it ran: Kafka 4.4.0');
  expect(up.code).toBe(0);
});
