/** Whose objects are: what klab's up made, what somebody applied from the same file, what stands in the way of a removal. */
import { describe, expect, it } from 'vitest';
import { renderKubernetes } from '../../../../src/render/kubernetes/render.ts';
import type { KubernetesObject } from '../../../../src/runtimes/kubernetes/kubectl/objects.ts';
import { belongingsAmong } from '../../../../src/runtimes/kubernetes/objects/belongings.ts';
import { topologiesIn } from '../../../../src/runtimes/kubernetes/objects/find-marked.ts';
import { presenceIn } from '../../../../src/runtimes/kubernetes/nodes/presence.ts';
import { isSigned } from '../../../../src/runtimes/kubernetes/kubectl/signature.ts';
import {
  keyOf,
  leftOutOf,
  obstaclesIn,
  type ClusterContents,
  type Thing,
} from '../../../../src/runtimes/kubernetes/place/strangers.ts';
import { parseManifests } from '../../../support/manifests.ts';
import { resolved } from '../../../support/topologies.ts';

const owning = { 'f:metadata': { 'f:labels': { 'f:klab.instance': {}, 'f:klab.node': {} } } };
const changing = { 'f:spec': { 'f:replicas': {} } };
const byUp = [{ manager: 'klab', fieldsV1: owning }];
const byHand = [{ manager: 'kubectl-client-side-apply', fieldsV1: owning }];
const byHandThenUp = [...byHand, { manager: 'klab', fieldsV1: changing }];
const byUpThenHand = [...byUp, { manager: 'kubectl-client-side-apply', fieldsV1: changing }];

type Notes = NonNullable<KubernetesObject['metadata']['managedFields']>;

/** What a cluster lists of single-broker once somebody applied it. */
function applied(managedFields: Notes): readonly KubernetesObject[] {
  const manifests = parseManifests(renderKubernetes(resolved('single-broker')).content);
  return manifests
    .filter(({ kind }) => kind !== 'Namespace')
    .map((manifest): KubernetesObject => ({
      ...manifest,
      metadata: { ...manifest.metadata, managedFields },
    }));
}

/** What controllers make of it. */
function made(kind: 'Pod' | 'PersistentVolumeClaim', node = 'broker-1'): KubernetesObject {
  return { kind, metadata: { name: `data-${node}-0`, labels: { 'klab.node': node } } };
}

const without = (objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] =>
  objects.filter((object) => object.kind !== kind);

describe('an object is of klab’s up', () => {
  it.each([
    ['where up made it', byUp, true],
    ['where up made it and somebody changed it', byUpThenHand, true],
    ['not where somebody applied it', byHand, false],
    ['not where somebody applied it and up changed it', byHandThenUp, false],
    ['not where nobody noted who made it', undefined, false],
  ])('%s', (_what, managedFields, expected) => {
    expect(isSigned({ metadata: managedFields === undefined ? {} : { managedFields } })).toBe(expected);
  });
});

describe('of a namespace', () => {
  const kinds = (objects: readonly KubernetesObject[]): string[] =>
    [...new Set(objects.map(({ kind }) => kind))].toSorted();

  it('everything is klab’s that up made, and what became of it', () => {
    const all = [...applied(byUp), made('Pod'), made('PersistentVolumeClaim')];
    expect(belongingsAmong(all, false)).toEqual({ own: all, others: [] });
  });

  it('nothing is that somebody applied, in a namespace of klab’s too', () => {
    const all = [...applied(byHandThenUp), made('Pod'), made('PersistentVolumeClaim')];
    expect(belongingsAmong(all, false)).toEqual({ own: [], others: all });
    expect(belongingsAmong(all, true)).toEqual({ own: [], others: all });
  });

  it('one node that somebody added is theirs, with its data', () => {
    const added = applied(byHand)
      .filter(({ kind }) => kind === 'StatefulSet')
      .map((set) => ({ ...set, metadata: { ...set.metadata, labels: { 'klab.node': 'broker-9' } } }));
    const theirs = [...added, made('Pod', 'broker-9'), made('PersistentVolumeClaim', 'broker-9')];
    const { own, others } = belongingsAmong(
      [...applied(byUp), made('PersistentVolumeClaim'), ...theirs],
      true,
    );
    expect(others).toEqual(theirs);
    expect(kinds(own)).toContain('PersistentVolumeClaim');
  });

  it('data without its node is klab’s only where something of up’s is beside it', () => {
    const data = made('PersistentVolumeClaim');
    const told = applied(byUp).filter(({ kind }) => kind === 'ConfigMap');
    expect(belongingsAmong([data], true).own).toEqual([data]);
    expect(belongingsAmong([...told, data], false).own).toContain(data);
    expect(belongingsAmong([data], false).own).toEqual([]);
  });
});

