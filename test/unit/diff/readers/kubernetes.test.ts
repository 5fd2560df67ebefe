/** Manifests compare with what an API server makes of them, and are told by what was edited. */
import { expect, it } from 'vitest';
import { parseAllDocuments, type Document } from 'yaml';
import { readKubernetes } from '../../../../src/diff/readers/kubernetes.ts';
import { renderTarget } from '../../../../src/render/render.ts';
import type { Comparison } from '../../../../src/diff/changes.ts';
import { diffOf, inShort } from '../../../support/diff-models.ts';
import { resolved } from '../../../support/topologies.ts';

/** Path to a value, and the value that it gets. */
type Edit = readonly [path: readonly (string | number)[], value: unknown];

const pod = ['spec', 'template', 'spec'];
const container = [...pod, 'containers', 0];

/** What differs once every object of a kind has been edited. */
async function edited(kind: string, ...edits: readonly Edit[]): Promise<Comparison> {
  const files = await renderTarget(resolved('single-broker'), 'kubernetes');
  const text = files.find(({ path }) => path === 'kubernetes.yaml')?.content ?? '';
  const documents = parseAllDocuments(text, { version: '1.1' }) as readonly Document[];
  const own = documents.filter((document) => document.get('kind') === kind);
  expect(own).not.toEqual([]);
  for (const document of own) for (const [path, value] of edits) document.setIn(path, value);
  const changed = documents.map((document) => `---\n${String(document).replace(/^---\n/, '')}`).join('');
  return diffOf(readKubernetes(text, 'a'), readKubernetes(changed, 'b'));
}

it('what a server adds by itself is no difference', async () => {
  const set = await edited(
    'StatefulSet',
    [['metadata', 'uid'], '1-2'],
    [['metadata', 'resourceVersion'], '7'],
    [['metadata', 'generation'], 3],
    [['metadata', 'managedFields'], [{ manager: 'kubectl' }]],
    [['metadata', 'annotations'], { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }],
    [['status'], { replicas: 1 }],
    [['spec', 'revisionHistoryLimit'], 10],
    [['spec', 'persistentVolumeClaimRetentionPolicy'], { whenDeleted: 'Retain', whenScaled: 'Retain' }],
    [['spec', 'volumeClaimTemplates', 0, 'status'], { phase: 'Pending' }],
    [[...pod, 'dnsPolicy'], 'ClusterFirst'],
    [[...pod, 'restartPolicy'], 'Always'],
    [[...pod, 'schedulerName'], 'default-scheduler'],
    [[...container, 'terminationMessagePath'], '/dev/termination-log'],
    [[...container, 'terminationMessagePolicy'], 'File'],
    [[...container, 'ports', 0, 'protocol'], 'TCP'],
  );
  expect(inShort(set)).toEqual([]);
  const service = await edited(
    'Service',
    [['spec', 'ipFamilies'], ['IPv4']],
    [['spec', 'ipFamilyPolicy'], 'SingleStack'],
    [['spec', 'sessionAffinity'], 'None'],
    [['status'], { loadBalancer: {} }],
  );
  expect(inShort(service)).toEqual([]);
});

it('an edited set is told by what was edited', async () => {
  const found = await edited(
    'StatefulSet',
    [[...container, 'resources', 'limits', 'memory'], '2Gi'],
    [[...container, 'env'], [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'shop', key: 'token' } } }]],
    [[...pod, 'containers', 1], { name: 'till', image: 'shop/till:1' }],
    [['spec', 'replicas'], 0],
  );
  expect(inShort(found)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^broker-1: resources limits.memory \S+ -> 2Gi$/),
      'broker-1: setting num.io.threads 2 -> none',
      'broker-1: environment TOKEN from.secretKeyRef.key none -> token',
      'broker-1: form container till.image none -> shop/till:1',
      'broker-1: form StatefulSet spec.replicas 1 -> 0',
    ]),
  );
});

it('a label that is not the lab’s own is told', async () => {
  const found = await edited('Namespace', [['metadata', 'labels', 'owner'], 'shop']);
  expect(inShort(found)).toEqual(['Namespace: form labels.owner none -> shop']);
});

const mount = [...container, 'volumeMounts', 0];
const claim = ['spec', 'volumeClaimTemplates', 0];

it.each<{ what: string; edits: readonly Edit[]; refused: boolean }>([
  { what: 'where a claim is mounted', edits: [[[...mount, 'mountPath'], '/elsewhere']], refused: false },
  { what: 'a folder within a claim', edits: [[[...mount, 'subPath'], 'inner']], refused: false },
  { what: 'the number of replicas', edits: [[['spec', 'replicas'], 0]], refused: false },
  {
    what: 'how pods are replaced',
    edits: [[['spec', 'updateStrategy', 'type'], 'RollingUpdate']],
    refused: false,
  },
  { what: 'the class of a claim', edits: [[[...claim, 'spec', 'storageClassName'], 'fast']], refused: true },
  {
    what: 'the name of a claim',
    edits: [
      [[...claim, 'metadata', 'name'], 'other'],
      [[...mount, 'name'], 'other'],
    ],
    refused: true,
  },
  { what: 'the order of pods', edits: [[['spec', 'podManagementPolicy'], 'OrderedReady']], refused: true },
  { what: 'the name of the service', edits: [[['spec', 'serviceName'], 'other']], refused: true },
])('a StatefulSet and $what: refused $refused', async ({ edits, refused }) => {
  const { changes } = await edited('StatefulSet', ...edits);
  expect(changes).not.toEqual([]);
  const rules = changes.flatMap(({ consequences }) => consequences.map(({ rule }) => rule));
  expect(rules.includes('statefulset-immutable')).toBe(refused);
});

it('says of what is no manifest that it is none', () => {
  expect(() => readKubernetes('a: 1\n', 'x.yaml')).toThrow(
    'x.yaml holds a document that is no object of Kubernetes: it has no kind or no metadata',
  );
  const kind = { text: 'a: 1\n', path: 'kind.yaml' };
  expect(() => readKubernetes('', 'x.yaml', kind)).toThrow('kind.yaml is no configuration of a kind cluster');
});
