import { describe, expect, it } from 'vitest';
import { isTargetSpecific, targetSpecificSettings } from '../../../src/kafka/target-specific-settings.ts';
import { listenerNamesOf, renderedNodes } from '../../support/rendered-settings.ts';
import { allTopologies } from '../../support/topologies.ts';

describe.each(allTopologies())('targets of $name', (topology) => {
  const byTarget = topology.targets.map((target) => ({ target, nodes: renderedNodes(topology, target) }));
  const targets = byTarget.map(({ target, nodes }) => [target, nodes] as const);

  it.each(targets)('%s has every node of the topology', (_target, nodes) => {
    expect(nodes.map(({ id }) => id).toSorted()).toEqual(topology.nodes.map(({ id }) => id).toSorted());
  });

  it.each(targets)('%s has each setting that no target has of its own', (_target, nodes) => {
    for (const node of topology.nodes.filter(({ role }) => role !== 'service')) {
      const { settings = {} } = nodes.find(({ id }) => id === node.id) ?? {};
      const shared = Object.entries(settings).filter(([setting]) => !isTargetSpecific(setting));
      const clientPort = node.software === 'zookeeper' && { clientPort: String(node.ports[0]?.port) };
      expect({ id: node.id, ...Object.fromEntries(shared) }).toEqual({
        id: node.id,
        ...node.settings,
        ...clientPort,
      });
    }
  });

  it.each(targets)(
    '%s opens the listeners that the topology has for it, by the same names',
    (target, nodes) => {
      for (const node of topology.nodes) {
        const rendered = nodes.filter(({ id }) => id === node.id).flatMap(listenerNamesOf);
        const expected = node.listeners
          .filter(({ targets: on }) => on.includes(target))
          .map(({ name }) => name);
        expect({ id: node.id, listeners: rendered }).toEqual({ id: node.id, listeners: expected });
      }
    },
  );

  it('run the same software with the same heap', () => {
    const software = byTarget.map(({ nodes }) =>
      nodes.map(({ id, software: image, heap }) => `${id} ${image} ${heap}`).toSorted(),
    );
    for (const other of software.slice(1)) expect(other).toEqual(software[0]);
  });
});

describe('the table of settings that differ', () => {
  const used = new Set(
    allTopologies().flatMap((topology) =>
      topology.targets.flatMap((target) =>
        renderedNodes(topology, target).flatMap(({ settings }) => Object.keys(settings)),
      ),
    ),
  );

  it.each(Object.keys(targetSpecificSettings))('lists %s, which some target really has', (setting) => {
    expect(used).toContain(setting);
  });

  it('lists nothing that a topology itself decides', () => {
    const decided = allTopologies().flatMap(({ nodes }) =>
      nodes.flatMap(({ settings }) => Object.keys(settings)),
    );
    expect(decided.filter(isTargetSpecific)).toEqual([]);
  });
});
