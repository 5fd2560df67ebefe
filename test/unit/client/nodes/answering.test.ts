import { clusterAccess } from '../../../../src/cluster/access.ts';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { NodeStatus } from '../../../../src/index.ts';
import { lackingMajority, untilAnswering } from '../../../../src/client/nodes/answering.ts';
import type { RunningCluster } from '../../../../src/cluster/running-cluster.ts';
import { resolved } from '../../../support/topologies.ts';

/** A cluster of which nothing is known but its processes. */
function clusterWith(
  name: string,
  states: Readonly<Record<string, NodeStatus['state']>>,
  portOffset = 0,
): RunningCluster {
  const topology = resolved(name);
  const status = async (): Promise<readonly NodeStatus[]> =>
    topology.nodes.map(({ id }) => ({ id, state: states[id] ?? 'stopped' }));
  const { brokers } = clusterAccess(topology, 'local', portOffset);
  return {
    topology,
    status,
    brokers,
    instance: { runtime: 'local', portOffset },
  } as unknown as RunningCluster;
}

/** By how much ports must move so that nobody listens on that of the first broker. */
async function offsetToSilence(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port - 9_092;
}

describe('nodes that were started', () => {
  it('cannot answer without a majority of their quorum, of which those just started are part', async () => {
    const lacking = clusterWith('multi-broker-isolated', { 'broker-1': 'running', 'broker-2': 'running' });
    expect(await lackingMajority(lacking, ['controller-101'])).toBe(
      '1 of 3 members of the quorum run, and brokers answer once more than half do',
    );
    const enough = clusterWith('multi-broker-isolated', { 'controller-102': 'running' });
    expect(await lackingMajority(enough, ['controller-101'])).toBeUndefined();
  });

  it('that are servers of ZooKeeper count too', async () => {
    const lacking = clusterWith('multi-zookeeper', { 'zookeeper-1': 'running' });
    expect(await lackingMajority(lacking, ['broker-1'])).toMatch(/^1 of 3 members of the quorum run/);
  });

  it('and do not answer in their time have their reason named, with the node', async () => {
    const told: string[] = [];
    const silent = clusterWith('single-broker', { 'broker-1': 'running' }, await offsetToSilence());
    const reason = await untilAnswering(silent, ['broker-1'], {
      timeoutMs: 300,
      onPending: (text) => told.push(text),
    });
    expect(reason).toMatch(/^broker-1: .*ECONNREFUSED/);
    expect(told).toContain(reason);
  });
});
