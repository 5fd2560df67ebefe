/** Metadata that moves from ZooKeeper to KRaft under traffic, and the cluster on to Kafka 4, on local processes. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { itMovesMetadata, toMove } from '../../support/moves-of-metadata.ts';

const portOffset = 12_660;
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(toMove(), { portOffset });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

itMovesMetadata(() => cluster, {
  where: () => ['--on', 'local', '--port-offset', String(portOffset)],
  dataOf: (nodeId) => readdir(join(instanceDir(cluster.instance.id), 'data', nodeId)),
  end: '--resume',
});
