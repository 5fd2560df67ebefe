/** What every target's files say of a node is what the topology has: settings, listeners, software and heap. */
import { describe, expect, it } from 'vitest';
import type { FactGroup, FactKind } from '../../../src/diff/model.ts';
import { listenerSettings } from '../../../src/diff/readers/listeners.ts';
import type { LabNode, Target } from '../../../src/kafka/node.ts';
import { isTargetSpecific, targetSpecificSettings } from '../../../src/kafka/target-specific-settings.ts';
import { renderedModel } from '../../support/diff-models.ts';
import { allTopologies, quickFailoverDynamic, unlikeBrokers } from '../../support/topologies.ts';

const rendered = await Promise.all(
  [...allTopologies(), unlikeBrokers(), quickFailoverDynamic()].flatMap((topology) =>
    topology.targets.map(async (target) => {
      const { groups } = await renderedModel(topology, target);
      return { name: topology.name, topology, target, groups: groups.filter(({ isNode }) => isNode) };
    }),
  ),
);

/** Facts of one kind with their only value, by name. */
function valuesOf(group: FactGroup | undefined, kind: FactKind): Record<string, string | undefined> {
  const facts = group?.facts.filter((one) => one.kind === kind) ?? [];
  return Object.fromEntries(facts.map(({ name, fields }) => [name, fields['value']]));
}

/** What a node's own settings say wherever it runs; listeners are told apart. */
function expectedSettings({ settings, software, ports }: LabNode): Record<string, string> {
  const kept = Object.entries(settings).filter(([name]) => !listenerSettings.includes(name));
  const portSetting = settings['sslQuorum'] === 'true' ? 'secureClientPort' : 'clientPort';
  const clientPort = software === 'zookeeper' && { [portSetting]: String(ports[0]?.port) };
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value.trim()])), ...clientPort };
}

/** The image of containers; of processes the jars. */
function expectedImage({ image, version }: LabNode, target: Target): Record<string, string> {
  return target === 'local' ? { jars: `Kafka ${version}` } : { image };
}

describe.each(rendered)('$name on $target', ({ topology, target, groups }) => {
  const nodes = topology.nodes.map((node) => ({ node, group: groups.find(({ id }) => id === node.id) }));
  const kafkaNodes = nodes.filter(({ node }) => node.role !== 'service');

  it('has every node of the topology', () => {
    expect(groups.map(({ id }) => id).toSorted()).toEqual(topology.nodes.map(({ id }) => id).toSorted());
  });

  it('has each setting that no target has of its own', () => {
    for (const { node, group } of kafkaNodes) {
      const found = Object.entries(valuesOf(group, 'setting')).filter(([name]) => !isTargetSpecific(name));
      expect({ id: node.id, ...Object.fromEntries(found) }).toEqual({
        id: node.id,
        ...expectedSettings(node),
      });
    }
  });

  it('opens the listeners that the topology has for it, by the same names and protocols', () => {
    for (const { node, group } of nodes) {
      const opened = (group?.facts ?? []).filter(
        ({ kind, fields }) => kind === 'listener' && fields['address'] !== undefined,
      );
      const expected = node.listeners.filter(({ targets }) => targets.includes(target));
      expect({
        id: node.id,
        listeners: opened.map(({ name, fields }) => [name, fields['protocol']]),
      }).toEqual({ id: node.id, listeners: expected.map(({ name, protocol }) => [name, protocol]) });
    }
  });

  it('runs the same software with the same heap', () => {
    for (const { node, group } of kafkaNodes) {
      expect({ id: node.id, ...valuesOf(group, 'image'), ...valuesOf(group, 'heap') }).toEqual({
        id: node.id,
        ...expectedImage(node, target),
        'largest heap': `${node.heapMb}m`,
      });
    }
  });
});

describe('the table of settings that differ', () => {
  const used = new Set([
    ...rendered.flatMap(({ groups }) => groups.flatMap((group) => Object.keys(valuesOf(group, 'setting')))),
    // Read as listeners, by name.
    ...listenerSettings,
  ]);

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
