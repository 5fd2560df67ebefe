import { describe, expect, it } from 'vitest';
import type { PodObject } from '../../../../../src/runtimes/kubernetes/kubectl/objects.ts';
import { problemOf, type EventObject } from '../../../../../src/runtimes/kubernetes/objects/pod-reading.ts';

/** A pod as the API server shows it, with one container in this state. */
function pod(container?: object, status: object = {}): PodObject {
  const image = 'apache/kafka:4.3.1';
  return {
    metadata: { name: 'broker-1-0', uid: 'u1', labels: { 'klab.node': 'broker-1' } },
    status: {
      phase: 'Pending',
      ...status,
      ...(container && { containerStatuses: [{ image, restartCount: 0, ...container }] }),
    },
  };
}

function event(message: string, about: object = {}, more: object = {}): EventObject {
  const involvedObject = { kind: 'Pod', name: 'broker-1-0', uid: 'u1', ...about };
  const metadata = { name: 'e1', resourceVersion: '7' };
  return { metadata, involvedObject, message, lastTimestamp: '2026-11-22T22:00:00Z', ...more };
}

const problem = (found: PodObject | undefined, ...events: EventObject[]): unknown =>
  problemOf('broker-1', found, events);

const quota = event(
  'create Pod broker-1-0 in StatefulSet broker-1 failed error: pods "broker-1-0" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
  { kind: 'StatefulSet', name: 'broker-1', uid: 's1' },
  { reason: 'FailedCreate' },
);

describe('a node', () => {
  it('that runs has no problem', () => {
    expect(problem(pod({ state: { running: {} } }))).toBeUndefined();
  });

  it('without a pod: what its StatefulSet says', () => {
    expect(problem(undefined)).toEqual({ nodeId: 'broker-1', reason: 'has no pod yet' });
    expect(problem(undefined, quota)).toEqual({
      nodeId: 'broker-1',
      reason:
        'has no pod: pods "broker-1-0" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0; have quota small raised',
      final: 'cluster-refused',
    });
    // A namespace gets its service account a moment after it was made.
    const soon = { ...quota, message: 'error looking up service account x/default: not found' };
    expect(problem(undefined, soon)).not.toHaveProperty('final');
  });

  it('without a pod: not what was said before', () => {
    const before = { restarts: {}, events: new Set(['e1 7']) };
    expect(problemOf('broker-1', undefined, [quota], before)).toEqual({
      nodeId: 'broker-1',
      reason: 'has no pod yet',
    });
  });

  it("without a machine: the scheduler's reason", () => {
    const message = '0/1 nodes are available: 1 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(problem(pod(undefined, { conditions }))).toEqual({
      nodeId: 'broker-1',
      reason: `has no machine yet: ${message}`,
    });
  });

  it('whose volume cannot be mounted: what its machine says', () => {
    const waiting = { state: { waiting: { reason: 'ContainerCreating' } } };
    expect(problem(pod(waiting))).toEqual({
      nodeId: 'broker-1',
      reason: 'is not started yet (ContainerCreating)',
    });
    const told = event('MountVolume.SetUp failed for volume "pvc-1"', {}, { reason: 'FailedMount' });
    expect(problem(pod(waiting), told)).toEqual({
      nodeId: 'broker-1',
      reason: 'is not started yet (ContainerCreating): MountVolume.SetUp failed for volume "pvc-1"',
    });
  });

  it('whose image cannot be had: the name and the error, also while its machine waits before the next try', () => {
    const error =
      'failed to resolve reference "apache/kafka:4.3.1": dial tcp: lookup registry-1.docker.io: no such host';
    const expected = {
      nodeId: 'broker-1',
      reason: `cannot get image apache/kafka:4.3.1: ${error}`,
      final: 'image-unavailable',
    };
    const pulling = { reason: 'ErrImagePull', message: `rpc error: code = Unknown desc = ${error}` };
    expect(problem(pod({ state: { waiting: pulling } }))).toEqual(expected);
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "apache/kafka:4.3.1"' };
    const told = event(
      `Failed to pull image "apache/kafka:4.3.1": rpc error: code = Unknown desc = ${error}`,
      {},
      { reason: 'Failed' },
    );
    expect(problem(pod({ state: { waiting } }), told)).toEqual(expected);
  });

  it('that ends again and again: its exit code, and why its machine ended it', () => {
    const lastState = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
    const again = { restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState };
    expect(problem(pod(again))).toEqual({
      nodeId: 'broker-1',
      reason: 'ended again and again while starting (exit code 137, OOMKilled)',
      final: 'node-died',
    });
    const third = {
      restartCount: 2,
      state: { running: {} },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    };
    expect(problem(pod(third))).toMatchObject({
      reason: 'ended again and again while starting (exit code 1)',
    });
    // Its machine was restarted twice, long ago.
    expect(problemOf('broker-1', pod(third), [], { restarts: { u1: 2 }, events: new Set() })).toBeUndefined();
  });

  it('that ended once may come', () => {
    const once = { restartCount: 1, state: { running: {} } };
    expect(problem(pod(once))).toBeUndefined();
  });
});
