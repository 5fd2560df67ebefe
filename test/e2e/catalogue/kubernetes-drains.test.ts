/** An administrator drains every machine in turn: no partition goes below its min.insync.replicas. */
import { expect, it } from 'vitest';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../../src/index.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { drainEveryRack, smallFetches } from '../../support/drains.ts';

/** Each broker on a machine of its own. */
function brokerPerMachine(): ResolvedTopology {
  const topology = new Topology('multi-broker', { summary: 'for a test' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  const racks = ['a', 'b', 'c'];
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, racks, settings: smallFetches });
  return topology.resolve();
}

it('lets the next one go once the copies of the last are in sync', { timeout: 1_800_000 }, async () => {
  await using cluster = await testCluster(brokerPerMachine(), { portOffset: 11_600, runtime });
  const drained = await drainEveryRack(cluster);
  expect(drained.fewestInSync).toBe(cluster.topology.minInSyncReplicas);
  expect(drained.failures).toEqual([]);
  expect(drained.acked).toBeGreaterThan(50);
  // The second and the third machine had to wait.
  expect(drained.refusals).toBeGreaterThan(1);
});
