/** A drill on Kubernetes ends in time when the API server is gone, and says what is left to do. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { closeForwards, openForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { openDoor } from '../../support/door.ts';
import { klab, startKlab } from '../../support/klab.ts';
import { kubectl, sharedKind } from '../../support/kubernetes.ts';
import { withKubeconfig, type Kubeconfig } from '../../support/kubernetes-environment.ts';
import { quickFailover } from '../../support/topologies.ts';

const portOffset = 12_400;

let context: string;
let cluster: TestCluster;
beforeAll(async () => {
  const kind = await sharedKind();
  ({ context } = kind);
  // Its ports are forwarded by each klab of its own.
  cluster = await testCluster(quickFailover(), { portOffset, runtime, where: { cluster: kind.cluster } });
  await closeForwards(cluster.instance);
}, 900_000);
afterAll(() => cluster[Symbol.asyncDispose](), 300_000);

/** Where the API server of the shared cluster listens. */
async function apiServer(): Promise<{ host: string; port: number }> {
  const server = 'jsonpath={.clusters[0].cluster.server}';
  const url = new URL(await kubectl('config', 'view', '--minify', '--context', context, '--output', server));
  return { host: url.hostname, port: Number(url.port) };
}

it(
  'an API server that goes in the middle ends it in time, and it says what is left to do',
  { timeout: 300_000 },
  async () => {
    const { instance, topology } = cluster;
    await using door = await openDoor({ to: await apiServer() });
    const throughDoor = ({ clusters: [entry] }: Kubeconfig): void => {
      entry!.cluster.server = `https://127.0.0.1:${door.port}`;
    };
    const drill = await withKubeconfig(context, throughDoor, async () => {
      const started = startKlab('drill', instance.id, 'kill-leader');
      await started.printed('killed broker-');
      // The forwards of the drill's clients go with it.
      door.close();
      expect(await started.ended()).toBe(1);
      return started;
    });
    expect(drill.output()).toMatch(
      /FAILED: .*broker-\d could not be brought back: the API server of context \S+ does not answer/,
    );
    expect(drill.output()).toContain(
      'not waited for lost brokers to leave the in-sync replicas: no broker answers',
    );
    expect(drill.output()).toContain('no broker answers any more: nothing is read back');
    const [, lost = 'none'] = /(broker-\d) could not be brought back/.exec(drill.output()) ?? [];
    expect((await klab('start', instance.id, lost)).output).toContain(`started ${lost}`);
    await openForwards(instance);
    const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
    await closeForwards(instance);
    expect(clusterId).toBe(instance.clusterId);
  },
);
