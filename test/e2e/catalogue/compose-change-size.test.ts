/** Brokers that come and go, and another version, while clients work, on Docker. */
import { afterAll, beforeAll } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { createTopology } from '../../../topologies/index.ts';
import { itChangesSizeAndVersion } from '../../support/changes-of-size.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { partsOnDocker } from '../../support/node-parts.ts';

const portOffset = 3_420;
let cluster: TestCluster;
beforeAll(async () => {
  const topology = createTopology('multi-broker', { kafkaVersion: '3.9.2' }).resolve();
  cluster = await testCluster(topology, { portOffset, runtime });
}, 600_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

itChangesSizeAndVersion({
  get: () => cluster,
  where: () => ['--on', 'compose', '--port-offset', String(portOffset)],
  partsOf: (nodeId) => partsOnDocker(cluster.instance, nodeId),
});
