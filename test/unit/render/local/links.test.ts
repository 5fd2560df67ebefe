import { expect, it } from 'vitest';
import { nodeNamed } from '../../../support/node-named.ts';
import { hostsFile, linksOf, type PlannedLink } from '../../../../src/render/local/links.ts';
import { renderLocal } from '../../../../src/render/local/render.ts';
import { topologiesOn, resolved } from '../../../support/topologies.ts';

const offset = 500;

/** A link in one line. */
const asText = ({ from = 'clients', to, side, listen, forward, ports }: PlannedLink): string =>
  `${from} to ${to} (${side}): ${listen} to ${forward} ${ports.join(' ')}`;

const linksTo = (topology: string, id: string): string[] =>
  linksOf(resolved(topology), offset)
    .filter(({ to }) => to === id)
    .map(asText);

it('a combined node is reached by clients, by brokers and by voters, each on ports of their own', () => {
  expect(linksTo('multi-broker', 'broker-2')).toEqual([
    'clients to broker-2 (clients): 127.0.0.1 to 127.77.0.2 9593',
    'broker-1 to broker-2 (brokers): 127.78.1.2 to 127.77.0.2 19593',
    'broker-1 to broker-2 (controllers): 127.78.1.2 to 127.77.0.2 19846',
    'broker-3 to broker-2 (brokers): 127.78.3.2 to 127.77.0.2 19593',
    'broker-3 to broker-2 (controllers): 127.78.3.2 to 127.77.0.2 19846',
  ]);
});

it('a controller is dialled by brokers and controllers, and dials no broker', () => {
  const links = linksOf(resolved('multi-broker-isolated'), offset);
  const toController = links.filter(({ to }) => to === 'controller-101');
  expect(toController.map(({ from, side }) => `${from} ${side}`)).toEqual([
    'controller-102 controllers',
    'controller-103 controllers',
    'broker-1 controllers',
    'broker-2 controllers',
    'broker-3 controllers',
  ]);
  const toBroker = links.filter(({ to }) => to === 'broker-1');
  expect(toBroker.map(({ from }) => from)).toEqual([undefined, 'broker-2', 'broker-3']);
});

it('a ZooKeeper server is dialled by brokers on one port, by servers on two, and by clients on the host', () => {
  expect(linksTo('multi-zookeeper', 'zookeeper-1')).toEqual([
    'clients to zookeeper-1 (clients): 127.0.0.1 to 127.77.0.1 2681',
    'zookeeper-2 to zookeeper-1 (controllers): 127.78.2.1 to 127.77.0.1 3388 4438',
    'zookeeper-3 to zookeeper-1 (controllers): 127.78.3.1 to 127.77.0.1 3388 4438',
    'broker-1 to zookeeper-1 (controllers): 127.78.4.1 to 127.77.0.1 2681',
    'broker-2 to zookeeper-1 (controllers): 127.78.5.1 to 127.77.0.1 2681',
    'broker-3 to zookeeper-1 (controllers): 127.78.6.1 to 127.77.0.1 2681',
  ]);
});

it('a node finds itself at its own address and the others behind its links', () => {
  const topology = resolved('multi-broker');
  expect(hostsFile(topology, nodeNamed(topology, 'broker-2'))).toBe(
    ['127.0.0.1 localhost', '127.78.2.1 broker-1', '127.77.0.2 broker-2', '127.78.2.3 broker-3', ''].join(
      '\n',
    ),
  );
});

it.each(topologiesOn('local').map((topology) => [topology.name, topology] as const))(
  '%s: no node is told an address of another one, which would lead past the links',
  (_, topology) => {
    const files = renderLocal(topology, { portOffset: offset, isolatable: true });
    const settings = files.filter(({ path }) => /\.(properties|cfg)$/.test(path));
    expect(settings).toHaveLength(topology.nodes.length);
    for (const { content } of settings) {
      // What clients on the host are told is the one address, and leads to a link too.
      expect(content.replaceAll(/EXTERNAL:\/\/127\.0\.0\.1:/g, '')).not.toContain('127.');
    }
  },
);

it('every name and port that a node is told leads through a link or to itself', () => {
  for (const topology of topologiesOn('local')) {
    const links = linksOf(topology, offset);
    const files = renderLocal(topology, { portOffset: offset, isolatable: true });
    for (const { id, role } of topology.nodes) {
      const config = files.find(({ path }) => path.startsWith(`local/${id}/`))?.content ?? '';
      const told = [
        ...config.matchAll(/^(?:controller\.quorum\.voters|zookeeper\.connect|server\.\d+)=.*$/gm),
      ].flatMap(([line]) =>
        [...line.matchAll(/([a-z]+-?\d+):(\d+)(?::(\d+))?/g)].flatMap(([, to, ...ports]) =>
          ports.filter((port) => port !== undefined).map((port) => ({ to, port: Number(port) })),
        ),
      );
      expect(told.length > 0 || role === 'zookeeper', `${topology.name} ${id}`).toBe(true);
      for (const { to, port } of told.filter((one) => one.to !== id)) {
        const led = links.some((link) => link.from === id && link.to === to && link.ports.includes(port));
        expect(led, `${topology.name}: ${id} to ${to}:${port}`).toBe(true);
      }
    }
  }
});
