import { describe, expect, it } from 'vitest';
import { kindCluster } from '../../../../src/render/kubernetes/kind.ts';
import { renderKind } from '../../../../src/render/kubernetes/render.ts';
import { manifestsOf } from '../../../support/manifests.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

describe.each(allTopologies())('kind cluster of $name', (topology) => {
  it('maps every node port of the manifests to the port that brokers advertise, on loopback', () => {
    const ports = manifestsOf(topology).flatMap(
      ({ spec }) => (spec?.ports ?? []) as { port: number; nodePort?: number }[],
    );
    const published = ports.filter(({ nodePort }) => nodePort !== undefined);
    const mappings = kindCluster(topology).nodes[0]?.extraPortMappings ?? [];
    const byPort = (a: { hostPort: number }, b: { hostPort: number }): number => a.hostPort - b.hostPort;
    expect(mappings.toSorted(byPort)).toEqual(
      published
        .map(({ port, nodePort }) => ({
          containerPort: nodePort,
          hostPort: port,
          listenAddress: '127.0.0.1',
          protocol: 'TCP' as const,
        }))
        .toSorted(byPort),
    );
  });

  it('names no node image', () => {
    expect(renderKind(topology).content).not.toContain('image');
  });
});

describe('machines of a kind cluster', () => {
  it('are a control plane and a worker per rack, in a zone of its name', () => {
    expect(kindCluster(resolved('three-racks')).nodes.map(({ role, labels }) => [role, labels])).toEqual([
      ['control-plane', undefined],
      ['worker', { 'topology.kubernetes.io/zone': 'a' }],
      ['worker', { 'topology.kubernetes.io/zone': 'b' }],
      ['worker', { 'topology.kubernetes.io/zone': 'c' }],
    ]);
  });

  it('are one where there are no racks', () => {
    expect(kindCluster(resolved('multi-broker')).nodes).toHaveLength(1);
  });

  it('move host ports by the port offset, and the cluster’s name with them', () => {
    const cluster = kindCluster(resolved('single-broker'), { portOffset: 100 });
    expect(cluster.name).toBe('klab-single-broker-100');
    expect(cluster.nodes[0]?.extraPortMappings).toEqual([
      { containerPort: 30_092, hostPort: 9_192, listenAddress: '127.0.0.1', protocol: 'TCP' },
    ]);
  });
});
