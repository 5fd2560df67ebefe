/** What happens to nodes during a drill and is not its doing is told, and what is its doing is not. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IncidentEvent } from '../../../../src/drills/record/history.ts';
import { incidentSentence, incidentsOf } from '../../../../src/drills/record/incidents.ts';
import { NodeWatch } from '../../../../src/drills/watch/node-watch.ts';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { RuntimeError } from '../../../../src/errors.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { NodeStatus } from '../../../../src/cluster/node-status.ts';
import { resolved } from '../../../support/topologies.ts';

const watches: NodeWatch[] = [];
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
});

/** A watched cluster whose nodes are what the test says. */
async function watched(topologyName = 'multi-broker', restarter?: string) {
  const topology = resolved(topologyName);
  const running = (id: string): NodeStatus => ({ id, state: 'running', life: `${id}/1` });
  const states = new Map(topology.nodes.map(({ id }) => [id, running(id)]));
  const log: string[] = ['[2026-01-01 00:00:00,000] ERROR of long ago (kafka.Old)'];
  let silence: string | undefined;
  let looks = 0;
  const set = (id: string, change: Partial<NodeStatus>): void =>
    void states.set(id, { ...states.get(id)!, ...change });
  const given: Partial<RunningCluster> = {
    instance: { id: `${topologyName}-local` } as RunningCluster['instance'],
    topology,
    status: async () => {
      looks += 1;
      if (silence !== undefined) throw new RuntimeError('engine-unavailable', silence);
      return [...states.values()];
    },
    kill: async (id) => set(id, { state: 'stopped' }),
    start: async (id) => set(id, { state: 'running', life: `${id}/by the drill` }),
    logs: async () => [...log],
    restarterOf: () => restarter,
  };
  const recorder = new Recorder();
  const watch = new NodeWatch(given as RunningCluster, recorder);
  watches.push(watch);
  await watch.start();
  // Brokers answer, as the observer would tell.
  for (const broker of [1, 2, 3]) recorder.record({ type: 'reach', broker, answers: true });
  const told = (): readonly string[] =>
    recorder
      .eventsSoFar()
      .filter((event): event is IncidentEvent => event.type === 'incident')
      .map(
        ({ what, nodeId = 'engine', because }) =>
          `${nodeId} ${what}${because === undefined ? '' : `: ${because}`}`,
      );
  return {
    watch,
    recorder,
    set,
    log,
    told,
    fallSilent: (text?: string) => void (silence = text),
    looks: () => looks,
  };
}

const timeout = 10_000;

