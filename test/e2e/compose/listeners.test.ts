/** Each listener is proved from where it is meant to be used: the host, a container inside, a container outside. */
import { expect, it } from 'vitest';
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { testCluster } from '../../support/cluster.ts';
import { containerOf, docker, tracesOf, withEnvironment } from '../../support/docker.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 2_450;

it('is asked from where it is meant to be used', async () => {
  await using cluster = await testCluster(resolved('single-broker'), { portOffset, runtime });
  const addresses = async (name: string): Promise<string[]> => [
    ...(await cluster.probeListener('broker-1', name)).advertised.values(),
  ];
  expect(await addresses('INTERNAL')).toEqual(['broker-1.cluster:19092']);
  expect(await addresses('EXTERNAL')).toEqual(['127.0.0.1:11542']);
  expect(await addresses('DOCKER')).toEqual(['host.docker.internal:31542']);
  expect(await tracesOf(cluster.instance.id)).toHaveLength(5);

  // Broken on purpose: off the network, INTERNAL is nowhere, while the host still reaches EXTERNAL.
  const { clusterId, id } = cluster.instance;
  const where = ['klab-single-broker-2450_cluster', await containerOf(id, 'broker-1')] as const;
  await docker('network', 'disconnect', ...where);
  await expect(addresses('INTERNAL')).rejects.toThrow(
    /^broker-1.cluster:19092 is not reached from a container: .*(not known|resolution)/,
  );
  expect(await cluster.probeListener('broker-1', 'EXTERNAL')).toMatchObject({ clusterId });
  await docker('network', 'connect', '--alias', 'broker-1.cluster', ...where);
  expect(await cluster.probeListener('broker-1', 'INTERNAL')).toMatchObject({ clusterId });
});

it('that is published where no container finds it fails', async () => {
  await withEnvironment({ KLAB_DOCKER_BIND: '127.0.0.2' }, async () => {
    await using cluster = await testCluster(resolved('single-broker'), { portOffset, runtime });
    await expect(cluster.probeListener('broker-1', 'DOCKER')).rejects.toThrow(
      /host.docker.internal:31542 is not reached from a container: .*Connection refused/,
    );
  });
});
