import { describe, expect, it } from 'vitest';
import { renderKubernetes } from '../../../../../src/render/kubernetes/render.ts';
import type { KubernetesObject } from '../../../../../src/runtimes/kubernetes/kubectl/objects.ts';
import { hostPortsByNodePort } from '../../../../../src/runtimes/kubernetes/place/place.ts';
import { hostAccessOf, topologiesIn } from '../../../../../src/runtimes/kubernetes/objects/find-marked.ts';
import { parseManifests } from '../../../../support/manifests.ts';
import { resolved } from '../../../../support/topologies.ts';

const topology = resolved('single-broker');

function listed(namespace: string, portOffset = 0): readonly KubernetesObject[] {
  const text = renderKubernetes(topology, { namespace, portOffset }).content;
  return parseManifests(text);
}

describe('what a cluster lists', () => {
  it('is one topology for each namespace with the ConfigMap', () => {
    const found = topologiesIn([...listed('shop'), ...listed('test', 100)]);
    expect(
      found.map(({ namespace, deployed, hasNodes }) => [namespace, deployed.instance, hasNodes]),
    ).toEqual([
      ['shop', 'single-broker-kubernetes', true],
      ['test', 'single-broker-kubernetes-100', true],
    ]);
    expect(found[0]?.deployed.topology).toEqual(JSON.parse(JSON.stringify(topology)));
  });

  it('has no nodes where no StatefulSet of that namespace is left', () => {
    const left = listed('shop').filter(({ kind }) => kind !== 'StatefulSet');
    expect(topologiesIn([...left, ...listed('test')]).map(({ hasNodes }) => hasNodes)).toEqual([false, true]);
  });

  it('is nothing where the ConfigMap is somebody else’s', () => {
    const map = { kind: 'ConfigMap', metadata: { name: 'other', namespace: 'shop' }, data: {} };
    expect(topologiesIn([map, { ...map, metadata: { ...map.metadata, name: 'klab-topology' } }])).toEqual([]);
  });
});

describe('the way from the host', () => {
  const [{ deployed }] = topologiesIn(listed('shop')) as [ReturnType<typeof topologiesIn>[number]];
  const mapped = hostPortsByNodePort(topology, 0);

  it('is the node port where the cluster was made for it', () => {
    expect(hostAccessOf(deployed, mapped)).toBe('node-port');
  });

  it('is a forward where the port leads to another port of the host, or nowhere', () => {
    const elsewhere = new Map([...mapped].map(([nodePort, hostPort]) => [nodePort, hostPort + 100]));
    expect(hostAccessOf(deployed, elsewhere)).toBe('port-forward');
    expect(hostAccessOf(deployed, new Map())).toBe('port-forward');
  });

  it('is a forward where the manifests say so', () => {
    expect(hostAccessOf({ ...deployed, hostAccess: 'port-forward' }, mapped)).toBe('port-forward');
  });
});
