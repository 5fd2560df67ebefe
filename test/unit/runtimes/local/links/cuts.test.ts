import { expect, it } from 'vitest';
import { linksOf } from '../../../../../src/render/local/links.ts';
import { isCut, type Isolated } from '../../../../../src/runtimes/local/links/cuts.ts';
import { resolved } from '../../../../support/topologies.ts';

/** The links that are cut, each in a few words. */
function cutLinks(topology: string, isolated: Isolated): string[] {
  return linksOf(resolved(topology), 0)
    .filter((link) => isCut(link, isolated))
    .map(({ from = 'clients', to, side }) => `${from}>${to} ${side}`)
    .toSorted();
}

it('nothing is cut while no node is cut off', () => {
  expect(cutLinks('multi-broker', {})).toEqual([]);
});

it('controllers: a broker loses the controllers, and nobody else does', () => {
  expect(cutLinks('multi-broker-isolated', { 'broker-2': 'controllers' })).toEqual([
    'broker-2>controller-101 controllers',
    'broker-2>controller-102 controllers',
    'broker-2>controller-103 controllers',
  ]);
});

it('controllers: a combined node loses the quorum in both directions, and keeps brokers and clients', () => {
  expect(cutLinks('multi-broker', { 'broker-1': 'controllers' })).toEqual([
    'broker-1>broker-2 controllers',
    'broker-1>broker-3 controllers',
    'broker-2>broker-1 controllers',
    'broker-3>broker-1 controllers',
  ]);
});

it('controllers: a ZooKeeper broker loses all servers, a server loses brokers and the other servers', () => {
  expect(cutLinks('multi-zookeeper', { 'broker-1': 'controllers' })).toEqual([
    'broker-1>zookeeper-1 controllers',
    'broker-1>zookeeper-2 controllers',
    'broker-1>zookeeper-3 controllers',
  ]);
  expect(cutLinks('multi-zookeeper', { 'zookeeper-3': 'controllers' })).toEqual([
    'broker-1>zookeeper-3 controllers',
    'broker-2>zookeeper-3 controllers',
    'broker-3>zookeeper-3 controllers',
    'zookeeper-1>zookeeper-3 controllers',
    'zookeeper-2>zookeeper-3 controllers',
    'zookeeper-3>zookeeper-1 controllers',
    'zookeeper-3>zookeeper-2 controllers',
  ]);
});

it('cluster cuts every link to other nodes, all also the clients', () => {
  const others = cutLinks('multi-broker', { 'broker-3': 'cluster' });
  expect(others).toEqual([
    'broker-1>broker-3 brokers',
    'broker-1>broker-3 controllers',
    'broker-2>broker-3 brokers',
    'broker-2>broker-3 controllers',
    'broker-3>broker-1 brokers',
    'broker-3>broker-1 controllers',
    'broker-3>broker-2 brokers',
    'broker-3>broker-2 controllers',
  ]);
  expect(cutLinks('multi-broker', { 'broker-3': 'all' })).toEqual([...others, 'clients>broker-3 clients']);
});

it('a link between two nodes that are cut off stays cut until both are healed', () => {
  const both: Isolated = { 'broker-1': 'cluster', 'broker-2': 'controllers' };
  expect(cutLinks('multi-broker', both)).toContain('broker-2>broker-1 controllers');
  expect(cutLinks('multi-broker', { 'broker-2': 'controllers' })).toContain('broker-2>broker-1 controllers');
  expect(cutLinks('multi-broker', { 'broker-2': 'controllers' })).not.toContain('broker-2>broker-1 brokers');
});
