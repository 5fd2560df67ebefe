/** Drills that are interrupted in a real terminal, the same on every runtime: what they broke is whole again, with a report. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntilReady } from '../../src/client/topics/readiness.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import { hasTerminals, klabInTerminal, type KlabInTerminal } from './terminal.ts';

/** A person who lets a drill go no further. */
export interface Interruption {
  readonly drill: string;
  /** What the drill shows when it happens. */
  readonly step: string;
  readonly by: 'ctrlC' | 'hangUp' | 'cut';
}

/** As little of a drill as shows an interruption. */
const small = ['--rate', '10', '--consumers', '0'] as const;

/** Starts a drill in a terminal. @param out where its report goes. @param more of its options */
export function drillInTerminal(
  id: string,
  name: string,
  out: string,
  ...more: readonly string[]
): Promise<KlabInTerminal> {
  return klabInTerminal(['drill', id, name, '--out', out, ...small, ...more]);
}

/** Asserts that every node runs and none is cut off. */
export async function expectWhole(cluster: RunningCluster): Promise<void> {
  const found = (await cluster.status()).map(({ state, isolated }) => isolated ?? state);
  expect(found).toEqual(cluster.topology.nodes.map(() => 'running'));
}

/** Brings back what a test has left, and waits until the cluster has got over it. */
export async function makeWhole(cluster: RunningCluster): Promise<void> {
  for (const { id, state } of await cluster.status()) {
    if (state === 'stopped') await cluster.start(id);
    if (state === 'paused') await cluster.resume(id);
  }
  const { topology } = cluster;
  await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
}

/** Declares a test for each interruption. @param running the cluster, once it is up */
export function itHealsWhenInterrupted(
  running: () => RunningCluster,
  interruptions: readonly Interruption[],
): void {
  describe.runIf(hasTerminals)('a drill', { timeout: 600_000 }, () => {
    let out: string;
    beforeAll(async () => {
      out = await mkdtemp(join(tmpdir(), 'klab-reports-'));
    });
    afterEach(() => makeWhole(running()), 300_000);
    afterAll(() => rm(out, { recursive: true, force: true }));

    it.each(interruptions)('$drill, $by at "$step": healed, with a report', async ({ drill, step, by }) => {
      const before = (await readdir(out)).length;
      const interrupted = await drillInTerminal(running().instance.id, drill, out);
      await interrupted.shown(step);
      interrupted[by]();
      expect(await interrupted.ended()).toBe(130);
      expect(interrupted.output()).not.toMatch(/error:|exit code|does not run/);
      expect((await readdir(out)).length).toBe(before + 1);
      await expectWhole(running());
    });
  });
}
