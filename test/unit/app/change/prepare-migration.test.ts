/** What cannot be moved to KRaft is one line, before anything of the cluster is asked. */
import { describe, expect, it } from 'vitest';
import { prepareMigration } from '../../../../src/app/change/prepare-migration.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { ResolvedTopology } from '../../../../src/kafka/node.ts';
import { withBrokerSetting } from '../../../support/changed.ts';
import { resolved } from '../../../support/topologies.ts';

const zookeeper = resolved('multi-zookeeper');

const asked = async (topology: ResolvedTopology, more: Partial<Instance> = {}) => {
  const instance = { id: 'shop', runtime: 'local', portOffset: 0, topology, clusterId: 'x', ...more };
  const cluster = { instance, topology } as unknown as RunningCluster;
  const { steps } = await prepareMigration(cluster, new AbortController().signal);
  return steps;
};

describe('metadata', () => {
  it.each([
    ['of a secured cluster', resolved('secure-zookeeper'), {}, 'it is secured'],
    ['of nodes that can be cut off', zookeeper, { isolatable: true }, 'without --isolatable'],
    [
      'of a cluster of which nobody knows the id',
      zookeeper,
      { clusterId: undefined },
      'its cluster id is not known',
    ],
    [
      'of brokers that speak as older ones',
      withBrokerSetting(zookeeper, 'inter.broker.protocol.version', '3.6'),
      {},
      'broker-1 speaks inter.broker.protocol.version 3.6 with the others; set 3.9 first',
    ],
  ])('%s stays', async (_, topology, more, why) => {
    await expect(asked(topology, more as Partial<Instance>)).rejects.toThrow(why);
  });

  it('that is in KRaft already needs no step', async () => {
    expect(await asked(resolved('multi-broker'))).toEqual([]);
  });
});
