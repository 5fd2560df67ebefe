/** A change of a real cluster under traffic: in place, by restarts, interrupted and finished, and taken back. */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerSettings } from '../../../src/client/kafkajs/broker-settings.ts';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
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
  cluster = await testCluster(quickFailover(), { portOffset: 11_550 });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-change-'));
  await createPlacedTopic(cluster, { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);
const journal = (): string => join(instanceDir(id), 'change.json');

async function inForce(
  name: string,
): Promise<readonly (readonly [value: string, source: string] | undefined)[]> {
  return await Promise.all(
    cluster.brokers.map(async ({ number }) => {
      const found = (await brokerSettings(cluster, number)).find((setting) => setting.name === name);
      return found && ([found.value, found.source] as const);
    }),
  );
}

const inAll = (value: string, source: string) => Array.from({ length: 3 }, () => [value, source]);

interface ChangeJson {
  readonly complete: boolean;
  readonly drill: {
    readonly verdict: { readonly totals: { readonly lost: number; readonly acknowledged: number } };
  };
}

describe('a change', () => {
  it('that cannot be is one line, and touches nothing', async () => {
    for (const [setting, line] of [
      ['num.io.thread=4', 'did you mean num.io.threads?'],
      ['num.io.threads=many', 'Kafka refuses the change: '],
      ['queued.max.requests=many', 'would not start with that: Invalid value many'],
      ['offsets.topic.num.partitions=9', 'only a new cluster can have another'],
    ] as const) {
      const { code, output } = await change('--settings', setting);
      expect(output).toContain(line);
      expect(code).toBe(2);
    }
    expect(existsSync(journal())).toBe(false);
    expect(await driftInShort(id)).toEqual([]);
  });

  it('is done in place where Kafka takes it while it runs: no node restarts, nothing is lost', async () => {
    const lives = (await cluster.status()).map(({ life }) => life);
    const { code, stdout } = await change(
      '--json',
      '--settings',
      'min.insync.replicas=1',
      'num.io.threads=3',
    );
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    expect({ complete, code }).toEqual({ complete: true, code: 0 });
    expect(drill.verdict.totals.lost).toBe(0);
    expect(drill.verdict.totals.acknowledged).toBeGreaterThan(20);
    expect((await cluster.status()).map(({ life }) => life)).toEqual(lives);
    expect(await inForce('num.io.threads')).toEqual(inAll('3', 'dynamic default'));
    expect(await readInstance(id)).toMatchObject({ topology: { minInSyncReplicas: 1 } });
    expect(await driftInShort(id)).toEqual([]);
  });

  it('that restarts nodes stands where it was killed, goes back, and goes all the way when it is asked for again', async () => {
    const setting = ['--settings', 'queued.max.requests=400', 'num.io.threads=4'];
    const killed = startKlab('change', id, '--out', out, '--rate', '20', ...setting);
    await killed.printed('stop broker-');
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect((await klab('status', id)).output).toContain(
      'a change is open: 1 of 4 steps done, next: restart broker-',
    );
    const again = await change(...setting);
    expect(again.output).toContain(`a change of ${id} is open (1 of 4 steps are done)`);
    expect(again.code).toBe(2);

    const back = await change('--back');
    expect(back.output).toContain(`${id} is as it was before the change`);
    expect(await inForce('num.io.threads')).toEqual(inAll('3', 'dynamic default'));
    expect((await inForce('queued.max.requests')).map((found) => found?.[0])).toEqual(Array(3).fill('500'));
    expect(await driftInShort(id)).toEqual([]);

    const cut = startKlab('change', id, '--out', out, '--rate', '20', ...setting);
    await cut.printed('stop broker-');
    cut.child.kill('SIGINT');
    expect(await cut.ended()).toBe(130);
    expect((await cluster.status()).every(({ state }) => state === 'running')).toBe(true);

    await using beside = await startBeside(cluster, 'beside');
    const { code, stdout } = await change('--json', '--resume');
    const { acknowledged, ...gone } = await beside.end();
    expect(acknowledged).toBeGreaterThan(50);
    expect(gone).toEqual(nothingLost);
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    expect({ complete, code, lost: drill.verdict.totals.lost }).toEqual({ complete: true, code: 0, lost: 0 });
    expect(await inForce('queued.max.requests')).toEqual(inAll('400', 'static'));
    expect(existsSync(journal())).toBe(false);
    expect(await driftInShort(id)).toEqual([]);
  });
});
