/** Settings that are changed while clients work, on Docker: containers are made anew, or stay what they are. */
import { afterAll, beforeAll } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { itChangesSettings } from '../../support/changes-of-settings.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 3_380;
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(resolved('multi-broker'), { portOffset, runtime });
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

itChangesSettings(
  () => cluster,
  () => ['--on', 'compose', '--port-offset', String(portOffset)],
);
