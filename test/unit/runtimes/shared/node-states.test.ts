import { describe, expect, it } from 'vitest';
import {
  assertPossible,
  assertRuns,
  knownNode,
  upCommandOf,
  type NodeAction,
} from '../../../../src/runtimes/shared/node-states.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import type { NodeState } from '../../../../src/cluster/node-status.ts';
import { kubernetesRuntime } from '../../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('multi-zookeeper');
const instance = { id: 'multi-zookeeper-local', topology, runtime: 'local', portOffset: 0 } as Instance;

/** Runs what is named in the states, with all else stopped. */
function assertOn(states: Readonly<Record<string, NodeState>>, what: 'anything' | 'a broker'): void {
  assertRuns(
    instance,
    topology.nodes.map(({ id }) => ({ id, state: states[id] ?? 'stopped' })),
    what,
    {},
  );
}

describe('what must run to be asked', () => {
  it.each(['anything', 'a broker'] as const)('is not there where nothing runs: %s', (what) => {
    expect(() => assertOn({}, what)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: 'multi-zookeeper-local is down; bring it up: klab up multi-zookeeper --on local',
      }),
    );
  });

  it('is a broker for checks and drills, and any node for whoever only watches', () => {
    expect(() => assertOn({ 'zookeeper-1': 'running' }, 'a broker')).toThrow(
      'no broker of multi-zookeeper-local runs; bring them back: klab up multi-zookeeper --on local',
    );
    expect(() => assertOn({ 'broker-2': 'paused', 'zookeeper-1': 'running' }, 'a broker')).toThrow(
      'no broker of multi-zookeeper-local runs; broker-2 is paused; resume it first: klab resume multi-zookeeper-local broker-2',
    );
    expect(() => assertOn({ 'zookeeper-1': 'running' }, 'anything')).not.toThrow();
    expect(() => assertOn({ 'broker-3': 'running' }, 'a broker')).not.toThrow();
  });
});

describe('what can be done to a node', () => {
  const actions: readonly NodeAction[] = ['kill', 'stop', 'start', 'pause', 'resume', 'isolate'];
  const obstacles: Readonly<Record<NodeState, Partial<Record<NodeAction, string>>>> = {
    running: { start: 'broker-1 runs already (pid 7)', resume: 'broker-1 is not paused' },
    paused: {
      start: 'broker-1 runs already (pid 7)',
      pause: 'broker-1 is paused already',
      stop: 'broker-1 is paused and cannot end in order; resume it first, or kill it',
    },
    stopped: Object.fromEntries(
      actions
        .filter((action) => action !== 'start')
        .map((action) => [
          action,
          'broker-1 does not run; start it with: klab start multi-zookeeper-local broker-1',
        ]),
    ),
  };

  it.each(
    (['running', 'paused', 'stopped'] as const).flatMap((state) =>
      actions.map((action) => ({ state, action })),
    ),
  )('follows from its state: $action where it is $state', ({ state, action }) => {
    const node = { id: 'broker-1', state, ...(state !== 'stopped' && { handle: 'pid 7' }) };
    const outcome = ((): string | undefined => {
      try {
        assertPossible(action, node, instance);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(outcome).toBe(obstacles[state][action]);
  });

  it('is asked of nodes that there are', () => {
    expect(knownNode(instance, 'broker-2').number).toBe(2);
    expect(() => knownNode(instance, 'broker-9')).toThrow(
      'multi-zookeeper has no node broker-9; it has zookeeper-1, zookeeper-2, zookeeper-3, broker-1, broker-2, broker-3',
    );
  });
});

describe('the command that brings an instance up', () => {
  it.each([
    [{}, 'klab up multi-zookeeper --on local'],
    [
      { portOffset: 500, isolatable: true },
      'klab up multi-zookeeper --on local --port-offset 500 --isolatable',
    ],
  ])('says what is not by itself: %j', (more, command) => {
    expect(upCommandOf({ ...instance, ...more }, {})).toBe(command);
  });

  const place = { context: 'kind-shop', namespace: 'klab-orders', hostAccess: 'node-port' } as const;
  it.each([
    [{ madeByLab: true, kindCluster: 'shop' }, ''],
    [{ kindCluster: 'shop' }, ' --cluster shop'],
    [{}, ' --context kind-shop'],
    [{ kindCluster: 'shop', namespaceStays: true }, ' --context kind-shop --namespace klab-orders'],
  ])('names the place that up would not make by itself: %j', (more, words) => {
    const there: Instance = { ...instance, runtime: 'kubernetes', place: { ...place, ...more } };
    expect(upCommandOf(there, kubernetesRuntime)).toBe(`klab up multi-zookeeper --on kubernetes${words}`);
  });
});
