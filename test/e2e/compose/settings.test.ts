/** A container's settings reach Kafka as they were meant: through YAML, compose's variables, the environment, the image's own conversion. */
import { expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { awkwardTopology, expectAwkwardSettings } from '../../support/settings-in-force.ts';

it('has each setting as the topology has it', async () => {
  await using cluster = await testCluster(awkwardTopology(), { portOffset: 2_900, runtime });
  await expectAwkwardSettings(cluster);
  expect(await driftInShort(cluster.instance.id)).toEqual([]);
});