describe('NodeWatch', () => {
  it('tells of a node that ended, with the cause in what its log says since, and that it is back', async () => {
    const { watch, set, log, told } = await watched();
    log.push(
      '[2026-01-01 00:10:00,000] WARN slow (kafka.Log)',
      'java.io.IOException: No space left on device',
    );
    set('broker-3', { state: 'stopped' });
    await expect.poll(told, { timeout }).toEqual(['broker-3 ended: No space left on device']);
    expect(watch.lasting().map(({ nodeId }) => nodeId)).toEqual(['broker-3']);
    set('broker-3', { state: 'running', life: 'broker-3/2' });
    await expect.poll(told, { timeout }).toHaveLength(2);
    expect(told()[1]).toBe('broker-3 back');
    expect(watch.lasting()).toEqual([]);
  });

  it('tells of one that is paused, cut off, or runs anew between two looks', async () => {
    const { set, told } = await watched();
    set('broker-1', { state: 'paused' });
    set('broker-2', { isolated: 'all' });
    set('broker-3', { life: 'broker-3/2', ended: 'exit code 137' });
    await expect
      .poll(
        () =>
          told()
            .filter((text) => !text.endsWith('back'))
            .toSorted(),
        { timeout },
      )
      .toEqual([
        'broker-1 paused',
        'broker-2 cut-off',
        'broker-3 restarted: its log tells no cause (exit code 137)',
      ]);
  });

  it('says nothing of what the drill does, and tells who undoes it', async () => {
    const { watch, recorder, set, told } = await watched();
    await watch.cluster.kill('broker-1');
    await watch.cluster.kill('broker-2');
    await watch.cluster.start('broker-2');
    recorder.record({ type: 'heal', edge: 'end', fault: 'kill', nodeId: 'broker-2', node: 2, broker: true });
    set('broker-1', { state: 'running', life: 'broker-1/2' });
    await expect.poll(told, { timeout }).toEqual(['broker-1 started']);
  });

  it('ends a node that ends again after each start of the drill, and says why', async () => {
    const { watch, set, log, told } = await watched();
    await watch.cluster.kill('broker-1');
    await watch.cluster.start('broker-1');
    log.push('java.io.IOException: No space left on device');
    set('broker-1', { state: 'stopped' });
    await watch.cluster.start('broker-1');
    set('broker-1', { state: 'stopped' });
    await expect(watch.cluster.start('broker-1')).rejects.toThrow(
      'broker-1 ends again after each start: No space left on device',
    );
    expect(told()[0]).toBe('broker-1 ended: No space left on device');
  });

  it('tells of an engine that falls silent, and answers again', async () => {
    const { fallSilent, told } = await watched();
    fallSilent('Docker Engine does not answer');
    await expect.poll(told, { timeout }).toEqual(['engine engine-silent: Docker Engine does not answer']);
    fallSilent();
    await expect.poll(told, { timeout }).toContain('engine engine-back');
  });

  it('tells of a broker that the others no longer count, though it runs', async () => {
    const { watch, recorder, told } = await watched();
    await new Promise((resolve) => setTimeout(resolve, 600));
    recorder.record({ type: 'fencing', seenBy: 1, broker: 2, fenced: true });
    // One that has just started knows nobody yet.
    recorder.record({ type: 'fencing', seenBy: 1, broker: 3, fenced: true });
    recorder.record({ type: 'fencing', seenBy: 3, broker: 2, fenced: true });
    await expect.poll(told, { timeout }).toEqual(['broker-2 fenced']);
    recorder.record({ type: 'fencing', seenBy: 1, broker: 2, fenced: false });
    await expect.poll(told, { timeout }).toEqual(['broker-2 fenced', 'broker-2 back']);
    const [first] = incidentsOf(recorder.eventsSoFar());
    expect(incidentSentence(first!)).toMatch(/, for \d+\.\d s, not by this drill$/);
    // The same of a node that the drill has broken and given back.
    await watch.cluster.kill('broker-2');
    await watch.cluster.start('broker-2');
    recorder.record({ type: 'reach', broker: 2, answers: true });
    const fence = (fenced: boolean): void => {
      for (const seenBy of [1, 3]) recorder.record({ type: 'fencing', seenBy, broker: 2, fenced });
    };
    const sentences = (): readonly string[] =>
      incidentsOf(recorder.eventsSoFar()).map(incidentSentence).slice(1);
    await expect
      .poll(
        async () => {
          // Once it was seen to be counted again; whenever that is.
          if (sentences().length === 0) fence(false);
          await new Promise((resolve) => setTimeout(resolve, 600));
          if (sentences().length === 0) fence(true);
          return sentences();
        },
        { timeout, interval: 1_000 },
      )
      .toEqual([expect.stringMatching(/ at .*, after this drill gave it back, to the end of the drill$/)]);
  });

  it('takes it for a result that a killed node comes back where something always starts it, and for no incident', async () => {
    const { watch, recorder, set, told } = await watched('multi-broker', 'StatefulSet shop');
    await watch.cluster.kill('broker-2');
    set('broker-2', { state: 'running', life: 'broker-2/2' });
    const returned = () => recorder.eventsSoFar().find((event) => event.type === 'return');
    await vi.waitFor(() => expect(returned()).toBeDefined(), timeout);
    expect(returned()).toMatchObject({ nodeId: 'broker-2', node: 2, by: 'StatefulSet shop' });
    expect(returned()!.afterMs).toBeGreaterThan(0);
    expect(told()).toEqual([]);
  });

  it('says of a node that ended what started it again, where that was a restart policy', async () => {
    const { recorder, set, told } = await watched();
    const startedBy = 'restart policy always';
    set('broker-3', { life: 'broker-3/2', ended: 'exit code 137', startedBy });
    await expect.poll(told, { timeout }).toHaveLength(2);
    set('broker-2', { state: 'stopped' });
    await expect.poll(told, { timeout }).toHaveLength(3);
    set('broker-2', { state: 'running', life: 'broker-2/2', startedBy });
    await expect.poll(told, { timeout }).toHaveLength(4);
    expect(incidentsOf(recorder.eventsSoFar()).map(incidentSentence)).toEqual([
      expect.stringMatching(
        /^broker-3 ended .* by this drill, and came back by itself after [\d.]+ s \(restart policy always\): /,
      ),
      expect.stringMatching(
        /^broker-2 ended .* by this drill, and came back by itself after [\d.]+ s \(restart policy always\): /,
      ),
    ]);
  });

  it('takes it for no incident that a broker ends over its own session of before and is started again', async () => {
    const { watch, recorder, set, log, told, looks } = await watched('zk-multiple-kafka-multiple');
    await watch.cluster.kill('kafka2');
    await watch.cluster.start('kafka2');
    log.push(
      '[2026-01-01 00:10:00,000] ERROR Error while creating ephemeral at /brokers/ids/2, node already exists (kafka.zk.KafkaZkClient)',
    );
    // Seen since its start, so that the next run is known to be another.
    const before = looks();
    await expect.poll(looks, { timeout }).toBeGreaterThan(before + 1);
    set('kafka2', { life: 'kafka2/3', startedBy: 'restart policy unless-stopped' });
    const steps = (): readonly string[] =>
      recorder.eventsSoFar().flatMap((event) => (event.type === 'step' ? [event.text] : []));
    await expect
      .poll(steps, { timeout })
      .toEqual([
        'kafka2 ended over its session of before, which ZooKeeper still had, and came back by itself (restart policy unless-stopped)',
      ]);
    expect(told()).toEqual([]);
    set('kafka3', { life: 'kafka3/2' });
    await expect
      .poll(told, { timeout })
      .toContain('kafka3 restarted: Error while creating ephemeral at /brokers/ids/2, node already exists');
  });

  it('takes it for an incident that a killed node comes back where nothing starts it', async () => {
    const { watch, set, told } = await watched();
    await watch.cluster.kill('broker-2');
    set('broker-2', { state: 'running', life: 'broker-2/2' });
    await vi.waitFor(() => expect(told()).toEqual(['broker-2 started']), timeout);
  });
});
