import { describe, expect, it } from 'vitest';
import { addressesOf, byEveryListener, clusterAccess, type Endpoint } from '../../../src/cluster/access.ts';
import type { Reach, ResolvedTopology } from '../../../src/kafka/node.ts';
import { accessOf, endpointOf } from '../../../src/cluster/running-cluster.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { numberedBrokers } from '../../support/topologies.ts';

function instanceOf(topology: ResolvedTopology): Instance {
  return { topology, runtime: 'local', portOffset: 100 } as Instance;
}

describe('access to brokers', () => {
  it.each([[[0, 1, 2]], [[1, 2, 3]], [[101, 102, 103]], [[7, 2, 40]]])(
    'is by number, whatever listeners there are: brokers %j',
    (numbers) => {
      const access = accessOf(instanceOf(numberedBrokers(...numbers)));
      const addresses = ['127.0.0.1:9192', '127.0.0.1:9193', '127.0.0.1:9194'];
      expect(access.brokers.map(({ number, address }) => [number, address])).toEqual(
        numbers.map((number, index) => [number, addresses[index]]),
      );
      expect(addressesOf(access)).toEqual(addresses);
      const ways = byEveryListener(access).brokers.map(({ number, address }) => `${number} ${address}`);
      expect(ways.toSorted()).toEqual(
        numbers
          .flatMap((number, index) => [
            `${number} 127.0.0.1:${9192 + index}`,
            `${number} 127.0.0.1:${9400 + index}`,
          ])
          .toSorted(),
      );
    },
  );

  it('says to each broker what clients on the host must say, and nothing by a listener that a topology adds or by another reach', () => {
    const security = { tls: { ca: 'CA' } };
    const instance = {
      ...instanceOf(numberedBrokers(1, 2, 3)),
      clientSecurity: (reach: Reach) => (reach === 'host' ? security : undefined),
    };
    const access = accessOf(instance);
    const ways = byEveryListener(access);
    expect(ways.brokers).toHaveLength(6);
    for (const one of [access, ways, ...access.brokers]) expect(one.security).toBe(security);
    for (const { address, listeners, ...way } of ways.brokers) {
      expect(way.security).toBe(address === listeners['EXTERNAL'] ? security : undefined);
    }
    const at = (name: string, reach: Reach): Endpoint => endpointOf(instance, { name, reach }, 'a:1');
    expect(at('EXTERNAL', 'host')).toEqual({ address: 'a:1', security });
    expect(at('SECOND', 'host')).toEqual({ address: 'a:1' });
    expect(at('INTERNAL', 'cluster')).toEqual({ address: 'a:1' });
  });

  it('leaves a broker out that the host does not reach, and moves nobody up in its place', () => {
    const topology = numberedBrokers(1, 2, 3);
    const nodes = topology.nodes.map((node) =>
      node.number === 2
        ? { ...node, listeners: node.listeners.filter(({ reach }) => reach !== 'host') }
        : node,
    );
    const found = clusterAccess({ ...topology, nodes }, 'local', 0).brokers;
    expect(found.map(({ number, address }) => [number, address])).toEqual([
      [1, '127.0.0.1:9092'],
      [3, '127.0.0.1:9094'],
    ]);
  });
});