describe('what is there of an instance', () => {
  it('is the topology, its nodes and their data', () => {
    const found = presenceIn([...applied(byUp), made('PersistentVolumeClaim')], true);
    expect(found).toMatchObject({ nodes: ['broker-1'], data: ['broker-1'], foreign: [] });
    expect(found?.deployed?.topology).toEqual(JSON.parse(JSON.stringify(resolved('single-broker'))));
  });

  it('is data alone after the nodes have gone, with the topology or without', () => {
    const kept = [...without(applied(byUp), 'StatefulSet'), made('PersistentVolumeClaim')];
    expect(presenceIn(kept, true)).toMatchObject({ nodes: [], data: ['broker-1'], foreign: [] });
    const lost = presenceIn([made('PersistentVolumeClaim')], true);
    expect(lost).toEqual({ nodes: [], data: ['broker-1'], foreign: [] });
  });

  it('is nodes that nothing tells of any more', () => {
    const found = presenceIn(without(applied(byUp), 'ConfigMap'), true);
    expect(found).toMatchObject({ nodes: ['broker-1'], foreign: [] });
    expect(found?.deployed).toBeUndefined();
  });

  it('is nothing where only what up makes anew is left', () => {
    expect(presenceIn(without(applied(byUp), 'StatefulSet'), true)).toBeUndefined();
    expect(presenceIn([], false)).toBeUndefined();
  });

  it('is somebody else’s where up did not make it, if only a Service', () => {
    expect(presenceIn(applied(byHand), false)?.foreign).toContain('StatefulSet broker-1');
    const services = applied(byHand).filter(({ kind }) => kind === 'Service');
    expect(presenceIn(services, true)?.foreign).toContain('Service broker-1');
  });

  it('is listed as made by up only where all of it is', () => {
    const at = (notes: Notes) => applied(notes) as never;
    expect(topologiesIn(at(byUp))).toMatchObject([{ madeByUp: true }]);
    expect(topologiesIn(at(byHand))).toMatchObject([{ madeByUp: false }]);
    const mixed = [...without(applied(byUp), 'StatefulSet'), ...applied(byHand).slice(-1)];
    expect(topologiesIn(mixed as never)).toMatchObject([{ madeByUp: false, hasNodes: true }]);
  });
});

describe('a cluster that klab made', () => {
  const thing = (kind: string, namespace: string, name: string): Thing => ({ kind, namespace, name });
  const broker = thing('StatefulSet', 'klab-orders', 'broker-1');
  const own = { namespace: 'klab-orders', own: new Set([keyOf(broker)]) };
  const system = [
    thing('DaemonSet', 'kube-system', 'kube-proxy'),
    thing('ConfigMap', 'kube-system', 'coredns'),
    thing('Deployment', 'local-path-storage', 'local-path-provisioner'),
  ];
  const alone: ClusterContents = {
    namespaces: [
      'default',
      'kube-system',
      'kube-public',
      'kube-node-lease',
      'local-path-storage',
      'klab-orders',
    ],
    things: [...system, broker],
    addedKinds: [],
    systemThings: new Set(system.map(keyOf)),
  };

  it('may go where only the system and klab’s own are in it', () => {
    expect(obstaclesIn(alone, own)).toEqual([]);
  });

  it.each<[string, Partial<ClusterContents>, string]>([
    [
      'a namespace of the user’s, empty as it is',
      { namespaces: [...alone.namespaces, 'shop'] },
      'namespace shop',
    ],
    [
      'what is in such a namespace',
      {
        namespaces: [...alone.namespaces, 'shop'],
        things: [...alone.things, ...['a', 'b', 'c', 'd'].map((name) => thing('Deployment', 'shop', name))],
      },
      'namespace shop (Deployment a, Deployment b, Deployment c and 1 more)',
    ],
    [
      'a Secret in default',
      { things: [...alone.things, thing('Secret', 'default', 'key')] },
      'namespace default (Secret key)',
    ],
    [
      'a claim in klab’s own namespace',
      { things: [...alone.things, thing('PersistentVolumeClaim', 'klab-orders', 'mine')] },
      'namespace klab-orders (PersistentVolumeClaim mine)',
    ],
    [
      'what was installed beside the system',
      { things: [...alone.things, thing('Deployment', 'kube-system', 'metrics-server')] },
      'Deployment metrics-server',
    ],
    [
      'a kind that was added',
      { addedKinds: ['kafkas.example.org'] },
      'kinds that were added (kafkas.example.org)',
    ],
  ])('stays with %s', (_what, change, said) => {
    expect(obstaclesIn({ ...alone, ...change }, own)).toEqual([said]);
  });

  it('that an older klab marked says nothing of what the system had', () => {
    const things = [...alone.things, thing('Deployment', 'kube-system', 'metrics-server')];
    expect(obstaclesIn({ ...alone, things, systemThings: undefined }, own)).toEqual([]);
  });

  it('counts nothing that a cluster makes by itself', () => {
    const plain = { owners: '', type: '' };
    expect(leftOutOf({ ...thing('ConfigMap', 'shop', 'kube-root-ca.crt'), ...plain })).toBe(true);
    expect(leftOutOf({ ...thing('ServiceAccount', 'shop', 'default'), ...plain })).toBe(true);
    expect(leftOutOf({ ...thing('Service', 'default', 'kubernetes'), ...plain })).toBe(true);
    expect(leftOutOf({ ...thing('Pod', 'shop', 'till-x'), owners: 'a-uid', type: '' })).toBe(true);
    expect(leftOutOf({ ...thing('Service', 'shop', 'kubernetes'), ...plain })).toBe(false);
    expect(leftOutOf({ ...thing('Secret', 'shop', 'key'), owners: '', type: 'Opaque' })).toBe(false);
  });
});
