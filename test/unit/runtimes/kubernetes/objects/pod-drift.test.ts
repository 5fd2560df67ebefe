/** What a pod has beside its template is told in words. */
import { expect, it } from 'vitest';
import { podDrift } from '../../../../../src/runtimes/kubernetes/objects/pod-drift.ts';

const kafka = { name: 'kafka', image: 'apache/kafka:4.3.1' };

it('says nothing of a pod that is as its StatefulSet says', () => {
  expect(podDrift('broker-1', { containers: [kafka] }, { containers: [kafka] })).toEqual([]);
});

it('names containers that were put in or left out, and images that were changed', () => {
  const older = { ...kafka, image: 'apache/kafka:3.9.2' };
  const proxy = { name: 'proxy', image: 'mesh:1' };
  const debug = { name: 'debug', image: 'busybox' };
  const wait = { name: 'wait', image: 'busybox' };
  expect(
    podDrift(
      'broker-1',
      { containers: [kafka], initContainers: [wait] },
      { containers: [older, proxy], ephemeralContainers: [debug] },
    ),
  ).toEqual([
    'the pod of broker-1 runs apache/kafka:3.9.2 in its container kafka; its StatefulSet says apache/kafka:4.3.1',
    'the pod of broker-1 has a container that its StatefulSet does not say: proxy (mesh:1)',
    'the pod of broker-1 has a container that its StatefulSet does not say: debug (busybox)',
    'the pod of broker-1 lacks the container wait of its StatefulSet',
  ]);
});
