/** A real cluster gets a broker more under traffic, and is rid of it again: killed half-way, resumed, taken back. */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConfigs } from '../../../src/client/kafkajs/describe-configs.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
import { viewPartitions } from '../../../src/client/watch/living-view.ts';
import { alterBrokerSettings } from '../../../src/client/wire/alter-broker-settings.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { accessOf } from '../../../src/cluster/running-cluster.ts';
import { instanceDir, readInstance } from '../../../src/runtimes/instances.ts';
import { nothingLost, startBeside } from '../../support/beside.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { quickFailover } from '../../support/topologies.ts';

let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  cluster = await testCluster(quickFailover(), { portOffset: 11_900 });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-change-size-'));
  const replicas = roundRobinReplicas([1, 2, 3], 8, 3);
  await createPlacedTopic(cluster, { topic: 'orders', replicas });
  await createPlacedTopic(cluster, { topic: 'single', replicas: [[1], [2], [3]] });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);
const starting = (...args: string[]) => startKlab('change', id, '--out', out, '--rate', '20', ...args);

interface ChangeJson {
  readonly complete: boolean;
  readonly drill: {
    readonly verdict: { readonly totals: { readonly lost: number; readonly acknowledged: number } };
  };
}

/** Copies that a broker has of each topic; none of topics of which it has none. */
async function copiesOn(number: number): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { topic, replicas } of await viewPartitions(cluster))
    if (replicas.includes(number)) counts[topic] = (counts[topic] ?? 0) + 1;
  return counts;
}

/** Settings that bound moving, wherever one is left. */
async function boundsLeft(): Promise<readonly string[]> {
  const topics = await describeConfigs(cluster, 'topic', ['orders', '__consumer_offsets'], 'ask topics');
  const brokers = await describeConfigs(cluster, 'broker', ['1', '2', '3'], 'ask brokers');
  return [...topics.values(), ...brokers.values()]
    .flat()
    .filter(({ configName, configValue }) => configName.includes('replication.throttled') && configValue)
    .map(({ configName, configValue }) => `${configName}=${configValue}`);
}

describe('a change of size', () => {
  it('that cannot be is one line, and touches nothing', async () => {
    const { code, output } = await change('--brokers', '2');
    expect(output).toContain('broker-3 votes in the controller quorum, whose members are fixed');
    expect(code).toBe(2);
    expect((await change('--brokers', '3')).output).toContain('is so already');
    const rate = 'leader.replication.throttled.rate';
    const [first] = cluster.brokers;
    await alterBrokerSettings(first!, { [rate]: '1000' }, { number: 1 });
    expect((await change('--brokers', '4')).output).toContain(`bounded already: broker 1 has ${rate}=1000`);
    await alterBrokerSettings(first!, { [rate]: null }, { number: 1 });
    expect(existsSync(join(instanceDir(id), 'change.json'))).toBe(false);
  });

  it('is taken back: the broker that has come goes, with what it had', async () => {
    const killed = starting('--brokers', '4');
    await killed.printed('step 2 of 2: move partitions onto broker-4');
    killed.child.kill('SIGKILL');
    await killed.ended();
    const { code, output } = await change('--back');
    expect(output).toContain(`${id} is as it was before the change`);
    expect(code).toBe(0);
    expect(await copiesOn(4)).toEqual({});
    const instance = await readInstance(id);
    expect(accessOf(instance!).brokers).toHaveLength(3);
    expect(await boundsLeft()).toEqual([]);
    expect(await driftInShort(id)).toEqual([]);
  });

  it('starts a broker, gives it its share of every topic, and loses nothing', async () => {
    await using beside = await startBeside(cluster, 'orders');
    const { code, stdout } = await change('--json', '--brokers', '4');
    const { acknowledged, ...gone } = await beside.end(accessOf((await readInstance(id))!));
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    expect({ complete, code, lost: drill.verdict.totals.lost }).toEqual({ complete: true, code: 0, lost: 0 });
    expect(acknowledged).toBeGreaterThan(50);
    expect(gone).toEqual(nothingLost);
    expect(drill.verdict.totals.acknowledged).toBeGreaterThan(20);
    const copies = await copiesOn(4);
    expect(copies['orders']).toBeGreaterThanOrEqual(4);
    expect(copies['__consumer_offsets']).toBeGreaterThanOrEqual(1);
    expect(await boundsLeft()).toEqual([]);
    expect(await readInstance(id)).toMatchObject({ resizedTo: 4 });
    expect((await klab('status', id)).output).toMatch(/broker-4\s+broker\s+running/);
    expect(await driftInShort(id)).toEqual([]);
  });

  it('the cluster is what every other verb works on', async () => {
    expect((await klab('kill', id, 'broker-4')).code).toBe(0);
    expect((await klab('start', id, 'broker-4')).code).toBe(0);
    expect((await klab('status', id)).output).toMatch(/broker-4\s+broker\s+running/);
  });

  it('that is killed in the middle goes on where it stood: partitions leave, then the broker', async () => {
    const withTopic = await (async () => {
      await createPlacedTopic(cluster, { topic: 'wide', replicas: [[1, 2, 3, 4]] });
      const refused = await change('--brokers', '3');
      await withAdmin(
        createKafka({ access: cluster }),
        async (admin) => admin.deleteTopics({ topics: ['wide'] }),
        'delete',
      );
      return refused;
    })();
    expect(withTopic.output).toContain('3 brokers cannot hold every copy of wide');
    expect(withTopic.code).toBe(2);

    const killed = starting('--brokers', '3');
    await killed.printed('step 1 of 2: move partitions off broker-4');
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect((await klab('status', id)).output).toContain(
      'a change is open: 0 of 2 steps done, next: move partitions off broker-4',
    );
    const { code, stdout } = await change('--json', '--resume');
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    expect({ complete, code, lost: drill.verdict.totals.lost }).toEqual({ complete: true, code: 0, lost: 0 });
    const known = await describeBroker(cluster.brokers[0]!);
    expect([...known.brokers, ...(known.fenced ?? [])].map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(existsSync(join(instanceDir(id), 'data', 'broker-4'))).toBe(false);
    expect(await boundsLeft()).toEqual([]);
    expect(await driftInShort(id)).toEqual([]);
  });
});
