/** What cannot have its voters moved into the metadata is one line, before anything of the cluster is asked. */
import { describe, expect, it } from 'vitest';
import { prepareDynamicQuorum } from '../../../../src/app/change/prepare-dynamic-quorum.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { createTopology } from '../../../../topologies/index.ts';
import { resolved } from '../../../support/topologies.ts';

describe('a quorum of fixed voters', () => {
  const kraft = resolved('multi-broker-isolated');
  it.each([
    ['with ZooKeeper', resolved('multi-zookeeper'), {}, 'it has a ZooKeeper ensemble'],
    [
      'before Kafka 4.1',
      createTopology('multi-broker-isolated', { kafkaVersion: '4.0.2' }).resolve(),
      {},
      'Kafka 4.0.2 cannot give a quorum that has fixed voters another kraft.version, which 4.1.0 and newer can',
    ],
    [
      'of an image that klab starts in its own way alone',
      { ...kraft, nodes: kraft.nodes.map((node) => ({ ...node, image: 'confluentinc/cp-kafka:8.1.0' })) },
      { runtime: 'compose' },
      'controller-101 has image confluentinc/cp-kafka:8.1.0, which klab cannot tell where such a quorum is',
    ],
    [
      'of nodes that can be cut off',
      kraft,
      { isolatable: true },
      'its voters would tell one another where they are, past the links of --isolatable',
    ],
  ])('%s stays what it is', async (_, topology, more, why) => {
    const instance = { id: 'shop', runtime: 'local', portOffset: 0, topology, ...more } as Instance;
    const cluster = { instance, topology } as unknown as RunningCluster;
    await expect(prepareDynamicQuorum(cluster, new AbortController().signal)).rejects.toThrow(
      `the quorum of shop cannot be made dynamic: ${why}`,
    );
  });
});
