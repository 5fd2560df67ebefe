import { describe, expect, it } from 'vitest';
import { addressesOf, byEveryListener, clusterAccess } from '../../../src/cluster/access.ts';
import type { Listener, ResolvedTopology } from '../../../src/kafka/node.ts';
import { accessOf } from '../../../src/cluster/running-cluster.ts';
import type { Instance } from '../../../src/cluster/runtime.ts';
import { resolved } from '../../support/topologies.ts';

const second: Listener = {
  name: 'SECOND',
  protocol: 'PLAINTEXT',
  reach: 'host',
  port: 9_300,
  targets: ['compose', 'kubernetes', 'local'],
};

/** As multi-broker, with brokers of these numbers and a second listener for the host, which stands first on every other one. */
function numbered(...numbers: readonly number[]): ResolvedTopology {
  const topology = resolved('multi-broker');
  const nodes = topology.nodes.map((node, index) => {
    const own = { ...second, port: second.port + index };
    return {
      ...node,
      number: numbers[index]!,
      id: `broker-${numbers[index]}`,
      listeners: index % 2 === 0 ? [...node.listeners, own] : [own, ...node.listeners],
    };
  });
  return { ...topology, nodes };
}

function instanceOf(topology: ResolvedTopology): Instance {
  return { topology, runtime: 'local', portOffset: 100 } as Instance;
}

describe('access to brokers', () => {
  it.each([[[0, 1, 2]], [[1, 2, 3]], [[101, 102, 103]], [[7, 2, 40]]])(
    'is by number, whatever listeners there are: brokers %j',
    (numbers) => {
      const access = accessOf(instanceOf(numbered(...numbers)));
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

  it('leaves a broker out that the host does not reach, and moves nobody up in its place', () => {
    const topology = numbered(1, 2, 3);
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
