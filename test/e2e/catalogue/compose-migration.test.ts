/** Metadata that moves from ZooKeeper to KRaft under traffic, on Docker: containers of other images on the same volumes. */
import { afterAll, beforeAll } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { listNodes } from '../../../src/runtimes/compose/containers/belongings.ts';
import { docker } from '../../../src/runtimes/docker/docker.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { itMovesMetadata, toMove } from '../../support/moves-of-metadata.ts';

const portOffset = 2_700;
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(toMove(), { portOffset, runtime });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

itMovesMetadata(() => cluster, {
  where: () => ['--on', 'compose', '--port-offset', String(portOffset)],
  async dataOf(nodeId) {
    const container = (await listNodes(cluster.instance.id)).find((node) => node.nodeId === nodeId);
    return (await docker(['exec', container?.id ?? '', 'ls', '/var/lib/kafka/data'])).split('\n');
  },
  end: '--back',
});
