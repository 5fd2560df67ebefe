/** Kafka's own configuration is the same on every target, but for the settings of one table. */
import { describe, expect, it } from 'vitest';
import { reasonToDiffer } from '../../../src/kafka/target-specific-settings.ts';
import { diffOf, inShort, renderedModel } from '../../support/diff-models.ts';
import { allTopologies } from '../../support/topologies.ts';

const pairs = allTopologies().flatMap((topology) =>
  topology.targets.flatMap((from) =>
    topology.targets
      .filter((to) => to !== from)
      .map((to) => ({ name: topology.name, topology, from, to }) as const),
  ),
);

describe.each(pairs)('$name from $from to $to', ({ topology, from, to }) => {
  it('differs in nothing but what must', async () => {
    const models = await Promise.all([renderedModel(topology, from), renderedModel(topology, to)]);
    const found = diffOf(...models);
    expect(inShort(found)).toEqual([]);
    expect(found.byTarget.length).toBeGreaterThan(0);
    for (const { setting, reason, nodes } of found.byTarget) {
      const row = setting === 'server.N' ? 'zookeeper.connect' : setting;
      expect(reason).toBe(reasonToDiffer(row));
      expect(reason).toBeDefined();
      expect(nodes.length).toBeGreaterThan(0);
    }
  });
});

it('tells a setting that one target has otherwise, also where it is of no table', async () => {
  const [topology] = allTopologies();
  const [compose, local] = await Promise.all([
    renderedModel(topology!, 'compose'),
    renderedModel(topology!, 'local'),
  ]);
  const changed = {
    ...local,
    groups: local.groups.map((group) => ({
      ...group,
      facts: group.facts.map((one) =>
        one.kind === 'setting' && one.name === 'num.io.threads' ? { ...one, fields: { value: '77' } } : one,
      ),
    })),
  };
  expect(inShort(diffOf(compose, changed)).every((line) => line.endsWith('num.io.threads 2 -> 77'))).toBe(
    true,
  );
  expect(diffOf(compose, changed).changes).not.toEqual([]);
});
