/** Listeners of one node by themselves: whether it starts with them. */
import { entryOf, isBroker, isOfQuorum, listenersOf, listOf } from '../cluster.ts';
import type { LintRule } from '../finding.ts';

const advertised = 'advertised.listeners';
const interBroker = 'inter.broker.listener.name';

/** Rules about listeners that keep a node from starting. */
export const listenerRules: readonly LintRule[] = [
  {
    id: 'listener-unmapped',
    risk: 'high',
    source: 'Kafka documentation, listener.security.protocol.map: the broker does not start without',
    find: ({ nodes }) =>
      nodes.flatMap((node) => {
        const map = listOf(node.settings['listener.security.protocol.map']).map((one) => one.split(':')[0]);
        if (map.length === 0 && node.unread.length > 0) return [];
        const isKnown = (name: string): boolean =>
          map.length > 0
            ? map.includes(name)
            : /^(SASL_)?(PLAINTEXT|SSL)$/.test(name) ||
              isOfQuorum(node, { name }) ||
              // Kafka's own file for KRaft, which images have, maps this name.
              (name === 'CONTROLLER' && !node.saysAll);
        const between = listOf(node.settings['inter.broker.listener.name']);
        const names = new Set([...listenersOf(node).map(({ name }) => name), ...between]);
        return [...names]
          .filter((name) => name !== '' && !isKnown(name))
          .map((name) => ({
            node: node.id,
            at: listenersOf(node).some((one) => one.name === name) ? 'listeners' : interBroker,
            text: `listener ${name} has no protocol in listener.security.protocol.map`,
            fix: `add ${name}:PLAINTEXT, or the protocol that it speaks`,
          }));
      }),
  },
  {
    id: 'listener-unknown',
    risk: 'high',
    source: 'Kafka, KafkaConfig.validateValues: such a broker does not start',
    find: ({ nodes }) =>
      nodes.filter(isBroker).flatMap((node) => {
        const open = listenersOf(node).map(({ name }) => name);
        const told = listOf(node.settings[advertised]).map((text) => entryOf(text)[0]);
        if (open.length === 0) return [];
        const quorum = listOf(node.settings['controller.listener.names']);
        const isTold = told.length > 0;
        return [
          ...told
            .filter((name) => !open.includes(name) && !quorum.includes(name))
            .map((name) => ({ at: advertised, name, of: 'listeners', names: open })),
          ...listOf(node.settings[interBroker])
            .filter((name) => !(isTold ? told : open).includes(name))
            .map((name) => ({
              at: interBroker,
              name,
              of: isTold ? 'advertised listeners' : 'listeners',
              names: isTold ? told : open,
            })),
        ].map(({ at, name, of, names }) => ({
          node: node.id,
          at,
          text: `${at} names ${name}, which is none of ${node.id}'s ${of} (${names.join(', ')})`,
          fix: `add ${name} to its ${of}, or name one of them`,
        }));
      }),
  },
  {
    id: 'listener-ports-collide',
    risk: 'high',
    source: 'Kafka, KafkaConfig: "Each listener must have a different port"',
    find: ({ nodes }) =>
      nodes.flatMap((node) => {
        const ports = listenersOf(node).map(({ port }) => port);
        const twice = ports.find((port, index) => ports.indexOf(port) !== index);
        if (twice === undefined) return [];
        const text = `two listeners of ${node.id} have port ${twice}`;
        return [{ node: node.id, at: 'listeners', text, fix: 'give each a port of its own' }];
      }),
  },
];
