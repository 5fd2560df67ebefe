/** When a pod that is older than its StatefulSet is as good as a new one, and when it is not. */
import { expect, it } from 'vitest';
import { differsOnlyIn } from '../../../../../src/runtimes/kubernetes/objects/altered-in-place.ts';

const env = (threads: string, requests = '500') => [
  { name: 'KAFKA_NUM_IO_THREADS', value: threads },
  { name: 'KAFKA_QUEUED_MAX_REQUESTS', value: requests },
];
const spec = (variables: unknown, changes: object = {}) => ({
  containers: [
    { name: 'kafka', image: 'apache/kafka:4.3.1', env: variables, volumeMounts: [{ mountPath: '/data' }] },
  ],
  terminationGracePeriodSeconds: 60,
  ...changes,
});
/** What Kubernetes and a webhook add to a pod. */
const more = {
  nodeName: 'worker',
  volumes: [{ name: 'data' }],
  containers: [{ name: 'sidecar', image: 'mesh' }, ...spec(env('2')).containers],
};
const altered = new Map([['KAFKA_NUM_IO_THREADS', '3']]);

it.each([
  ['in what was altered, and in what a pod gets beside', spec(env('3')), spec(env('2'), more), true],
  ['in what was altered and was not there before', spec(env('3')), spec(env('2').slice(1)), true],
  ['in a value that was given for another reason', spec(env('4')), spec(env('2')), false],
  ['in another variable too', spec(env('3', '400')), spec(env('2')), false],
  ['in a variable that went', spec(env('3').slice(0, 1)), spec(env('2')), false],
  ['in the image', spec(env('3')), { ...spec(env('2')), containers: [{ name: 'kafka', image: 'b' }] }, false],
  ['in the grace', spec(env('3'), { terminationGracePeriodSeconds: 90 }), spec(env('2')), false],
  [
    'in a mount more',
    spec(env('3')),
    spec(env('2'), { containers: [{ ...spec(env('2')).containers[0], volumeMounts: [] }] }),
    false,
  ],
  ['in a container that it lacks', spec(env('3')), spec(env('2'), { containers: [] }), false],
])('a pod that differs %s', (_, template, pod, isCurrent) => {
  expect(differsOnlyIn(altered, template, pod)).toBe(isCurrent);
});
