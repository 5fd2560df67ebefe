/** From what a node is cut off is what the engine shows of its networks, and nothing else. */
import { describe, expect, it } from 'vitest';
import { isolationNow } from '../../../../src/runtimes/compose/isolation.ts';
import type { MarkedThing } from '../../../../src/runtimes/compose/containers/marked-things.ts';
import { engineNetworks } from '../../../../src/runtimes/compose/containers/project.ts';
import type { Instance } from '../../../../src/cluster/instance.ts';
import { resolved } from '../../../support/topologies.ts';

const every = ['cluster', 'quorum', 'clients'];

function isolation(
  topologyName: string,
  nodeId: string,
  networks: readonly string[],
  project = `klab-${topologyName}-500`,
): string | undefined {
  const topology = resolved(topologyName);
  const instance: Instance = {
    schemaVersion: 1,
    id: `${topologyName}-compose-500`,
    runtime: 'compose',
    portOffset: 500,
    topology,
    filesDir: '/nowhere',
    createdAt: '2026-01-01T00:00:00Z',
  };
  return isolationNow(
    instance,
    topology.nodes.find(({ id }) => id === nodeId)!,
    {
      id: 'c1',
      name: 'one',
      nodeId,
      state: 'running',
      networks: networks.map((name) => `${project}_${name}`),
    },
    engineNetworks(instance, labelled(project), project),
  );
}

/** Networks as the engine lists them: under the project's name, with the file's own as a label. */
function labelled(project: string): readonly MarkedThing[] {
  return every.map((key) => ({ name: `${project}_${key}`, key, nodeId: '', project }));
}

describe('a broker', () => {
  it.each([
    { networks: every, isolated: undefined },
    { networks: ['clients', 'cluster'], isolated: 'controllers' },
    { networks: ['clients'], isolated: 'cluster' },
    { networks: [], isolated: 'all' },
    // What ended half-way, or was somebody's own doing, can be healed all the same.
    { networks: ['clients', 'quorum'], isolated: 'cluster' },
    { networks: ['cluster', 'quorum'], isolated: 'all' },
  ])('on $networks is cut off from $isolated', ({ networks, isolated }) => {
    expect(isolation('multi-broker', 'broker-2', networks)).toBe(isolated);
  });

  it('of a project under another name is on the networks of that', () => {
    expect(isolation('multi-broker', 'broker-2', every, 'shop')).toBeUndefined();
    expect(isolation('multi-broker', 'broker-2', ['clients'], 'shop')).toBe('cluster');
  });

  it('on networks of another instance only is cut off from all', () => {
    expect(isolation('multi-broker', 'broker-2', ['x_cluster', 'x_quorum', 'x_clients'])).toBe('all');
  });
});

describe('a node that only serves metadata', () => {
  it('needs no network that it never had', () => {
    expect(isolation('multi-broker-isolated', 'controller-101', ['quorum'])).toBeUndefined();
    expect(isolation('multi-broker-isolated', 'controller-101', [])).toBe('all');
    expect(isolation('multi-zookeeper', 'zookeeper-1', ['quorum', 'clients'])).toBeUndefined();
  });

  it('has no cluster but the quorum', () => {
    expect(isolation('multi-zookeeper', 'zookeeper-1', ['clients'])).toBe('cluster');
    expect(isolation('multi-zookeeper', 'zookeeper-1', [])).toBe('all');
  });
});
