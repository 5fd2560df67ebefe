/** What Kafka says of itself becomes a topology: by its own numbers, whatever things are called. */
import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../../src/cluster/running-cluster.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { asTopology } from '../../../../src/runtimes/attached/as-topology.ts';
import type { FoundCluster } from '../../../../src/runtimes/attached/discover.ts';

const found: FoundCluster = {
  clusterId: 'id',
  line: '3.9',
  mode: 'kraft',
  brokers: [
    { number: 12, address: 'b.example:9192', rack: 'r2' },
    { number: 0, address: 'a.example:9092' },
  ],
  voters: [0, 100],
  untold: [],
};
const settings = [
  new Map([
    ['min.insync.replicas', '2'],
    ['broker.session.timeout.ms', '4000'],
    ['advertised.listeners', 'IN://x:1,PUBLIC://a.example:9092'],
  ]),
];
const topology = asTopology(found, { name: 'shop', protocol: 'SSL', settings });

describe('a cluster that was found', () => {
  it('has the nodes that Kafka names', () => {
    expect(topology.nodes.map(({ id, role, number, rack }) => [id, role, number, rack])).toEqual([
      ['controller-100', 'controller', 100, undefined],
      ['broker-0', 'combined', 0, undefined],
      ['broker-12', 'broker', 12, 'r2'],
    ]);
  });

  it('has listeners by the names that brokers give them, where they tell', () => {
    expect(
      topology.nodes.flatMap(({ listeners }) => listeners.map(({ name, port }) => [name, port])),
    ).toEqual([
      ['PUBLIC', 9092],
      ['CLIENTS', 9192],
    ]);
  });

  it('has the settings in force, and what Kafka has by default where nobody tells', () => {
    expect(topology).toMatchObject({ minInSyncReplicas: 2, sessionTimeoutMs: 4_000, replicationFactor: 2 });
    const untold = asTopology(
      { ...found, mode: 'zookeeper' },
      { name: 'shop', protocol: 'SSL', settings: [] },
    );
    expect(untold).toMatchObject({ minInSyncReplicas: 1, sessionTimeoutMs: 18_000 });
  });

  it('is reached where its brokers advertise themselves', () => {
    const addresses = { 'broker-0': 'a.example:9092', 'broker-12': 'b.example:9192' };
    const instance: Instance = {
      schemaVersion: 1,
      id: 'shop',
      runtime: 'attached',
      portOffset: 0,
      addresses,
      topology,
      filesDir: '',
      createdAt: '',
    };
    expect(accessOf(instance).brokers).toEqual([
      { number: 0, id: 'broker-0', address: 'a.example:9092', listeners: { PUBLIC: 'a.example:9092' } },
      { number: 12, id: 'broker-12', address: 'b.example:9192', listeners: { CLIENTS: 'b.example:9192' } },
    ]);
  });
});
