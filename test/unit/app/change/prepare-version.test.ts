/** A version that a cluster cannot have is one line with what to do, before anything of the cluster is asked. */
import { expect, it } from 'vitest';
import { prepareVersion } from '../../../../src/app/change/prepare-version.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { resolved } from '../../../support/topologies.ts';

const refusal = async (name: Parameters<typeof resolved>[0], version: string): Promise<unknown> => {
  const topology = resolved(name);
  const instance = { id: 'shop', runtime: 'local', portOffset: 0, topology };
  const cluster = { instance, topology } as unknown as RunningCluster;
  return await prepareVersion(cluster, { version, raises: true }, new AbortController().signal).then(
    () => 'nothing',
    (error: unknown) => (error as Error).message,
  );
};

it('of a cluster with ZooKeeper is none but its own, until its metadata has moved', async () => {
  expect(await refusal('multi-zookeeper', '4.3.1')).toBe(
    'shop cannot have Kafka 4.3.1: with its metadata in ZooKeeper it stays at Kafka 3.9.2, since only one in KRaft goes on; move it first: klab change shop --metadata kraft',
  );
});

it('that is not locked is named with those that are', async () => {
  expect(await refusal('multi-broker', '3.8.1')).toMatch(
    /^--kafka 3\.8\.1 is not possible; use 4\.4\.0, .*, or lock it: klab lock 3\.8\.1$/,
  );
});
