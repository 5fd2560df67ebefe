/** Which node runs in which container: told by addresses and what Docker leads there, and never by how a container is called alone. */
import { describe, expect, it } from 'vitest';
import { parseFacts, type ContainerFacts } from '../../../../../src/runtimes/attached/containers/facts.ts';
import { nodesIn } from '../../../../../src/runtimes/attached/containers/nodes.ts';
import { tiesOf } from '../../../../../src/runtimes/attached/containers/tie.ts';

function container(name: string, more: Partial<ContainerFacts> = {}): ContainerFacts {
  return { id: `id-of-${name}`, name, hosts: [name], networks: [], published: [], ...more };
}

const isThisHost = (host: string): boolean => host === 'localhost';
const namesOf = (ties: ReadonlyMap<string, ContainerFacts>): Record<string, string> =>
  Object.fromEntries([...ties].map(([id, { name }]) => [id, name]));

describe('a node is tied to', () => {
  it('the container to which the port leads that it advertises here, whatever both are called', () => {
    const one = container('broker-2', { published: [{ at: '', port: 9092 }] });
    const two = container('broker-1', { published: [{ at: '127.0.0.1', port: 9192 }] });
    const nodes = [
      { id: 'broker-1', number: 1, address: 'localhost:9092' },
      { id: 'broker-2', number: 2, address: 'localhost:9192' },
    ];
    expect(namesOf(tiesOf(nodes, [one, two], isThisHost))).toEqual({
      'broker-1': 'broker-2',
      'broker-2': 'broker-1',
    });
  });

  it('the container that has the host it advertises, by an alias, a host name or an address', () => {
    const all = [
      container('a', { hosts: ['kafka1'] }),
      container('b', { hosts: ['172.20.0.3'] }),
      container('c', { hosts: ['web'], published: [{ at: '', port: 9092 }] }),
    ];
    const nodes = [
      { id: 'broker-1', address: 'kafka1:9092' },
      { id: 'broker-2', address: '172.20.0.3:9092' },
    ];
    expect(namesOf(tiesOf(nodes, all, isThisHost))).toEqual({ 'broker-1': 'a', 'broker-2': 'b' });
  });

  it('the container with its number, where addresses tell nothing', () => {
    const all = [container('a', { number: 0 }), container('b', { number: 1 }), container('c')];
    const nodes = [0, 1].map((number) => ({ id: `broker-${number}`, number, address: 'far.example:9092' }));
    expect(namesOf(tiesOf(nodes, all, isThisHost))).toEqual({ 'broker-0': 'a', 'broker-1': 'b' });
  });

  it('none, where two brokers advertise one address and nothing else tells them apart', () => {
    const all = [container('a', { published: [{ at: '', port: 9092 }] }), container('b')];
    const nodes = [1, 2].map((number) => ({ id: `broker-${number}`, number, address: 'localhost:9092' }));
    expect(namesOf(tiesOf(nodes, all, isThisHost))).toEqual({});
  });

  it('none, where two containers have its number', () => {
    const nodes = [{ id: 'broker-1', number: 1, address: 'far.example:9092' }];
    const all = [container('a', { number: 1 }), container('b', { number: 1 })];
    expect(namesOf(tiesOf(nodes, all, isThisHost))).toEqual({});
  });
});

it('finds controllers and ZooKeeper by what brokers have set, and says what it cannot find', () => {
  const found = {
    clusterId: 'x',
    line: '3.8',
    mode: 'kraft',
    brokers: [{ number: 1, address: 'localhost:9092' }],
    voters: [101, 102],
    untold: [],
  } as const;
  const broker = container('b', { published: [{ at: '', port: 9092 }] });
  const settings = [new Map([['controller.quorum.voters', '101@first:9093,102@elsewhere:9093']])];
  const within = { containers: [broker, container('c', { hosts: ['first'] })], isThisHost };
  const kraft = nodesIn(found, settings, within);
  expect(Object.keys(kraft.containers)).toEqual(['broker-1', 'controller-101']);
  expect(kraft.untold).toEqual([expect.stringContaining('controller-102 (elsewhere:9093) runs')]);

  const { voters: _, ...old } = found;
  const connect = [new Map([['zookeeper.connect', 'elsewhere:2181,first:2181/kafka']])];
  const zookeeper = nodesIn({ ...old, mode: 'zookeeper' }, connect, within);
  expect(zookeeper.zookeepers).toEqual([2]);
  expect(zookeeper.containers['zookeeper-2']).toMatchObject({ name: 'c' });
  expect(nodesIn({ ...old, mode: 'zookeeper' }, [], within).untold).toEqual([
    expect.stringContaining('do not tell their zookeeper.connect'),
  ]);
});

it('of a container with the network of its host takes the ports that its environment names, or its image', () => {
  const on = (env: readonly string[]): ContainerFacts =>
    parseFacts({
      Id: 'abcdef0123456789',
      Name: '/k1',
      Config: { Hostname: 'machine', Env: env, Labels: {}, ExposedPorts: { '9092/tcp': {}, '53/udp': {} } },
      HostConfig: { NetworkMode: 'host' },
      NetworkSettings: { Ports: {}, Networks: { host: {} } },
    });
  const listeners = ['KAFKA_LISTENERS=A://:19092,B://[::]:19093', 'KAFKA_ADVERTISED_LISTENERS=A://box:19092'];
  expect(on([...listeners, 'URL=http://x:1']).published.map(({ port }) => port)).toEqual([19_092, 19_093]);
  expect(on(['ZOOKEEPER_CLIENT_PORT=22181']).published).toEqual([{ at: '', port: 22_181 }]);
  expect(on([]).published).toEqual([{ at: '', port: 9_092 }]);
  // The name of the machine leads to each of them.
  expect(on([]).hosts).toEqual(['k1']);
});

it('keeps of an environment the number alone, and of networks what puts a container back on them', () => {
  const facts = parseFacts({
    Id: 'abcdef0123456789',
    Name: '/shop-kafka-1',
    Config: {
      Hostname: 'kafka',
      Env: ['KAFKA_CFG_NODE_ID=7', 'KAFKA_SASL_PASSWORD=secret', 'NODE_ID=8'],
      Labels: {},
    },
    HostConfig: { PortBindings: { '9092/tcp': [{ HostIp: '', HostPort: '9092' }] } },
    NetworkSettings: {
      Ports: {
        '9092/tcp': [
          { HostIp: '0.0.0.0', HostPort: '9092' },
          { HostIp: '::', HostPort: '9092' },
        ],
        '9999/tcp': null,
        '53/udp': [{ HostIp: '0.0.0.0', HostPort: '53' }],
      },
      Networks: {
        shop_default: {
          Aliases: ['kafka', 'kafka', 'abcdef012345'],
          IPAddress: '172.20.0.7',
          IPAMConfig: { IPv4Address: '172.20.0.7' },
        },
      },
    },
  });
  expect(facts).toEqual({
    id: 'abcdef0123456789',
    name: 'shop-kafka-1',
    hosts: ['shop-kafka-1', 'kafka', '172.20.0.7'],
    networks: [{ name: 'shop_default', aliases: ['kafka'], fixedAddress: '172.20.0.7' }],
    published: [{ at: '', port: 9092 }],
    number: 7,
  });
});
