/** What was broken is looked at until it is back, whatever an engine says at first. */
import { describe, expect, it } from 'vitest';
import { bringBack, leavesOpen, leftBehind } from '../../../../src/client/nodes/bring-back.ts';
import { InterruptedError, LabError, RuntimeError } from '../../../../src/errors.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import type { NodeStatus } from '../../../../src/cluster/node-status.ts';

/** A cluster of which every look shows the next of these states; the last one stays until something is done to the node. */
function cluster(...looks: Partial<NodeStatus>[]) {
  const done: string[] = [];
  let now: Partial<NodeStatus>[] = looks;
  const act = (what: string) => async (id: string) => {
    done.push(`${what} ${id}`);
    now = [{ state: 'running' }];
  };
  const stand: Partial<RunningCluster> = {
    instance: { id: 'multi-broker-compose' } as RunningCluster['instance'],
    status: async () => {
      const [state = {}] = now.length > 1 ? now.splice(0, 1) : now;
      return [{ id: 'broker-2', state: 'running', ...state }];
    },
    start: act('start'),
    resume: act('resume'),
    heal: async (id) => void done.push(`heal ${id}`),
  };
  return { done, stand: stand as RunningCluster };
}

const quick = { timeoutMs: 2_000, intervalMs: 1, settleMs: 100 };
const running: Partial<NodeStatus> = { state: 'running' };
const stopped: Partial<NodeStatus> = { state: 'stopped' };

describe('a node that was told to end', () => {
  it('and still runs when it is looked at is started once it has ended', async () => {
    const { done, stand } = cluster(running, running, running, stopped);
    expect(await bringBack(stand, [{ id: 'broker-2', unsettled: true }], quick)).toEqual([]);
    expect(done).toEqual(['start broker-2']);
  });

  it('and never does is left alone, after its time', async () => {
    const { done, stand } = cluster(running);
    const startedMs = performance.now();
    expect(await bringBack(stand, [{ id: 'broker-2', unsettled: true }], quick)).toEqual([]);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(quick.settleMs);
    expect(done).toEqual([]);
  });

  it('and is seen ending is waited for, however long that takes', async () => {
    const ending = Array.from({ length: 30 }, () => ({ ...running, ending: true }));
    const { done, stand } = cluster(...ending, stopped);
    expect(await bringBack(stand, [{ id: 'broker-2' }], quick)).toEqual([]);
    expect(done).toEqual(['start broker-2']);
  });
});

describe('a node', () => {
  it('that runs is left alone', async () => {
    const { done, stand } = cluster(running);
    expect(await bringBack(stand, [{ id: 'broker-2' }], quick)).toEqual([]);
    expect(done).toEqual([]);
  });

  it('that ends again after its start is started again', async () => {
    const { done, stand } = cluster(stopped);
    const start = (id: string): Promise<void> => stand.start(id);
    let starts = 0;
    const flaky = {
      ...stand,
      start: async (id: string) => ((starts += 1), starts < 3 ? undefined : start(id)),
    };
    expect(await bringBack(flaky, [{ id: 'broker-2' }], quick)).toEqual([]);
    expect(starts).toBe(3);
    expect(done).toEqual(['start broker-2']);
  });

  it('that is met in another state than it was seen in is looked at again', async () => {
    const { stand } = cluster(stopped, running);
    const refusing = { ...stand, start: () => Promise.reject(new LabError('node-state', 'runs already')) };
    expect(await bringBack(refusing, [{ id: 'broker-2' }], quick)).toEqual([]);
  });

  it('that cannot be brought back is left, with its reason and the command', async () => {
    const { stand } = cluster(stopped);
    const refusing = { ...stand, start: () => Promise.reject(new LabError('port-taken', 'no port')) };
    const left = await bringBack(refusing, [{ id: 'broker-2' }], quick);
    expect(leftBehind(stand, left).message).toBe(
      'broker-2 could not be brought back: no port; try again: klab start multi-broker-compose broker-2',
    );
  });

  it('that is not back in time is left, with what was missing', async () => {
    const { stand } = cluster({ ...running, ending: true });
    const [left] = await bringBack(stand, [{ id: 'broker-2' }], { ...quick, timeoutMs: 20 });
    expect(left).toMatchObject({
      id: 'broker-2',
      cause: { message: 'waited 20 ms for broker-2 to be back: broker-2 is still ending' },
    });
  });

  it('of which nobody can say how it is, is left', async () => {
    const stand = { ...cluster().stand, status: () => Promise.reject(new Error('no answer')) };
    const left = await bringBack(stand, [{ id: 'broker-1' }, { id: 'broker-2' }], quick);
    expect(left.map(({ id }) => id)).toEqual(['broker-1', 'broker-2']);
  });
});

it('knows which errors say that nothing was done', () => {
  expect(leavesOpen(new LabError('node-state', 'is paused'))).toBe(false);
  expect(leavesOpen(new RuntimeError('engine-refused', 'something outside klab ended it'))).toBe(true);
  expect(leavesOpen(new RuntimeError('not-ready', 'waited 90000 ms for broker-2 to end'))).toBe(true);
  expect(leavesOpen(new InterruptedError())).toBe(true);
});
