/** A rack without machines of its own is all of its nodes at once. */
import { expect, it } from 'vitest';
import { killRack, nodesOfRack, startRack } from '../../../src/cluster/racks.ts';
import type { Observable } from '../../../src/cluster/capabilities.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import type { NodeState } from '../../../src/cluster/node-status.ts';
import type { Runtime } from '../../../src/cluster/runtime.ts';
import { resolved } from '../../support/topologies.ts';

const instance: Instance = {
  schemaVersion: 1,
  id: 'three-racks-local',
  runtime: 'local',
  portOffset: 0,
  topology: resolved('three-racks'),
  filesDir: '/nowhere',
  createdAt: '2026-01-01T00:00:00Z',
};

/** A runtime that notes what is asked of it, with all nodes in one state but those that are named. */
function noting(state: NodeState, others: Readonly<Record<string, NodeState>> = {}) {
  const done: string[] = [];
  const note =
    (verb: string) =>
    (_: Instance, id: string): Promise<void> => {
      done.push(`${verb} ${id}`);
      return Promise.resolve();
    };
  const status: Observable['status'] = ({ topology }) =>
    Promise.resolve(topology.nodes.map(({ id }) => ({ id, state: others[id] ?? state })));
  const verbs = { kill: note('kill'), start: note('start'), stop: note('stop') };
  const signals = { ...verbs, pause: note('pause'), resume: note('resume') };
  const probeListener = (): Promise<never> => Promise.reject(new Error('nobody asks'));
  const runtime: Runtime = { name: 'local', observe: { status, probeListener }, signals };
  return { runtime, done };
}

it('kills what runs in the rack, paused nodes too, and starts what does not', async () => {
  const up = noting('running', { 'broker-1': 'paused', 'broker-4': 'stopped' });
  await killRack(up.runtime, instance, 'a');
  expect(up.done.toSorted()).toEqual(['kill broker-1', 'kill controller-101']);

  const down = noting('running', { 'broker-1': 'stopped', 'broker-2': 'stopped' });
  await startRack(down.runtime, instance, 'a');
  expect(down.done).toEqual(['start broker-1']);
});

it('refuses what is done already', async () => {
  await expect(killRack(noting('stopped').runtime, instance, 'b')).rejects.toThrow(
    'rack b does not run; start it with: klab start three-racks-local rack:b',
  );
  await expect(startRack(noting('running').runtime, instance, 'b')).rejects.toThrow('rack b runs already');
});

it('lets a runtime with machines do it', async () => {
  const { runtime, done } = noting('running');
  const killed: string[] = [];
  const withMachines: Runtime = {
    ...runtime,
    racks: {
      killRack: (_, rack) => Promise.resolve(void killed.push(rack)),
      startRack: () => Promise.resolve(),
    },
  };
  await killRack(withMachines, instance, 'c');
  expect([killed, done]).toEqual([['c'], []]);
});

it('lists the racks that there are', () => {
  expect(nodesOfRack(instance.topology, 'a').map(({ id }) => id)).toEqual([
    'controller-101',
    'broker-1',
    'broker-4',
  ]);
  expect(() => nodesOfRack(instance.topology, 'd')).toThrow('three-racks has no rack "d"; it has a, b, c');
  expect(() => nodesOfRack(resolved('multi-broker'), 'a')).toThrow(
    'multi-broker has no rack "a"; it has no racks',
  );
});
