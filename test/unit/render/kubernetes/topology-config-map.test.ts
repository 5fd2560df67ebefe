import { topologyConfigMapName } from '../../../../src/kafka/marks.ts';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../../src/render/kubernetes/context.ts';
import { readTopologyConfigMap } from '../../../../src/render/kubernetes/topology-config-map.ts';
import { manifestsOf, named } from '../../../support/manifests.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

describe.each(allTopologies())('the ConfigMap of $name', (topology) => {
  it('gives back the topology and all that is needed to attach', () => {
    const options = { portOffset: 100, hostAccess: 'port-forward', namespace: 'shop' } as const;
    const manifest = named(manifestsOf(topology, options), 'ConfigMap', topologyConfigMapName);
    expect(readTopologyConfigMap(manifest.data)).toEqual({
      instance: `${topology.name}-kubernetes-100`,
      portOffset: 100,
      hostAccess: 'port-forward',
      ...(topology.mode === 'kraft' && { clusterId: contextOf(topology, options).clusterId }),
      // Through JSON, as instances are stored: undefined fields do not count.
      topology: JSON.parse(JSON.stringify(topology)),
    });
    expect(manifest.metadata.labels).toMatchObject({ 'klab.topology': topology.name });
  });
});

describe('a ConfigMap that is not the lab’s', () => {
  const data = (): Readonly<Record<string, string>> =>
    named(manifestsOf(resolved('single-broker')), 'ConfigMap', topologyConfigMapName).data ?? {};

  it.each([
    ['nothing', undefined],
    ['other keys', { 'app.yaml': 'a: 1' }],
    ['no nodes', { ...data(), 'topology.yaml': 'name: mine' }],
    ['text that is no YAML', { ...data(), 'instance.yaml': '{ [' }],
  ])('is none: %s', (_, text) => {
    expect(readTopologyConfigMap(text)).toBeUndefined();
  });
});
