/** Kafka with everything around it on kind, its ports forwarded: up, every smoke check, services broken, down. */
import { expect, it } from 'vitest';
import { smokeChecks } from '../../../src/checks/index.ts';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { servicesOf } from '../../../src/kafka/node.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { readStatus } from '../../../src/runtimes/cluster-status.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { sharedKind, tracesIn } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 12_900;

/** Those of the REST proxy, ksqlDB and Conduktor Console, which have no open image, and of Confluent's Connect. */
const checksOfOthers = 4 + smokeChecks.filter(({ security }) => security !== undefined).length;

/** What each node is said to do, as `klab status` has it. */
async function healthOf(cluster: RunningCluster, nodeId: string): Promise<string | undefined> {
  const found = (await readStatus(cluster)).nodes.find(({ id }) => id === nodeId);
  return found?.state === 'running' ? found.health : found?.state;
}

it(
  'comes up, passes every smoke check, loses and regains its services, and leaves nothing',
  { timeout: 1_200_000 },
  async () => {
    const { cluster: kind, context } = await sharedKind();
    let id;
    {
      await using cluster = await testCluster(resolved('open-stack'), {
        portOffset,
        runtime,
        where: { cluster: kind },
      });
      ({ id } = cluster.instance);
      expect(await driftInShort(id)).toEqual([]);
      const results = await runChecks(cluster);
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(results.filter(({ outcome }) => outcome === 'passed')).toHaveLength(
        smokeChecks.length - checksOfOthers,
      );
      // All at once: each has to come back without the others.
      await Promise.all(
        servicesOf(cluster.topology).map(({ id: service }) => losesAndRegains(cluster, service)),
      );
    }
    expect(await tracesIn(context, id)).toEqual([]);
  },
);

/** Frozen whole, killed for good, and there again. */
async function losesAndRegains(cluster: RunningCluster, nodeId: string): Promise<void> {
  await cluster.pause(nodeId);
  expect(await healthOf(cluster, nodeId)).toBe('paused');
  await cluster.resume(nodeId);
  await untilServing(cluster, nodeId);
  await cluster.kill(nodeId);
  expect(await healthOf(cluster, nodeId)).toBe('stopped');
  await cluster.start(nodeId);
  await untilServing(cluster, nodeId);
}

async function untilServing(cluster: RunningCluster, nodeId: string): Promise<void> {
  await waitFor({ what: `${nodeId} to serve`, timeoutMs: 120_000, intervalMs: 500 }, async () => {
    const health = await healthOf(cluster, nodeId);
    return health === 'serves' ? true : new NotYet(health ?? 'unknown');
  });
}
