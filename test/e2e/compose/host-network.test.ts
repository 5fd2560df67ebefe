/** Containers with the network of their host: found, asked, broken and mended as others are, but for what needs networks. */
import { expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { onTheHost } from '../../support/on-the-host.ts';

it('is brought up, asked at each listener, killed and started', async () => {
  await using cluster = await testCluster(onTheHost().resolve(), { portOffset: 2_650, runtime });
  expect(await driftInShort(cluster.instance.id)).toEqual([]);
  const addresses = async (name: string): Promise<string[]> => [
    ...(await cluster.probeListener('broker-1', name)).advertised.values(),
  ];
  expect(await addresses('INTERNAL')).toEqual(['127.0.0.1:21742', '127.0.0.1:21743']);
  expect(await addresses('EXTERNAL')).toEqual(['127.0.0.1:11742', '127.0.0.1:11743']);
  expect(cluster.remote).toEqual([]);

  await expect(cluster.isolate('broker-1', 'all')).rejects.toThrow(
    /broker-1 cannot be cut off: .*network of their host/,
  );
  await cluster.kill('broker-2');
  expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'stopped']);
  await cluster.start('broker-2');
  expect((await cluster.status()).map(({ state }) => state)).toEqual(['running', 'running']);
});
