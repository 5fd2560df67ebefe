/** What every topology has to do on Kubernetes, in the order of a life: smoke checks, a broker lost, new settings. */
import { expect } from 'vitest';
import { runChecks } from '../../src/checks/run-checks.ts';
import { smokeChecks } from '../../src/checks/index.ts';
import { describeBroker } from '../../src/client/wire/describe-cluster.ts';
import { waitUntilReady } from '../../src/client/topics/readiness.ts';
import { brokersOf } from '../../src/kafka/node.ts';
import { bringUp, type BringUpRequest } from '../../src/runtimes/up/lifecycle.ts';
import { kubernetesRuntime as runtime } from '../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { NotYet, waitFor } from '../../src/wait.ts';
import type { TestCluster } from './cluster.ts';
import { withBrokerSetting } from './changed.ts';

/** Every smoke check passes, or says why it cannot be tried here. */
export async function passesSmoke(cluster: TestCluster): Promise<void> {
  const results = await runChecks(cluster);
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  expect(results).toHaveLength(smokeChecks.length);
}

/** The last broker is killed, stays dead, and comes back on its data. */
export async function survivesKill(cluster: TestCluster): Promise<void> {
  const { topology, instance } = cluster;
  const victim = brokersOf(topology).at(-1)!.id;
  await cluster.kill(victim);
  expect((await cluster.status()).filter(({ state }) => state !== 'running').map(({ id }) => id)).toEqual([
    victim,
  ]);
  await expect(describeBroker(cluster.brokers.at(-1)!)).rejects.toMatchObject({ code: 'client' });
  await cluster.start(victim);
  const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 240_000 });
  expect(clusterId).toBe(instance.clusterId);
}

/** `up` with another broker setting restarts the brokers, and nothing else. */
export async function takesNewSetting(cluster: TestCluster, where: BringUpRequest['where']): Promise<void> {
  const { topology, instance } = cluster;
  const steps: string[] = [];
  await bringUp({
    topology: withBrokerSetting(topology, 'background.threads', '3'),
    runtime,
    portOffset: instance.portOffset,
    progress: { step: (text) => steps.push(text), update: () => undefined, note: () => undefined },
    signal: new AbortController().signal,
    ...(where && { where }),
  });
  const restarted = steps.flatMap((step) => /^restarting (\S+) /.exec(step)?.[1] ?? []);
  expect(restarted.toSorted()).toEqual(
    brokersOf(topology)
      .map(({ id }) => id)
      .toSorted(),
  );
  await waitFor({ what: 'every node to run', timeoutMs: 60_000 }, async () => {
    const idle = (await cluster.status()).filter(({ state }) => state !== 'running');
    return idle.length === 0 ? true : new NotYet(idle.map(({ id }) => id).join(', '));
  });
}
