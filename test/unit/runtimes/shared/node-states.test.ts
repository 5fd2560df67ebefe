import { describe, expect, it } from 'vitest';
import { assertRuns } from '../../../../src/runtimes/shared/node-states.ts';
import type { Instance, NodeState } from '../../../../src/cluster/runtime.ts';
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
