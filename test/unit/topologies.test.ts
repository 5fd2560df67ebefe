import { describe, expect, it } from 'vitest';
import { maxPort } from '../../src/kafka/ports.ts';
import { listReport } from '../../src/report/text/list-report.ts';
import { createTopology, topologyNames } from '../../topologies/index.ts';
import { allTopologies, resolved } from '../support/topologies.ts';

describe.each(allTopologies())('$name', (topology) => {
  it('gives every node an id, every node of a kind a number, every port once', () => {
    const unique = (values: readonly unknown[]): void => expect(new Set(values).size).toBe(values.length);
    unique(topology.nodes.map(({ id }) => id));
    unique(topology.nodes.filter(({ software }) => software === 'kafka').map(({ number }) => number));
    const ports = topology.nodes.flatMap((node) =>
      [...node.listeners, ...node.ports].map(({ port }) => port),
    );
    unique(ports);
    expect(Math.max(...ports)).toBeLessThanOrEqual(maxPort);
  });

  it('depends only on nodes it has, and waits on a port it has', () => {
    const ids = topology.nodes.map(({ id }) => id);
    for (const node of topology.nodes) {
      expect(ids).toEqual(expect.arrayContaining([...node.dependsOn]));
      expect([...node.listeners, ...node.ports].map(({ name }) => name)).toContain(node.readinessPort);
    }
  });
});

describe('the registry', () => {
  it('puts one controller and two brokers into each of three racks', () => {
    const racks = resolved('three-racks').nodes.map(({ rack, role }) => `${rack} ${role}`);
    expect(racks.toSorted()).toEqual(
      ['a', 'b', 'c'].flatMap((rack) => [`${rack} broker`, `${rack} broker`, `${rack} controller`]),
    );
  });

  it.each([
    ['mult-broker', 'did you mean multi-broker? klab list shows all'],
    ['zk-single', 'did you mean zk-single-kafka-single or zk-single-kafka-multiple? klab list shows all'],
    ['nope', 'klab list shows all'],
    ['', 'klab list shows all'],
  ])('has no "%s", and names only what is near', (name, advice) => {
    expect(() => createTopology(name)).toThrow(
      expect.objectContaining({
        code: 'unknown-topology',
        message: `unknown topology "${name}"; ${advice}`,
      }),
    );
  });

  it('does not take a property of every object for a topology', () => {
    expect(() => createTopology('constructor')).toThrow('unknown topology "constructor"');
  });

  it('refuses ZooKeeper servers where there is no ZooKeeper', () => {
    expect(() => createTopology('multi-broker', { zookeepers: 3 }).resolve()).toThrow(
      'multi-broker: has no ZooKeeper, so zookeepers 3 means nothing; drop it or use multi-zookeeper',
    );
  });

  it('refuses ZooKeeper servers and a number of brokers at once', () => {
    const problems = createTopology('multi-broker', { zookeepers: 3, brokers: 0 }).problems();
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'multi-broker: has no ZooKeeper, so zookeepers 3 means nothing; drop it or use multi-zookeeper',
      'multi-broker/kafka: brokers 0 is not possible; use a whole number from 1 to 100',
    ]);
  });

  it.each([0, -1, 2.5, 101, Number.NaN])('refuses %d brokers', (brokers) => {
    expect(() => createTopology('multi-broker', { brokers }).resolve()).toThrow(
      `multi-broker/kafka: brokers ${brokers} is not possible; use a whole number from 1 to 100`,
    );
  });

  it('changes the number of nodes where it is asked to', () => {
    expect(createTopology('multi-zookeeper', { zookeepers: 5, brokers: 1 }).resolve().nodes).toHaveLength(6);
  });

  it.each(topologyNames)('gives %s another session timeout where it is asked to', (name) => {
    const topology = createTopology(name, { sessionTimeoutMs: 3_000 }).resolve();
    const setting = topology.mode === 'kraft' ? 'broker.session.timeout.ms' : 'zookeeper.session.timeout.ms';
    expect(topology.sessionTimeoutMs).toBe(3_000);
    for (const node of topology.nodes.filter(({ software }) => software === 'kafka')) {
      expect(node.settings[setting]).toBe('3000');
    }
  });

  it('shows as one line each', () => {
    const report = listReport(allTopologies());
    expect(report).toContain('3 controllers + 6 brokers');
    expect(report).toContain('1 ZooKeeper + 1 broker + 6 services ');
  });
});

describe('port offsets', () => {
  it.each([100, 200, 500, 1_000, 2_000, 5_000])('of %i keep two instances of a topology apart', (offset) => {
    for (const topology of allTopologies()) {
      const ports = topology.nodes.flatMap((node) => [
        ...node.ports,
        ...node.listeners.filter(({ targets }) => targets.includes('local')),
      ]);
      const taken = new Set(ports.map(({ port }) => port));
      expect(ports.map(({ port }) => port + offset).filter((port) => taken.has(port))).toEqual([]);
    }
  });
});
