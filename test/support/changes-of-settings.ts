/** Settings of a real cluster that are changed under traffic, as every runtime must do it: in place, by restarts, and taken back. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { brokerSettings } from '../../src/client/kafkajs/broker-settings.ts';
import { createPlacedTopic, roundRobinReplicas } from '../../src/client/topics/placed-topic.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { nothingLost, startBeside } from './beside.ts';
import { driftInShort } from './drift.ts';
import { klab, startKlab } from './klab.ts';

const timeout = 600_000;

interface ChangeJson {
  readonly complete: boolean;
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

/**
 * Declares the tests.
 * @param get the cluster, a multi-broker, once it is up
 * @param where options of `klab up` that say where it is
 */
export function itChangesSettings(get: () => RunningCluster, where: () => readonly string[]): void {
  const change = async (...args: string[]) => {
    const out = await mkdtemp(join(tmpdir(), 'klab-change-'));
    return await klab('change', get().instance.id, '--out', out, '--rate', '20', ...args);
  };
  const inForce = (name: string): Promise<readonly (string | undefined)[]> =>
    Promise.all(
      get().brokers.map(async ({ number }) => {
        const found = (await brokerSettings(get(), number)).find((setting) => setting.name === name);
        return found?.value;
      }),
    );
  const lives = async () => (await get().status()).map(({ life }) => life);
  const done = { complete: true, code: 0, lost: 0 };
  const outcomeOf = ({ code, stdout }: Awaited<ReturnType<typeof change>>) => {
    const { complete, drill } = JSON.parse(stdout) as ChangeJson;
    return { complete, code, lost: drill.verdict.totals.lost };
  };

  it(
    'in place where Kafka takes it while it runs: nothing restarts, then or when it is brought up again',
    { timeout },
    async () => {
      const before = await lives();
      expect(outcomeOf(await change('--json', '--settings', 'num.io.threads=3'))).toEqual(done);
      expect(await inForce('num.io.threads')).toEqual(['3', '3', '3']);
      expect(await driftInShort(get().instance.id)).toEqual([]);
      const again = await klab('up', 'multi-broker', ...where());
      expect(again).toMatchObject({ code: 0 });
      expect(await lives()).toEqual(before);
    },
  );

  it('by restarts, and independent clients lose nothing', { timeout }, async () => {
    await createPlacedTopic(get(), { topic: 'beside', replicas: roundRobinReplicas([1, 2, 3], 3, 3) });
    await using beside = await startBeside(get(), 'beside');
    expect(outcomeOf(await change('--json', '--settings', 'queued.max.requests=400'))).toEqual(done);
    expect(await beside.end()).toMatchObject(nothingLost);
    expect(await inForce('queued.max.requests')).toEqual(['400', '400', '400']);
    expect(await driftInShort(get().instance.id)).toEqual([]);
  });

  it('goes back from where it was killed', { timeout }, async () => {
    const { id } = get().instance;
    const out = await mkdtemp(join(tmpdir(), 'klab-change-'));
    const setting = ['--settings', 'queued.max.requests=300'];
    const killed = startKlab('change', id, '--rate', '20', '--out', out, ...setting);
    await killed.printed('stop broker-');
    killed.child.kill('SIGKILL');
    await killed.ended();
    const back = await change('--back');
    expect(back.output).toContain(`${id} is as it was before the change`);
    expect(await inForce('queued.max.requests')).toEqual(['400', '400', '400']);
    expect(await driftInShort(id)).toEqual([]);
  });
}
