/** What follows from changes of nodes, listeners, ports and of what is beside the nodes. */
import { expect, it } from 'vitest';
import { diffModels } from '../../../src/diff/diff.ts';
import type { Change, Comparison, Restart, Risk } from '../../../src/diff/changes.ts';
import type { TopologyModel } from '../../../src/diff/model.ts';
import type { Target } from '../../../src/kafka/node.ts';
import { createTopology } from '../../../topologies/index.ts';
import { diffOf, edited, renderedModel } from '../../support/diff-models.ts';
import { resolved } from '../../support/topologies.ts';

interface Case {
  readonly what: string;
  readonly name?: string;
  readonly target: Target;
  readonly from: string | RegExp;
  readonly to: string;
  readonly risk: Risk;
  readonly restart: Restart;
  readonly rule: string;
}

const cases: readonly Case[] = [
  {
    what: 'a set scaled to nothing',
    target: 'kubernetes',
    from: /^ {2}replicas: 1$/gm,
    to: '  replicas: 0',
    risk: 'high',
    restart: 'none',
    rule: 'replicas-changed',
  },
  {
    what: 'a service with an address of its own',
    target: 'kubernetes',
    from: 'clusterIP: None',
    to: 'clusterIP: 10.96.0.17',
    risk: 'high',
    restart: 'none',
    rule: 'service-immutable',
  },
  {
    what: 'another node port',
    target: 'kubernetes',
    from: 'nodePort: 30092',
    to: 'nodePort: 30099',
    risk: 'medium',
    restart: 'none',
    rule: 'published-port',
  },
  {
    what: 'another strategy of replacing pods',
    target: 'kubernetes',
    from: 'type: OnDelete',
    to: 'type: RollingUpdate',
    risk: 'none',
    restart: 'none',
    rule: 'outside-the-template',
  },
  {
    what: 'more memory',
    target: 'kubernetes',
    from: /memory: \d+Mi/g,
    to: 'memory: 3Gi',
    risk: 'low',
    restart: 'rolling',
    rule: 'node-restart',
  },
  {
    what: 'another condition of starting',
    name: 'multi-broker-isolated',
    target: 'compose',
    from: 'condition: service_healthy',
    to: 'condition: service_started',
    risk: 'none',
    restart: 'none',
    rule: 'order-of-start',
  },
  {
    what: 'options of a volume',
    target: 'compose',
    from: /^ {2}broker-1-data:$/gm,
    to: '  broker-1-data:\n    driver: nfs',
    risk: 'high',
    restart: 'none',
    rule: 'volume-options',
  },
  {
    what: 'another protocol of clients',
    target: 'local',
    from: 'EXTERNAL:PLAINTEXT',
    to: 'EXTERNAL:SSL',
    risk: 'medium',
    restart: 'rolling',
    rule: 'client-protocol',
  },
];

function rulesOf(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(({ consequences }) => consequences.map(({ rule }) => rule));
}

it.each(cases)(
  '$what on $target',
  async ({ name = 'multi-broker', target, from, to, risk, restart, rule }) => {
    const found = await edited(resolved(name), target, from, to);
    expect(rulesOf(found.changes)).toContain(rule);
    expect({ risk: found.risk, restart: found.restart.mode }).toEqual({ risk, restart });
  },
);

async function between(
  name: string,
  options: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>],
): Promise<Comparison> {
  const [before, after] = await Promise.all(
    options.map((some) => renderedModel(createTopology(name, some).resolve(), 'compose')),
  );
  return diffOf(before!, after!);
}

it('a broker more holds nothing yet, a broker less takes copies along', async () => {
  const more = await between('multi-broker-isolated', [{ brokers: 3 }, { brokers: 4 }]);
  expect(more.changes.find(({ kind }) => kind === 'node')).toMatchObject({
    group: 'broker-4',
    action: 'added',
    consequences: [{ rule: 'broker-added' }, { rule: 'whole-node', restart: 'none' }],
  });
  const less = await between('multi-broker-isolated', [{ brokers: 4 }, { brokers: 3 }]);
  expect(less.changes.find(({ kind }) => kind === 'node')).toMatchObject({
    group: 'broker-4',
    action: 'removed',
    risk: 'high',
    consequences: [{ rule: 'broker-removed', text: expect.stringContaining('moves data') }, {}],
  });
});

it('a ZooKeeper server more is one that every member must know', async () => {
  const { changes, restart } = await between('multi-zookeeper', [{ zookeepers: 3 }, { zookeepers: 5 }]);
  const added = changes.filter(({ kind }) => kind === 'node').map(({ group }) => group);
  expect(added).toEqual(['zookeeper-4', 'zookeeper-5']);
  expect(rulesOf(changes)).toContain('member-changed');
  expect(restart.nodes).toEqual(expect.arrayContaining(['broker-1', 'zookeeper-1']));
});

/** The model without what is chosen. */
function without(
  model: TopologyModel,
  isGone: (id: string) => boolean,
  isGoneFact: (name: string) => boolean = () => false,
): TopologyModel {
  const groups = model.groups
    .filter(({ id }) => !isGone(id))
    .map((group) => ({ ...group, facts: group.facts.filter(({ name }) => !isGoneFact(name)) }));
  return { ...model, groups };
}

it('a budget that is gone, and a listener that is gone, are told', async () => {
  const model = await renderedModel(resolved('multi-broker'), 'kubernetes');
  const noBudget = diffOf(
    model,
    without(model, (id) => id.startsWith('PodDisruptionBudget')),
  );
  expect(noBudget.changes[0]).toMatchObject({ kind: 'resource', action: 'removed', risk: 'high' });
  const noListener = diffOf(
    model,
    without(
      model,
      () => false,
      (name) => name === 'EXTERNAL',
    ),
  );
  const texts = noListener.changes.flatMap(({ consequences }) => consequences.map(({ text }) => text));
  expect(texts).toContain('clients of listener EXTERNAL have no address any more');
  expect(noListener.restart.mode).toBe('rolling');
});

it('beside another cluster no restart is promised, and no upgrade', async () => {
  const [old, fresh] = await Promise.all(
    ['multi-zookeeper', 'multi-broker'].map((name) => renderedModel(resolved(name), 'compose')),
  );
  const { changes, restart } = diffOf(old!, fresh!);
  const restarts = changes.flatMap(({ consequences }) => consequences.flatMap((one) => one.restart ?? []));
  expect(restarts).toEqual(['all at once']);
  expect(restart).toEqual({ mode: 'all at once', nodes: [] });
  expect(rulesOf(changes)).not.toContain('version');
  expect(rulesOf(changes)).not.toContain('identity');
});

it('what one side tells nothing of is not gone', async () => {
  const model = await renderedModel(resolved('multi-broker'), 'compose');
  const live = { ...without(model, (id) => id.startsWith('network ')), untold: ['form', 'health'] as const };
  expect(diffOf(model, live).changes).toEqual([]);
  expect(diffOf(model, { ...live, untold: [] }).changes).not.toEqual([]);
});

it('a namespace of somebody’s own is none of what runs, and one that klab made is', async () => {
  const model = await renderedModel(resolved('multi-broker'), 'kubernetes');
  const elsewhere = without(model, (id) => id === 'Namespace');
  const labels = ['a', 'live'] as const;
  expect(diffModels({ before: model, after: elsewhere, labels, isLive: true }).changes).toEqual([]);
  expect(diffModels({ before: model, after: elsewhere, labels }).changes).not.toEqual([]);
});
