/** What is read from a pod, and why a node is said not to run yet. */
import { expect, it } from 'vitest';
import { nodePod, type NodePod, pendingReason } from '../../../../../src/runtimes/kubernetes/objects/pods.ts';
import { handleOf } from '../../../../../src/runtimes/kubernetes/nodes/status.ts';

const running: NodePod = {
  nodeId: 'broker-1',
  name: 'broker-1-0',
  uid: 'u1',
  phase: 'Running',
  revision: 'broker-1-7d9',
  deleting: false,
  containerRunning: true,
  restartCount: 2,
  machine: 'worker',
};

it('reads a pod that runs', () => {
  const labels = { 'klab.node': 'broker-1', 'controller-revision-hash': 'broker-1-7d9' };
  const status = {
    phase: 'Running',
    containerStatuses: [{ image: 'apache/kafka', restartCount: 2, state: { running: {} } }],
  } as const;
  expect(
    nodePod({ metadata: { name: 'broker-1-0', uid: 'u1', labels }, spec: { nodeName: 'worker' }, status }),
  ).toEqual(running);
});

it('reads a pod that nobody has placed yet', () => {
  const metadata = { name: 'broker-1-0', uid: 'u1', labels: { 'klab.node': 'broker-1' } };
  const { machine: _, ...unplaced } = running;
  expect(nodePod({ metadata, spec: {}, status: { phase: 'Pending' } })).toEqual({
    ...unplaced,
    phase: 'Pending',
    revision: '',
    containerRunning: false,
    restartCount: 0,
  });
});

it('reads that a pod is to go', () => {
  const metadata = { name: 'broker-1-0', uid: 'u1', deletionTimestamp: '2026-01-01T00:00:00Z' };
  expect(nodePod({ metadata, spec: {} })).toMatchObject({ deleting: true, phase: 'Unknown' });
});

it('says why a node does not run yet', () => {
  const { machine: _, ...unplaced } = { ...running, containerRunning: false, phase: 'Pending' as const };
  expect(pendingReason('broker-1', running)).toBeUndefined();
  expect(pendingReason('broker-1', undefined)).toBe('broker-1 has no pod yet');
  expect(pendingReason('broker-1', { ...running, deleting: true })).toBe(
    'the last pod of broker-1 still ends',
  );
  expect(pendingReason('broker-1', unplaced)).toBe('broker-1-0 has no machine yet');
  expect(pendingReason('broker-1', { ...unplaced, machine: 'worker' })).toBe(
    'broker-1-0 is pending on worker',
  );
});

it('names the machine where there are several', () => {
  expect(handleOf(running, false)).toBe('pod broker-1-0');
  expect(handleOf(running, true)).toBe('pod broker-1-0 on worker');
});
