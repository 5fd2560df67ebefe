/** A real cluster of Kafka 3.9.2 that gets a broker more under traffic, is rid of it, and is upgraded, as every runtime must do it. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { finalizedFeatures } from '../../src/client/wire/features/finalized-features.ts';
import { createPlacedTopic, roundRobinReplicas } from '../../src/client/topics/placed-topic.ts';
import { viewPartitions } from '../../src/client/watch/living-view.ts';
import { describeBroker } from '../../src/client/wire/describe-cluster.ts';
import { runningCluster, type RunningCluster } from '../../src/cluster/running-cluster.ts';
import { runtimeOf } from '../../src/runtimes/choose.ts';
import { readInstance } from '../../src/runtimes/instances.ts';
import { nothingLost, startBeside } from './beside.ts';
import { driftInShort } from './drift.ts';
import { klab } from './klab.ts';

const timeout = 600_000;

interface ChangeJson {
  readonly complete: boolean;
  readonly steps: readonly { readonly kind: string }[];
  readonly drill: { readonly verdict: { readonly totals: { readonly lost: number } } };
}

/** What differs from one runtime to another. */
export interface Somewhere {
  /** The cluster, a multi-broker of Kafka 3.9.2, once it is up. */
  get(this: void): RunningCluster;
  /** Options of `klab up` that say where it is. */
  where(this: void): readonly string[];
  /** What there is of a node: its data, and what runs it. */
  partsOf(this: void, nodeId: string): Promise<readonly string[]>;
}

/** Declares the tests. */
export function itChangesSizeAndVersion({ get, where, partsOf }: Somewhere): void {
  /** @returns the kinds of its steps */
  const changed = async (...args: string[]): Promise<readonly string[]> => {
    const out = await mkdtemp(join(tmpdir(), 'klab-change-'));
    const traffic = ['--out', out, '--rate', '20', '--json'];
    const { code, stdout, output } = await klab('change', get().instance.id, ...traffic, ...args);
    if (!stdout.startsWith('{')) throw new Error(output);
    const { complete, steps, drill } = JSON.parse(stdout) as ChangeJson;
    expect({ complete, code, lost: drill.verdict.totals.lost }).toEqual({ complete: true, code: 0, lost: 0 });
    return steps.map(({ kind }) => kind);
  };

  it('gives a further broker its share, and independent clients lose nothing', { timeout }, async () => {
    const { id } = get().instance;
    await createPlacedTopic(get(), { topic: 'orders', replicas: roundRobinReplicas([1, 2, 3], 8, 3) });
    await using beside = await startBeside(get(), 'orders');
    expect(await changed('--brokers', '4')).toEqual(['join', 'move']);
    const grown = runningCluster(runtimeOf(get().instance), (await readInstance(id))!);
    await grown.attach?.();
    expect(await beside.end(grown)).toMatchObject(nothingLost);
    const copies = (await viewPartitions(get())).filter(
      ({ topic, replicas }) => topic === 'orders' && replicas.includes(4),
    );
    expect(copies.length).toBeGreaterThanOrEqual(4);
    expect((await klab('status', id)).output).toMatch(/broker-4\s+broker\s+running/);
    expect(await driftInShort(id)).toEqual([]);
    expect(await partsOf('broker-4')).not.toEqual([]);
  });

  it('is broken and started as any other, and up finds it', { timeout }, async () => {
    const { id } = get().instance;
    expect(await klab('kill', id, 'broker-4')).toMatchObject({ code: 0 });
    expect(await klab('start', id, 'broker-4')).toMatchObject({ code: 0 });
    const up = await klab('up', 'multi-broker', '--kafka', '3.9.2', ...where());
    expect([up.code, up.output]).toEqual([0, expect.stringContaining('4 brokers')]);
  });

  it('goes, with all that it had', { timeout }, async () => {
    expect(await changed('--brokers', '3')).toEqual(['move', 'leave']);
    expect(await partsOf('broker-4')).toEqual([]);
    const known = await describeBroker(get().brokers[0]!);
    expect([...known.brokers, ...(known.fenced ?? [])].map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await driftInShort(get().instance.id)).toEqual([]);
  });

  it('gets every node another version, and then the features that it brings', { timeout }, async () => {
    const { id } = get().instance;
    await using beside = await startBeside(get(), 'orders');
    expect(await changed('--kafka', '4.3.1')).toEqual(['restart', 'restart', 'restart', 'raise']);
    expect(await beside.end()).toMatchObject(nothingLost);
    expect(await finalizedFeatures(get().brokers[0]!)).toMatchObject({ 'metadata.version': 30 });
    expect((await klab('status', id)).output).toContain('Kafka 4.3.1');
    expect(await driftInShort(id)).toEqual([]);
    const up = await klab('up', 'multi-broker', ...where());
    expect([up.code, up.output]).toEqual([0, expect.stringContaining('Kafka 4.3.1')]);
  });
}
