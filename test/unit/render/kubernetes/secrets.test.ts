/** What is rendered of a secured topology names Secrets and holds none; what is made beside it fits. */
import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { expect, it } from 'vitest';
import { TopologyChart } from '../../../../src/render/kubernetes/chart.ts';
import { contextOf } from '../../../../src/render/kubernetes/context.ts';
import { renderKubernetes } from '../../../../src/render/kubernetes/render.ts';
import {
  namesInCluster,
  secretManifest,
  secretsYaml,
} from '../../../../src/render/kubernetes/secret-manifests.ts';
import { findTopologyConfigMap } from '../../../../src/render/kubernetes/topology-config-map.ts';
import { resolved } from '../../../support/topologies.ts';

const topology = resolved('secure');
const [broker] = topology.nodes;

interface Pod {
  readonly containers: readonly { readonly volumeMounts: readonly { readonly mountPath: string }[] }[];
  readonly volumes?: readonly { readonly name: string; readonly secret?: object }[];
}

function podsOf(secretName?: string): readonly Pod[] {
  const chart = new TopologyChart(new App(), 'kafka', {
    topology,
    ...(secretName !== undefined && { secretName }),
  });
  return (chart.toJson() as { kind: string; spec: { template: { spec: Pod } } }[])
    .filter(({ kind }) => kind === 'StatefulSet')
    .map(({ spec }) => spec.template.spec);
}

it('mounts the folder of its own Secret, which only the group of the pod may read', () => {
  const pods = podsOf();
  expect(pods).toHaveLength(3);
  for (const [index, { containers, volumes }] of pods.entries()) {
    const secret = { secretName: `broker-${index + 1}-secrets`, defaultMode: 0o440 };
    expect(volumes).toContainEqual({ name: 'secrets', secret });
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: 'secrets',
      mountPath: '/run/klab/secrets',
      readOnly: true,
    });
  }
});

it('names another Secret where somebody else makes them, and says so to whoever reads the manifests', () => {
  expect(podsOf('shop-{node}')[2]?.volumes).toContainEqual({
    name: 'secrets',
    secret: { secretName: 'shop-broker-3', defaultMode: 0o440 },
  });
  const { content } = renderKubernetes(topology, {
    secretName: 'shop-{node}',
    namespace: 'shop',
    portOffset: 5,
  });
  expect(findTopologyConfigMap(content)).toMatchObject({
    namespace: 'shop',
    portOffset: 5,
    secretName: 'shop-{node}',
  });
  expect(findTopologyConfigMap(renderKubernetes(topology).content)).not.toHaveProperty('secretName');
  expect(findTopologyConfigMap('kind: ConfigMap\n---\n')).toBeUndefined();
});

it('makes a Secret of files, labelled as the node', () => {
  const made = secretManifest(contextOf(topology), broker!, { 'ca.pem': 'é\n' });
  expect(made).toMatchObject({
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      name: 'broker-1-secrets',
      namespace: 'klab-secure',
      labels: { 'klab.instance': 'secure-kubernetes', 'klab.node': 'broker-1' },
    },
    data: { 'ca.pem': Buffer.from('é\n').toString('base64') },
  });
  expect(parseAllDocuments(secretsYaml([made!, made!])).map((document) => document.toJS() as object)).toEqual(
    [made, made],
  );
  expect(secretManifest(contextOf(resolved('multi-broker')), broker!, {})).toBeUndefined();
});

it('knows every name of a node in its cluster', () => {
  const names = namesInCluster({ namespace: 'shop' }, broker!);
  expect(names).toEqual(expect.arrayContaining(['broker-1.shop.svc', 'broker-1-host.shop', 'broker-1-0']));
  expect(names).toContain('broker-1-0.broker-1.shop.svc.cluster.local');
});
