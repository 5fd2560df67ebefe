/** Where clients and brokers are told to go, and whether anybody is there. */
import {
  isBroker,
  isOfQuorum,
  listenersOf,
  ofHere,
  partsOf,
  type Cluster,
  type LintListener,
  type LintNode,
} from '../cluster.ts';
import type { LintRule, Said } from '../finding.ts';
import { betweenBrokers } from '../secured-listeners.ts';
import { collide, hostPortsOf, runTogether, type HostPort } from '../host-ports.ts';

const advertised = 'advertised.listeners';

/** Rules about addresses. */
export const addressRules: readonly LintRule[] = [
  {
    id: 'advertised-shared',
    risk: 'high',
    source: 'Kafka documentation, advertised.listeners: clients go to the address of the broker that leads',
    find: ({ nodes }) => {
      const seen = new Map<string, string>();
      return toldAddresses(nodes).flatMap(({ node, address }): readonly Said[] => {
        const first = seen.get(address);
        seen.set(address, first ?? node.id);
        if (first === undefined || first === node.id || address.startsWith(':')) return [];
        return [
          {
            node: node.id,
            at: advertised,
            text: `${node.id} is advertised as ${address}, as ${first} is: clients reach one of them for both`,
            fix: 'give each broker an address of its own, as with another port of the host for each',
          },
        ];
      });
    },
  },
  {
    id: 'host-not-told',
    ofCompose: true,
    risk: 'medium',
    source: 'Kafka documentation, advertised.listeners: after the first answer a client goes where it says',
    find: ({ nodes, all }) =>
      nodes.filter(isBroker).flatMap((node): readonly Said[] => {
        const listeners = listenersOf(node).filter((one) => !isOfQuorum(node, one));
        const open = listeners.filter(({ port }) => node.ports.some(({ container }) => container === port));
        const isForHost = ({ advertised: told = '' }: LintListener): boolean =>
          // Without a host it is the container's own.
          !['', ...all.flatMap(({ hosts }) => hosts)].includes(partsOf(told).host);
        const [first] = open;
        if (first?.advertised === undefined || open.some(isForHost)) return [];
        const { host } = node.ports.find(({ container }) => container === first.port)!;
        return [
          {
            node: node.id,
            at: advertised,
            text: `port ${host} is published, and whoever comes by it is sent to ${first.advertised}, a name that only containers know`,
            fix: `add a listener for the host, advertised as localhost:${host}, and publish its port`,
          },
        ];
      }),
  },
  {
    id: 'advertised-not-published',
    ofCompose: true,
    risk: 'high',
    source: 'Compose specification, ports: only published ports are reached from the host',
    find: ({ nodes }) =>
      toldAddresses(nodes).flatMap(({ node, listener, address }, _, told): readonly Said[] => {
        // A broker that is alone comes to itself by it; clients have another one.
        const isAlone = told.length > 1 && told.every((one) => one.node === node);
        if (isAlone && betweenBrokers(node)?.name === listener.name) return [];
        const { host, port } = partsOf(address);
        const isThere = node.ports.some(
          (one) => one.host === port && (one.container === listener.port || one.container.includes('-')),
        );
        const isRange = node.ports.some((one) => one.host.includes('-'));
        if (!ofHere.test(host) || isThere || isRange || node.ports.length === 0 || node.isOnHost) return [];
        return [
          {
            node: node.id,
            at: advertised,
            text: `${listener.name} is advertised as ${address}, and ${node.id} publishes no port ${port} that leads to its port ${listener.port}`,
            fix: `publish "${port}:${listener.port}", or advertise a port that is published`,
          },
        ];
      }),
  },
  {
    id: 'brokers-told-localhost',
    risk: 'high',
    source: 'Kafka documentation, inter.broker.listener.name: brokers go to what each other advertise there',
    find: ({ nodes }) => {
      const brokers = nodes.filter(isBroker);
      if (brokers.length < 2 || brokers.every(({ isOnHost }) => isOnHost)) return [];
      return brokers.flatMap((node): readonly Said[] => {
        const between = betweenBrokers(node);
        if (between?.advertised === undefined || !ofHere.test(partsOf(between.advertised).host)) return [];
        return [
          {
            node: node.id,
            at: advertised,
            text: `other brokers are told to find ${node.id} at ${between.advertised}, which is each container itself`,
            fix: `advertise ${between.name} as ${node.id}:${between.port}, and add another listener for the host`,
          },
        ];
      });
    },
  },
  {
    id: 'containers-told-localhost',
    risk: 'high',
    source: 'Kafka documentation, advertised.listeners: after the first answer a client goes where it says',
    find: ({ nodes, all }) =>
      nodes.filter(isBroker).flatMap((node) =>
        listenersOf(node).flatMap((listener): readonly Said[] => {
          if (listener.advertised === undefined || !ofHere.test(partsOf(listener.advertised).host)) return [];
          const comers = all.filter(
            ({ id, environment, isOnHost }) =>
              id !== node.id && !isOnHost && comesTo(environment, node, listener),
          );
          return comers
            .filter(({ id }) => !nodes.some((other) => other.id === id))
            .map(({ id }) => ({
              node: id,
              at: `${node.id}:${listener.port}`,
              text: `${id} comes to ${node.id}:${listener.port} and is then sent to ${listener.advertised}, which is ${id} itself`,
              fix: `have it come by a listener that is advertised as ${node.id}, or add one`,
            }));
        }),
      ),
  },
  {
    id: 'ports-collide',
    ofCompose: true,
    risk: 'high',
    source: 'Docker: a port of the host is bound once',
    find: ({ all }) => {
      const used: { readonly node: LintNode; readonly port: HostPort }[] = [];
      return all.flatMap((node) =>
        hostPortsOf(node).flatMap((port): readonly Said[] => {
          const first = used.find((one) => collide(one.port, port) && runTogether(one.node, node));
          used.push({ node, port });
          if (first === undefined) return [];
          const text = `port ${port.host} of the host is published twice, by ${first.node.id} and by ${node.id}`;
          return [{ node: node.id, at: port.host, text, fix: 'publish one of them at another port' }];
        }),
      );
    },
  },
];

/** Every address that clients are told, where it is not the same listener of the same broker. */
function toldAddresses(
  nodes: Cluster['nodes'],
): readonly { readonly node: LintNode; readonly listener: LintListener; readonly address: string }[] {
  return nodes.filter(isBroker).flatMap((node) =>
    listenersOf(node)
      .filter((listener) => !isOfQuorum(node, listener))
      .flatMap((listener) =>
        listener.advertised === undefined ? [] : [{ node, listener, address: listener.advertised }],
      ),
  );
}

function comesTo(
  environment: Readonly<Record<string, string>>,
  { hosts }: LintNode,
  { port }: LintListener,
): boolean {
  return Object.values(environment).some((value) =>
    value.split(/[\s,"']|:\/\//).some((part) => hosts.some((host) => part === `${host}:${port}`)),
  );
}
