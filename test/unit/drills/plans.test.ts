/** The catalogue: which topology can have which drill, and that each ends with everything healed. */
import { describe, expect, it } from 'vitest';
import { stepsProblems, planProblems } from '../../../src/drills/plan/check-plan.ts';
import { drillNamed, drills } from '../../../src/drills/index.ts';
import { twoVoters } from '../../../src/drills/plan/plans/quorum-faults.ts';
import { stepsOf, type DrillPlan } from '../../../src/drills/plan/plan.ts';
import { topologyNames } from '../../../topologies/index.ts';
import { secureZookeeper } from '../../../topologies/secure-zookeeper.ts';
import { withDynamicQuorum } from '../../../src/cluster/changed/with-controllers.ts';
import { resolved } from '../../support/topologies.ts';

const pairs = drills.flatMap((plan) => topologyNames.map((name) => [plan.name, name, plan] as const));

function possible(plan: DrillPlan, name: string): boolean {
  return plan.preconditions?.(resolved(name)) === undefined;
}

describe('the catalogue', () => {
  it('has one drill of each name, and each is a plan', () => {
    expect(new Set(drills.map(({ name }) => name)).size).toBe(drills.length);
    expect(drills.flatMap(planProblems)).toEqual([]);
  });

  // What kills a client breaks no node.
  const ofNodes = pairs.filter(([, , { members = 1 }]) => members === 1);

  it.each(ofNodes.filter(([, topology, plan]) => possible(plan, topology)))(
    '%s on %s heals what it breaks',
    (_name, topology, plan) => {
      const steps = stepsOf(plan, resolved(topology));
      expect(stepsProblems(steps)).toEqual([]);
      const kinds = steps.map(({ kind }) => kind);
      expect(kinds).toContain('fault');
      expect(kinds.lastIndexOf('heal')).toBeGreaterThan(kinds.lastIndexOf('fault'));
      expect(steps.slice(kinds.lastIndexOf('heal'))).toContainEqual(
        expect.objectContaining({ kind: 'await', until: 'full-isr' }),
      );
    },
  );

  it.each(pairs.filter(([, topology, plan]) => !possible(plan, topology)))(
    '%s on %s says why it cannot be had, and what can have it',
    (_name, topology, plan) => {
      const obstacle = plan.preconditions?.(resolved(topology)) ?? '';
      expect(obstacle).toMatch(plan === twoVoters ? /^(its?|the) / : /^its? .*; use [a-z-]+$/);
      const [, use = 'multi-broker-isolated'] = obstacle.split('; use ');
      const able = plan === twoVoters ? withDynamicQuorum(resolved(use)) : resolved(use);
      expect(plan.preconditions?.(able)).toBeUndefined();
    },
  );

  it('knows what each topology lacks', () => {
    const names = (topology: string): string[] =>
      drills.filter((plan) => !possible(plan, topology)).map(({ name }) => name);
    const apart = ['lose-quorum', 'reformatted-voter', 'two-voters'];
    const zooKeeper = ['lose-zookeeper', 'lose-zookeeper-quorum'];
    const certificates = ['rotate-certificates', 'expire-certificate'];
    expect(names('three-racks')).toEqual(['two-voters', ...zooKeeper, ...certificates]);
    expect(names('multi-broker')).toEqual([
      'last-replica-standing',
      ...apart,
      ...zooKeeper,
      'lose-zone',
      ...certificates,
    ]);
    expect(names('multi-zookeeper')).toEqual([...apart, 'lose-zone', ...certificates]);
    expect(names('secure')).not.toContain('rotate-certificates');
    expect(names('single-broker')).toEqual([
      'isolate-from-controller',
      'kill-coordinator',
      'kill-follower',
      'lose-min-isr',
      'last-replica-standing',
      ...apart,
      ...zooKeeper,
      'lose-zone',
      ...certificates,
    ]);
  });

  it('gives every node new certificates in turn, those first that others depend on', () => {
    const order = stepsOf(drillNamed('rotate-certificates'), secureZookeeper().resolve()).flatMap((step) =>
      step.kind === 'fault' && typeof step.target === 'object' ? [step.target.nodeId] : [],
    );
    const once = ['zookeeper-1', 'zookeeper-2', 'zookeeper-3', 'broker-1', 'broker-2', 'broker-3'];
    expect(order).toEqual([...once, ...once, ...once]);
  });

  it('restarts every broker once, one at a time', () => {
    const steps = stepsOf(drillNamed('rolling-restart'), resolved('multi-broker'));
    const order = steps.flatMap((step): unknown[] => {
      if (step.kind === 'fault') return [step.target];
      return step.kind === 'heal' ? ['heal'] : [];
    });
    const brokers = [1, 2, 3].flatMap((number) => [{ nodeId: `broker-${number}` }, 'heal']);
    expect(order).toEqual(brokers);
  });
});

describe('planProblems', () => {
  const plan = { name: 'mine', summary: 'what I want', steps: [{ kind: 'heal' }] };

  it.each([
    [undefined, 'it exports no plan by default; use export default { … }'],
    [
      { ...plan, name: 'My Plan' },
      'name "My Plan" is not possible; use lower-case letters, digits and dashes',
    ],
    [{ ...plan, summary: 3 }, 'summary is missing; use one line of text'],
    [{ ...plan, steps: 3 }, 'steps are missing; use a list of steps, or a function from a topology to one'],
    [{ ...plan, expectation: 3 }, 'expectation is no function'],
    [
      { ...plan, steps: [3] },
      'step 1: kind undefined is unknown; use fault, await, traffic, heal, lose-member, await-clients, elect-preferred, run',
    ],
    [
      { ...plan, steps: [{ kind: 'fault', fault: 'burn', target: 'leader' }] },
      'step 1: fault "burn" is unknown; use kill, stop, pause, power-off, lose-disk, isolate, isolate-from-cluster, isolate-from-controllers',
    ],
    [
      { ...plan, steps: [{ kind: 'heal' }, { kind: 'fault', fault: 'kill', target: 'broker-1' }] },
      /^step 2: target "broker-1" is unknown; use leader, .*same or \{ nodeId \}$/,
    ],
    [
      { ...plan, steps: [{ kind: 'traffic', durationMs: 0 }] },
      'step 1: durationMs 0 is not possible; use milliseconds above 0',
    ],
    [
      { ...plan, steps: [{ kind: 'await', until: 'sunset' }] },
      /^step 1: until "sunset" is unknown; use leaders-moved/,
    ],
    [{ ...plan, steps: [{ kind: 'run', text: 'x' }] }, 'step 1: run is no function'],
  ])('%j: %s', (value, problem) => {
    expect(planProblems(plan)).toEqual([]);
    const [found = '', ...more] = planProblems(value);
    expect(found).toMatch(problem);
    expect(more).toEqual([]);
  });
});
