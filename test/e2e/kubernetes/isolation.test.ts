/** A node that is cut off on kind: its machine drops the packets, and neither kubelet nor probes mind. */
import { beforeAll, expect, it } from 'vitest';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { docker } from '../../support/docker.ts';
import { drill, hit } from '../../support/drills.ts';
import { cutOff, itIsolates } from '../../support/isolation.ts';
import { kubectl } from '../../support/kubernetes.ts';
import { standingOnKubernetes } from '../../support/standing-cluster.ts';

let cluster: RunningCluster;
beforeAll(async () => {
  const { cluster: standing, leave } = await standingOnKubernetes();
  cluster = standing;
  return leave;
}, 600_000);

itIsolates(() => cluster);

/** Whether a port of the node's pod answers by the network, where node ports lead, and not through a forward. */
async function answersOnNetwork(nodeId: string, port: number): Promise<boolean> {
  const { context, namespace, kindCluster } = placeOf(cluster.instance);
  const pod = ['get', 'pod', `${nodeId}-0`, '--output', 'jsonpath={.status.podIP}'];
  const ip = await kubectl('--context', context, '--namespace', namespace, ...pod);
  const connects = `timeout 2 bash -c 'exec 3<>/dev/tcp/${ip}/${port}' && echo yes || echo no`;
  return (await docker('exec', `${kindCluster}-control-plane`, 'bash', '-c', connects)) === 'yes';
}

it('from its cluster lets in by the network what is for clients, and from all nothing', async () => {
  const ports = [9093, 19093];
  const answers = () => Promise.all(ports.map((port) => answersOnNetwork('broker-2', port)));
  expect(await answers()).toEqual([true, true]);
  await cluster.isolate('broker-2', 'cluster');
  expect(await answers()).toEqual([true, false]);
  await cluster.heal('broker-2');
  await cluster.isolate('broker-2', 'all');
  expect(await answers()).toEqual([false, false]);
  await cluster.heal('broker-2');
  expect(await answers()).toEqual([true, true]);
});

it('isolate-leader loses nothing', async () => {
  expect(hit(await drill(cluster, 'isolate-leader'))).toHaveLength(1);
});

it('is gone with its pod', async () => {
  const { topology, instance } = cluster;
  await cluster.isolate('broker-2', 'all');
  await cluster.kill('broker-2');
  expect(await cutOff(cluster)).toEqual({});
  await expect(cluster.heal('broker-2')).rejects.toThrow('broker-2 is not cut off');
  await cluster.start('broker-2');
  expect(await waitUntilReady({ topology, access: cluster, timeoutMs: 150_000 })).toBe(instance.clusterId);
});

it('has restarted nothing: probes are asked within the pod', async () => {
  const { context, namespace } = placeOf(cluster.instance);
  const format = 'jsonpath={.items[*].status.containerStatuses[0].restartCount}';
  const args = ['--context', context, '--namespace', namespace, 'get', 'pods', '--output', format];
  expect(await kubectl(...args)).toBe('0 0 0');
});

it('is not tried where the machines are somebody else’s', async () => {
  const { kindCluster: _, ...place } = placeOf(cluster.instance);
  const instance = { ...cluster.instance, place };
  expect(await runtime.isolation?.obstacleToIsolation(instance, 'all')).toBe(
    `context ${place.context} is not known to be kind, and only on its machines packets of a pod can be dropped`,
  );
});
