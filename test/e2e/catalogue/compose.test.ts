/** Every ready-made topology on a real Docker Engine: up, smoke checks, a broker killed and started again, down. */
import { describe, expect, it } from 'vitest';
import { smokeChecks } from '../../../src/checks/index.ts';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { brokersOf, servicesOf } from '../../../src/kafka/node.ts';
import { composeRuntime } from '../../../src/runtimes/compose/compose-runtime.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { docker, containerOf, tracesOf } from '../../support/docker.ts';
import { allTopologies } from '../../support/topologies.ts';

const portOffset = 2_000;

/**
 * Checks for every topology: what its file can get wrong is who is there, at which addresses, and where copies lie.
 * What Kafka does with groups, transactions and stopped leaders is the same on every one of these clusters, and takes a
 * minute each: one KRaft and one ZooKeeper cluster have to show it.
 */
const ofTheFile = ['brokers-registered', 'listeners-answer', 'replicas-spread', 'records-kept'];
const thorough = ['multi-broker', 'zk-multiple-kafka-multiple'];

/**
 * Starts a killed broker until it stays: in ZooKeeper mode it gives up as long as the session of its former life has not
 * passed (Kafka 3.9, KafkaZkClient.CheckedEphemeral), as it would under any supervisor.
 */
async function heal(cluster: RunningCluster, nodeId: string): Promise<void> {
  await cluster.start(nodeId);
  const broker = cluster.brokers.find(({ id }) => id === nodeId)!;
  await waitFor({ what: `${nodeId} to serve`, timeoutMs: 120_000, intervalMs: 500 }, async () => {
    const state = (await cluster.status()).find(({ id }) => id === nodeId)?.state;
    if (state === 'stopped') await cluster.start(nodeId);
    return describeBroker(broker).catch(() => new NotYet(state ?? 'unknown'));
  });
}

// Side services have tests of their own, and some have images that only their owner gives away.
const withoutServices = allTopologies().filter((topology) => servicesOf(topology).length === 0);

describe.each(withoutServices.map((topology) => ({ name: topology.name, topology })))(
  '$name',
  ({ name, topology }) => {
    it(
      'comes up, keeps its promises, loses a broker, heals, and leaves nothing',
      { timeout: 420_000 },
      async () => {
        const id = `${name}-compose-${portOffset}`;
        {
          await using cluster = await testCluster(topology, { portOffset, runtime: composeRuntime });
          expect((await cluster.status()).map(({ state }) => state)).toEqual(
            topology.nodes.map(() => 'running'),
          );

          const only = thorough.includes(name) ? smokeChecks.map((check) => check.name) : ofTheFile;
          const results = await runChecks(cluster, { only });
          expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
          expect(results).toHaveLength(only.length);
          expect(await driftInShort(id)).toEqual([]);

          const victim = brokersOf(topology).at(-1)!.id;
          await cluster.kill(victim);
          const inspected = await docker(
            'inspect',
            await containerOf(id, victim),
            '--format',
            '{{.State.Status}} {{.State.ExitCode}}',
          );
          expect(inspected).toBe('exited 137');
          await heal(cluster, victim);
          const { instance } = cluster;
          const clusterId = await waitUntilReady({
            topology,
            access: cluster,
            ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
            timeoutMs: 120_000,
          });
          expect(clusterId).toBe(instance.clusterId);
        }
        expect(await tracesOf(id)).toEqual([]);
      },
    );
  },
);
