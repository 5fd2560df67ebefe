/** The voters of a real dynamic quorum change under traffic: its leader is replaced, half-way taken back, and nothing is lost. */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlacedTopic, roundRobinReplicas } from '../../../src/client/topics/placed-topic.ts';
import { activeController } from '../../../src/client/watch/active-controller.ts';
import { describeQuorum } from '../../../src/client/wire/describe-quorum.ts';
import { firstAnswer } from '../../../src/client/wire/first-answer.ts';
import { instanceDir, readInstance } from '../../../src/runtimes/instances.ts';
import { nothingLost, startBeside } from '../../support/beside.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { quickFailoverDynamic } from '../../support/topologies.ts';

let cluster: TestCluster;
let id: string;
let out: string;

beforeAll(async () => {
  cluster = await testCluster(quickFailoverDynamic(), { portOffset: 12_700 });
  ({ id } = cluster.instance);
  out = await mkdtemp(join(tmpdir(), 'klab-change-quorum-'));
  await createPlacedTopic(cluster, { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const change = (...args: string[]) => klab('change', id, '--out', out, '--rate', '20', ...args);

async function voters(): Promise<readonly number[]> {
  const quorum = await firstAnswer(cluster, 'describes its quorum', (broker) => describeQuorum(broker));
  return quorum.voters.toSorted((a, b) => a - b);
}

const folderOf = (nodeId: string): string => join(instanceDir(id), 'data', nodeId);

describe('a change of voters', () => {
  it('that cannot be is one line, and touches nothing', async () => {
    const { code, output } = await change('--remove-controller', '7');
    expect(output).toContain('no controller is "7"; use controller-101, controller-102, controller-103');
    expect(code).toBe(2);
    expect(await voters()).toEqual([101, 102, 103]);
  });

  it('replaces the leader of the quorum, without a gap or a lost record', async () => {
    const leader = await activeController('kraft', cluster);
    await using beside = await startBeside(cluster, 'beside');
    const { code, stdout } = await change('--replace-controller', String(leader), '--json');
    const { complete, drill } = JSON.parse(stdout) as {
      readonly complete: boolean;
      readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
    };
    expect([code, complete, drill.verdict.totals.lost]).toEqual([0, true, 0]);
    expect(await beside.end()).toMatchObject(nothingLost);
    expect(await voters()).toEqual([101, 102, 103, 104].filter((number) => number !== leader));
    expect(existsSync(folderOf(`controller-${leader}`))).toBe(false);
    const instance = await readInstance(id);
    expect(instance?.controllers).toContain(104);
    expect(await driftInShort(id)).toEqual([]);
  });

  it('is taken back where it was killed half-way: the vote is taken from whoever has come', async () => {
    const before = await voters();
    const killed = startKlab('change', id, '--out', out, '--rate', '20', '--add-controller');
    await killed.printed('controller-105 has all of the metadata');
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect((await klab('status', id)).output).toMatch(/controller-105\s+controller\s+running/);
    const { code, output } = await change('--back');
    expect(output).toContain('take the vote of controller-105 and stop it for good');
    expect(code).toBe(0);
    expect(await voters()).toEqual(before);
    expect(existsSync(folderOf('controller-105'))).toBe(false);
  });
});
