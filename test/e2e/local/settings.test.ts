/** A local node's settings reach Kafka as they were meant, whatever is in them, and are read back as such. */
import { expect, it } from 'vitest';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';
import { awkwardTopology, expectAwkwardSettings } from '../../support/settings-in-force.ts';

it('has each setting as the topology has it', async () => {
  await using cluster = await testCluster(awkwardTopology(), { portOffset: 13_300 });
  await expectAwkwardSettings(cluster);
  expect(await driftInShort(cluster.instance.id)).toEqual([]);
  // It is no ready-made topology, and has drills all the same.
  for (const name of [cluster.instance.id, 'awkward']) {
    const { code, output } = await klab('drill', name);
    expect(output).toContain('kill-leader');
    expect(code).toBe(0);
  }
});
