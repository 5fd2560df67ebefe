import { expect, it } from 'vitest';
import { settingsFor } from '../../../src/kafka/addresses.ts';
import type { LabNode, ResolvedTopology } from '../../../src/index.ts';
import { localAddressing } from '../../../src/render/local/addressing.ts';
import { createTopology } from '../../../topologies/index.ts';
import { resolved } from '../../support/topologies.ts';

function settings(topology: ResolvedTopology, id: string, portOffset = 0): Readonly<Record<string, string>> {
  const node = topology.nodes.find((candidate) => candidate.id === id) as LabNode;
  return settingsFor(node, topology, localAddressing(portOffset));
}

it('gives a combined node its listeners, what it advertises, and all voters', () => {
  expect(settings(resolved('multi-broker'), 'broker-2')).toMatchObject({
    listeners: 'INTERNAL://127.0.0.1:19093,EXTERNAL://127.0.0.1:9093,CONTROLLER://127.0.0.1:19346',
    'advertised.listeners': 'INTERNAL://127.0.0.1:19093,EXTERNAL://127.0.0.1:9093',
    'controller.quorum.voters': '1@127.0.0.1:19345,2@127.0.0.1:19346,3@127.0.0.1:19347',
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': 'data/broker-2',
  });
});

it('tells nodes of a dynamic quorum where to look for it, and nobody who votes', () => {
  const topology: ResolvedTopology = { ...resolved('multi-broker-isolated'), dynamicQuorum: true };
  for (const id of ['controller-101', 'broker-1']) {
    const own = settings(topology, id, 10);
    expect(own['controller.quorum.bootstrap.servers']).toBe(
      '127.0.0.1:19355,127.0.0.1:19356,127.0.0.1:19357',
    );
    expect(own).not.toHaveProperty('controller.quorum.voters');
  }
});

it('gives a controller-only node nothing to advertise, since it would refuse to start', () => {
  const controller = settings(resolved('multi-broker-isolated'), 'controller-101');
  expect(controller).not.toHaveProperty('advertised.listeners');
  expect(controller['listeners']).toBe('CONTROLLER://127.0.0.1:19345');
});

it('lets a broker-only node know the quorum listener it connects to', () => {
  const broker = settings(resolved('multi-broker-isolated'), 'broker-1');
  expect(broker['listener.security.protocol.map']).toContain('CONTROLLER:PLAINTEXT');
  expect(broker['listeners']).not.toContain('CONTROLLER');
});

it('connects brokers to all ZooKeeper servers, and these to each other', () => {
  const topology = resolved('multi-zookeeper');
  expect(settings(topology, 'broker-1')['zookeeper.connect']).toBe(
    '127.0.0.1:2181,127.0.0.1:2182,127.0.0.1:2183',
  );
  expect(settings(topology, 'zookeeper-3')).toMatchObject({
    clientPort: '2183',
    'server.1': '127.0.0.1:2888:3938',
    'server.3': '127.0.0.1:2890:3940',
  });
});

it('lists no ensemble for a single ZooKeeper server', () => {
  const topology = createTopology('multi-zookeeper', { zookeepers: 1 }).resolve();
  expect(settings(topology, 'zookeeper-1')).not.toHaveProperty('server.1');
});

it('moves every port by the offset of an instance', () => {
  expect(settings(resolved('single-broker'), 'broker-1', 500)).toMatchObject({
    listeners: 'INTERNAL://127.0.0.1:19592,EXTERNAL://127.0.0.1:9592,CONTROLLER://127.0.0.1:19845',
    'controller.quorum.voters': '1@127.0.0.1:19845',
  });
});
