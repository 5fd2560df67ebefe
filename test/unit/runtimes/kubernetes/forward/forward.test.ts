/** An address is told only where one leads. */
import { expect, it } from 'vitest';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import type { HostAccess } from '../../../../../src/kafka/node.ts';
import { isReachable, portsToForward } from '../../../../../src/runtimes/kubernetes/forward/forward.ts';
import { resolved } from '../../../../support/topologies.ts';

const topology = resolved('multi-zookeeper');
const instanceBy = (hostAccess: HostAccess): Instance => ({
  schemaVersion: 1,
  id: 'shop',
  topology,
  runtime: 'kubernetes',
  portOffset: 0,
  filesDir: '/nowhere',
  createdAt: '2026-01-01T00:00:00.000Z',
  place: { context: 'any', namespace: 'shop', hostAccess },
});
const reachedBy = (hostAccess: HostAccess) =>
  topology.nodes.filter((node) => isReachable(instanceBy(hostAccess), node)).map(({ id }) => id);

it('leads to brokers alone where klab forwards, and to whatever has a node port otherwise', () => {
  const forwarded = portsToForward(instanceBy('port-forward')).map(({ id }) => id);
  expect(reachedBy('port-forward')).toEqual([...new Set(forwarded)]);
  expect(reachedBy('port-forward')).toEqual(['broker-1', 'broker-2', 'broker-3']);
  expect(reachedBy('node-port')).toContain('zookeeper-1');
});
