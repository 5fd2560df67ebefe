/** Upgrades of real clusters in one table: cut short, gone on with, and each as its own change's report says. */
import { readdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInstance } from '../../../src/runtimes/instances.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { startKlab } from '../../support/klab.ts';

interface UpgradesJson {
  readonly passed: boolean;
  readonly cells: readonly {
    readonly kafkaVersion: string;
    readonly upgradeTo: string;
    readonly impossible?: boolean;
    readonly runs: readonly {
      readonly lost: number;
      readonly upgrade: {
        readonly noWritesMs: number;
        readonly fencedMs: number;
        readonly stepsMs: number;
        readonly closedBy: string | null;
      };
    }[];
  }[];
}

it(
  'are measured from each version to a later one, and not again where they were kept',
  { timeout: 900_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'klab-upgrades-'));
    const [kept, page, out] = ['runs.json', 'page.md', 'reports'].map((name) => join(dir, name));
    const versions = ['--from', '3.9.2,4.3.1', '--to', '4.4.0', '--runs', '1'];
    const where = ['--on', 'local', '--port-offset', '6200', '--sessions', '3s', '--rate', '20'];
    const files = ['--keep', kept!, '--out', out!, '--markdown', page!, '--json'];
    const begin = () => startKlab('matrix', '--upgrades', ...versions, ...where, ...files);

    const cut = begin();
    // The first one has stopped brokers too.
    const stops = { what: 'the second upgrade to stop a broker', timeoutMs: 300_000 };
    await waitFor(stops, async () => {
      const second = cut.output().split('upgrade 4.3.1 → 4.4.0')[1];
      return second?.includes('stopped broker-') ? true : new NotYet('it does not yet');
    });
    cut.child.kill('SIGINT');
    expect(await cut.ended()).toBe(130);
    expect(await readInstance('multi-broker-local-6200')).toBeUndefined();

    const again = begin();
    expect(await again.ended()).toBe(0);
    expect(again.output()).toContain(`; 1 are in ${kept} already`);
    expect(again.output()).not.toContain('upgrade 3.9.2 → 4.4.0');
    const { passed, cells } = JSON.parse(again.stdout()) as UpgradesJson;
    expect([passed, cells.map(({ kafkaVersion, upgradeTo }) => [kafkaVersion, upgradeTo])]).toEqual([
      true,
      [
        ['3.9.2', '4.4.0'],
        ['4.3.1', '4.4.0'],
      ],
    ]);
    for (const { runs } of cells) {
      expect(runs).toMatchObject([
        { lost: 0, upgrade: { closedBy: expect.stringContaining('works with metadata.version 33') } },
      ]);
      // Three brokers restart one after the other, and each is fenced meanwhile.
      const { fencedMs, stepsMs, noWritesMs } = runs[0]!.upgrade;
      expect(fencedMs).toBeGreaterThan(500);
      expect(stepsMs).toBeGreaterThan(3 * 1_000);
      expect(noWritesMs).toBeLessThan(stepsMs);
    }
    expect(await readdir(out!)).toHaveLength(2);
    expect(await readFile(page!, 'utf8')).toMatch(/^\| 4\.3\.1 \| 4\.4\.0 \|.*\| closed +\|/m);
  },
);

it('are none of a cluster with ZooKeeper, which is a row with the reason and no failure', async () => {
  const zookeeper = ['--topologies', 'multi-zookeeper', '--from', '3.9.2', '--to', '4.4.0', '--on', 'local'];
  const klab = startKlab('matrix', '--upgrades', ...zookeeper, '--port-offset', '6200');
  expect(await klab.ended()).toBe(0);
  expect(klab.stdout()).toContain('not possible');
  expect(klab.stdout()).toContain('only one in KRaft goes on');
});
