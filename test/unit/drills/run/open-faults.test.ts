/** What a drill breaks it brings back, from whatever state each node is in by then. */
import { describe, expect, it } from 'vitest';
import { OpenFaults } from '../../../../src/drills/run/open-faults.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { LabError, RuntimeError } from '../../../../src/errors.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { NodeStatus } from '../../../../src/cluster/node-status.ts';
import { resolved } from '../../../support/topologies.ts';

/** A cluster that notes what is done to it, and does it to nothing but the states it tells. */
function standIn(topologyName = 'multi-broker') {
  const topology = resolved(topologyName);
  const states = new Map<string, NodeStatus>(topology.nodes.map(({ id }) => [id, { id, state: 'running' }]));
  const done: string[] = [];
  const to =
    (action: string, state: NodeStatus['state']) =>
    async (id: string): Promise<void> => {
      done.push(`${action} ${id}`);
      states.set(id, { ...states.get(id)!, id, state });
    };
  const cluster: Partial<RunningCluster> = {
    instance: { id: `${topologyName}-compose` } as RunningCluster['instance'],
    topology,
    status: async () => [...states.values()],
    kill: to('kill', 'stopped'),
    stop: to('stop', 'stopped'),
    pause: to('pause', 'paused'),
    start: to('start', 'running'),
    resume: to('resume', 'running'),
    isolate: async (id, from) => {
      done.push(`isolate ${id} from ${from}`);
      states.set(id, { ...states.get(id)!, isolated: from });
    },
    heal: async (id) => {
      done.push(`heal ${id}`);
      states.set(id, { id, state: states.get(id)!.state });
    },
    loseUnflushed: async (id, topic) => {
      done.push(`take ${topic} from ${id}, which is ${states.get(id)!.state}`);
      return { logs: 2, batches: 1, bytes: 70 };
    },
    loseEverything: async (id) => void done.push(`take all from ${id}, which is ${states.get(id)!.state}`),
    killRack: async (rack) => void done.push(`kill rack ${rack}`),
    startRack: async (rack) => void done.push(`start rack ${rack}`),
  };
  const recorder = new Recorder();
  const faults = new OpenFaults({
    cluster: cluster as RunningCluster,
    recorder,
    topic: 'lab',
    startTimeoutMs: 20_000,
    obstacle: async () => (answering() ? undefined : 'it does not answer yet'),
  });
  return { topology, states, done, faults, cluster, recorder };
}

/** Whether the broker that was started is a member. */
let answering = (): boolean => true;

