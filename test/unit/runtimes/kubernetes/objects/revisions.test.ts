/** Which pods are outdated, and what replacing them costs. */
import { describe, expect, it } from 'vitest';
import { restartCosts } from '../../../../../src/client/nodes/restart-costs.ts';
import { revisionOf, type OwnedObject } from '../../../../../src/runtimes/kubernetes/objects/revisions.ts';

const labels = { 'klab.node': 'broker-1' };

function set(observedGeneration: number, updateRevision: string): OwnedObject {
  const metadata = { name: 'broker-1', generation: 2, labels };
  return { kind: 'StatefulSet', metadata, status: { observedGeneration, updateRevision } };
}

function pod(revision: string, ready = true, deletionTimestamp?: string): OwnedObject {
  const marks = { ...labels, 'controller-revision-hash': revision };
  return {
    kind: 'Pod',
    metadata: { name: 'broker-1-0', labels: marks, ...(deletionTimestamp && { deletionTimestamp }) },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

describe('a node', () => {
  const read = (...objects: OwnedObject[]): object => revisionOf('broker-1', objects);

  it('is current with the revision that its StatefulSet wants', () => {
    expect(read(set(2, 'new'), pod('new'))).toMatchObject({ wanted: 'new', pod: 'current', ready: true });
  });

  it('is outdated with any other', () => {
    expect(read(set(2, 'new'), pod('old', false))).toMatchObject({ pod: 'outdated', ready: false });
  });

  it('is current where it differs in nothing but what was altered while it ran', () => {
    const env = (value: string) => ({ containers: [{ name: 'kafka', env: [{ name: 'KAFKA_A', value }] }] });
    const objects = [
      { ...set(2, 'new'), spec: { template: { spec: env('2') } } },
      { ...pod('old'), spec: env('1') },
    ];
    expect(revisionOf('broker-1', objects)).toMatchObject({ pod: 'outdated' });
    expect(revisionOf('broker-1', objects, new Map([['KAFKA_A', '2']]))).toMatchObject({ pod: 'current' });
  });

  it('is not judged before its StatefulSet has been looked at', () => {
    const seen = read(set(1, 'old'), pod('old'));
    expect(seen).not.toHaveProperty('wanted');
    expect(seen).toMatchObject({ pod: 'current' });
  });

  it('is ending once it was told to, whatever it runs', () => {
    expect(read(set(2, 'new'), pod('old', true, '2026-01-01T00:00:00Z'))).toMatchObject({ pod: 'ending' });
  });

  it('may have no pod, and takes none of another', () => {
    const other = { ...pod('old'), metadata: { name: 'broker-2-0', labels: { 'klab.node': 'broker-2' } } };
    expect(read(set(2, 'new'), other)).toMatchObject({ pod: 'none', ready: false });
  });
});

describe('what a restart costs', () => {
  it('is nothing where every topic can spare a copy', () => {
    expect(restartCosts(new Map([['a', 3]]), new Map([['a', 2]]))).toBeUndefined();
    expect(restartCosts(new Map(), new Map())).toBeUndefined();
  });

  it('names topics with one copy', () => {
    expect(restartCosts(new Map([['a', 1]]), new Map())).toBe(
      'with one copy, a cannot be used while that broker restarts',
    );
  });

  it('names topics that need every copy, and the first two of many', () => {
    const topics = ['d', 'c', 'b', 'a'];
    const copies = new Map(topics.map((topic) => [topic, 2] as const));
    expect(restartCosts(copies, copies)).toBe(
      'a, b and 2 more topics must have every copy in sync, so acks=all is refused while a broker restarts',
    );
  });
});
