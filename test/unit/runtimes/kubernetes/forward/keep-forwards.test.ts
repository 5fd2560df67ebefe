import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import {
  portsForwardedTo,
  recordForwards,
} from '../../../../../src/runtimes/kubernetes/forward/forward-records.ts';
import { nodeEvents } from '../../../../../src/runtimes/kubernetes/forward/keep-forwards.ts';
import type { NodePod } from '../../../../../src/runtimes/kubernetes/objects/pods.ts';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { resolved } from '../../../../support/topologies.ts';

const instance = { topology: resolved('multi-broker') } as Instance;

function pod(nodeId: string, more: Partial<NodePod> = {}): NodePod {
  return {
    nodeId,
    name: `${nodeId}-0`,
    uid: nodeId,
    phase: 'Running',
    revision: '1',
    deleting: false,
    containerRunning: true,
    restartCount: 0,
    ...more,
  };
}

it('tells what changes of the nodes, once', () => {
  const told = new Map<string, string>();
  const whole = ['broker-1', 'broker-2', 'broker-3'].map((id) => pod(id));
  expect(nodeEvents(instance, whole, told)).toEqual([]);
  const without = whole.slice(0, 2);
  const gone = { type: 'node', node: 'broker-3', reachable: false, text: 'broker-3 has no pod yet' };
  expect(nodeEvents(instance, without, told)).toEqual([gone]);
  expect(nodeEvents(instance, without, told)).toEqual([]);
  expect(nodeEvents(instance, [...without, pod('broker-3', { containerRunning: false })], told)).toEqual([
    { ...gone, text: 'broker-3-0 has no machine yet' },
  ]);
  expect(nodeEvents(instance, whole, told)).toEqual([
    { type: 'node', node: 'broker-3', reachable: true, text: 'broker-3 runs again' },
  ]);
});

it('knows whose a port is by a note and by who has it, and not by the note alone', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const target = '["https://here","shop","multi-broker-kubernetes"]';
  expect(await portsForwardedTo(target, [port])).toEqual(new Set());
  const forget = await recordForwards(target, [port, port + 1]);
  expect(await portsForwardedTo(target, [port, port + 1])).toEqual(new Set([port]));
  expect(await portsForwardedTo('["https://there","shop","multi-broker-kubernetes"]', [port])).toEqual(
    new Set(),
  );
  forget();
  expect(await portsForwardedTo(target, [port])).toEqual(new Set());
  server.close();
});