describe('OpenFaults', () => {
  it.each([
    ['kill', ['kill broker-1', 'start broker-1']],
    ['stop', ['stop broker-1', 'start broker-1']],
    ['power-off', ['kill broker-1', 'take lab from broker-1, which is stopped', 'start broker-1']],
    ['lose-disk', ['kill broker-1', 'take all from broker-1, which is stopped', 'start broker-1']],
    ['pause', ['pause broker-1', 'resume broker-1']],
    ['isolate', ['isolate broker-1 from all', 'heal broker-1']],
    ['isolate-from-cluster', ['isolate broker-1 from cluster', 'heal broker-1']],
    ['isolate-from-controllers', ['isolate broker-1 from controllers', 'heal broker-1']],
  ] as const)('%s is undone', async (fault, expected) => {
    const { topology, done, faults } = standIn();
    const nodes = topology.nodes.slice(0, 1);
    faults.note(fault, nodes);
    await faults.inflict(fault, nodes);
    expect(faults.nodes).toEqual(nodes);
    await faults.heal();
    await faults.heal();
    expect(done).toEqual(expected);
    expect(faults.nodes).toEqual([]);
  });

  it('leaves a node alone that its fault did not hit', async () => {
    const { topology, done, faults } = standIn();
    faults.note('kill', topology.nodes.slice(0, 1));
    await faults.heal();
    expect(done).toEqual([]);
  });

  it('counts a node once that was paused and then killed', async () => {
    const { topology, done, faults } = standIn();
    const nodes = topology.nodes.slice(0, 1);
    for (const fault of ['pause', 'kill'] as const) {
      faults.note(fault, nodes);
      await faults.inflict(fault, nodes);
    }
    expect(faults.nodes).toEqual(nodes);
    await faults.heal();
    expect(done).toEqual(['pause broker-1', 'kill broker-1', 'start broker-1']);
  });

  it('starts a node that was killed while it was cut off, and reconnects it', async () => {
    const { topology, states, done, faults } = standIn();
    faults.note('isolate', topology.nodes.slice(0, 1));
    states.set('broker-1', { id: 'broker-1', state: 'stopped', isolated: 'all' });
    await faults.heal();
    expect(done).toEqual(['heal broker-1', 'start broker-1']);
  });

  it('takes a rack away and back as one, and then what of it does not run', async () => {
    const { topology, states, done, faults } = standIn('three-racks');
    const nodes = topology.nodes.filter(({ rack }) => rack === 'a');
    faults.note('kill', nodes, 'a');
    await faults.inflict('kill', nodes, 'a');
    states.set('broker-4', { id: 'broker-4', state: 'stopped' });
    await faults.heal();
    expect(done).toEqual(['kill rack a', 'start rack a', 'start broker-4']);
  });

  it('tries all of them, and names those that stay away', async () => {
    const { topology, done, faults, cluster } = standIn();
    faults.note('kill', topology.nodes);
    await faults.inflict('kill', topology.nodes);
    const { start } = cluster;
    Object.assign(cluster, {
      start: (id: string) =>
        id === 'broker-2' ? Promise.reject(new LabError('node-state', 'no disk')) : start!(id),
    });
    await expect(faults.heal()).rejects.toThrow(
      'broker-2 could not be brought back: no disk; try again: klab start multi-broker-compose broker-2',
    );
    expect(done.slice(3)).toEqual(['start broker-1', 'start broker-3']);
  });

  it('waits for a node to end of which nobody heard whether it does, and starts it', async () => {
    const { topology, states, done, faults, cluster } = standIn();
    const nodes = topology.nodes.slice(1, 2);
    let looks = 0;
    Object.assign(cluster, {
      // The engine goes on with what it was told, and the node ends after some looks.
      stop: () => Promise.reject(new RuntimeError('engine-refused', 'something outside klab ended it')),
      status: async () => {
        looks += 1;
        if (looks === 4) states.set('broker-2', { id: 'broker-2', state: 'stopped' });
        return [...states.values()];
      },
    });
    faults.note('stop', nodes);
    await expect(faults.inflict('stop', nodes)).rejects.toThrow('something outside klab ended it');
    await faults.heal();
    expect(done).toEqual(['start broker-2']);
    expect(states.get('broker-2')?.state).toBe('running');
  });

  it('names all of them where nobody can say how they are', async () => {
    const { topology, faults, cluster } = standIn();
    const nodes = topology.nodes.slice(0, 2);
    faults.note('kill', nodes);
    await faults.inflict('kill', nodes);
    Object.assign(cluster, {
      status: () => Promise.reject(new LabError('cluster-unavailable', 'no answer')),
    });
    await expect(faults.heal()).rejects.toThrow('broker-1, broker-2 could not be brought back: no answer');
  });

  it('starts a broker again that ended because ZooKeeper still had its session', async () => {
    const { topology, states, done, faults, cluster } = standIn('multi-zookeeper');
    const broker = topology.nodes.filter(({ id }) => id === 'broker-1');
    faults.note('kill', broker);
    await faults.inflict('kill', broker);
    // It runs for many looks before it finds out, as on a busy machine.
    let looks = 0;
    const { status } = cluster;
    Object.assign(cluster, {
      runLog: async () => [
        '[2026-11-26 22:10:02,001] ERROR Error while creating ephemeral, node already exists (a.B)',
      ],
      status: async () => {
        looks += 1;
        if (looks === 3 || looks === 6) states.set('broker-1', { id: 'broker-1', state: 'stopped' });
        return status!();
      },
    });
    answering = () => looks > 7;
    await faults.heal();
    expect(done).toEqual(['kill broker-1', 'start broker-1', 'start broker-1', 'start broker-1']);
  });

  it('that came back by itself is broken no more, and is not started', async () => {
    const { faults, topology, recorder, done } = standIn();
    const [node] = topology.nodes.filter(({ id }) => id === 'broker-2');
    faults.note('kill', [node!]);
    await faults.inflict('kill', [node!]);
    recorder.record({ type: 'return', nodeId: 'broker-2', node: 2, by: 'StatefulSet shop', afterMs: 3_100 });
    expect(faults.nodes).toEqual([]);
    await faults.heal();
    expect(done).toEqual(['kill broker-2']);
    const told = recorder.eventsSoFar().flatMap((event) => (event.type === 'step' ? [event.text] : []));
    expect(told).toEqual(['broker-2 came back by itself after 3.1 s (StatefulSet shop)']);
    const healed = recorder.eventsSoFar().filter(({ type }) => type === 'heal');
    expect(healed).toMatchObject([{ edge: 'start' }, { edge: 'end' }]);
  });

  it('that nobody saw coming back came back by itself all the same, unless it was only held', async () => {
    for (const [fault, returns] of [
      ['kill', 1],
      ['pause', 0],
    ] as const) {
      const { faults, topology, recorder, cluster, states, done } = standIn();
      Object.assign(cluster, { restarterOf: () => 'Deployment shop' });
      const [node] = topology.nodes.filter(({ id }) => id === 'broker-2');
      faults.note(fault, [node!]);
      await faults.inflict(fault, [node!]);
      states.set('broker-2', { id: 'broker-2', state: 'running' });
      await faults.heal();
      expect(done).toEqual([`${fault} broker-2`]);
      expect(recorder.eventsSoFar().filter(({ type }) => type === 'return')).toHaveLength(returns);
    }
  });

  it('that something else starts is waited for, and came back by itself', async () => {
    const { faults, topology, recorder, cluster, states } = standIn();
    Object.assign(cluster, { restarterOf: () => 'StatefulSet shop' });
    const [node] = topology.nodes.filter(({ id }) => id === 'broker-2');
    faults.note('kill', [node!]);
    await faults.inflict('kill', [node!]);
    await faults.heal();
    expect(states.get('broker-2')?.state).toBe('running');
    const told = recorder.eventsSoFar().flatMap((event) => (event.type === 'step' ? [event.text] : []));
    expect(told).toEqual([
      'wait for StatefulSet shop to start broker-2',
      expect.stringMatching(/^broker-2 came back by itself after \d+\.\d s \(StatefulSet shop\)$/),
    ]);
  });
});
