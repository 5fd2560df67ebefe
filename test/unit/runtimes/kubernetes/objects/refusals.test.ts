/** In the words of a Kubernetes 1.34 API server and scheduler. */
import { expect, it } from 'vitest';
import {
  claimRefusal,
  creationRefusal,
  placementRefusal,
} from '../../../../../src/runtimes/kubernetes/objects/refusals.ts';

const forbidden = 'pods "broker-1-0" is forbidden: ';

it.each([
  [
    `${forbidden}failed quota: q: must specify limits.cpu for: kafka`,
    "klab's pods set no limits.cpu: a LimitRange with a default for it satisfies quota q",
  ],
  [
    `${forbidden}exceeded quota: q, requested: requests.memory=448Mi, used: requests.memory=0, limited: requests.memory=100Mi`,
    'have quota q raised',
  ],
  [
    `${forbidden}minimum memory usage per Container is 2Gi, but request is 448Mi`,
    'a LimitRange of the namespace sets that minimum per Container: have it changed, or give the nodes another heapMb',
  ],
  [
    `${forbidden}maximum cpu usage per Pod is 50m, but limit is 100m`,
    'a LimitRange of the namespace sets that maximum per Pod: have it changed',
  ],
  [
    `${forbidden}memory max limit to request ratio per Container is 1, but provided ratio is 1.714286`,
    'a LimitRange of the namespace sets that ratio per Container: have it changed, or give the nodes another heapMb',
  ],
  [
    'persistentvolumeclaims "data-broker-1-0" is forbidden: minimum storage usage per PersistentVolumeClaim is 5Gi, but request is 1Gi',
    'a LimitRange of the namespace sets that minimum per PersistentVolumeClaim: have it changed',
  ],
  [
    `${forbidden}violates PodSecurity "restricted:latest": runAsNonRoot != true`,
    'the namespace enforces restricted:latest: have its pod-security label changed',
  ],
  [`${forbidden}no PriorityClass with name nope was found`, 'have PriorityClass nope made'],
  [
    'admission webhook "policy.example.org" denied the request: no brokers here',
    'ask whoever runs the admission webhook policy.example.org for an exception',
  ],
  [`${forbidden}pod rejected: RuntimeClass "nope" not found`, undefined],
  ['Pod "broker-1-0" is invalid: spec.containers[0].image: Required value', undefined],
  ["ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", undefined],
])('never passes: %s', (message, fix) => {
  expect(creationRefusal(message)).toEqual({ outlook: 'never', ...(fix !== undefined && { fix }) });
});

it.each([
  `${forbidden}error looking up service account x/default: serviceaccount "default" not found`,
  `${forbidden}status unknown for quota: q, resources: pods`,
  'Internal error occurred: failed calling webhook "policy.example.org": connect: connection refused',
  'Timeout: request did not complete within requested timeout - context deadline exceeded',
  'object is being deleted: pods "broker-1-0" already exists',
  'etcdserver: request timed out',
])('may pass: %s', (message) => {
  expect(creationRefusal(message)).toEqual({ outlook: 'may-pass' });
});

it('passes once others end: a quota that is used up, with amounts in any unit', () => {
  const used = (requested: string, limited: string): unknown =>
    creationRefusal(
      `${forbidden}exceeded quota: q, requested: ${requested}, used: pods=1, limited: ${limited}`,
    ).outlook;
  expect(used('pods=1', 'pods=1')).toBe('unless-freed');
  expect(used('requests.memory=448Mi', 'requests.memory=1G')).toBe('unless-freed');
  expect(used('requests.cpu=100m,pods=1', 'requests.cpu=1,pods=1')).toBe('unless-freed');
  expect(used('requests.memory=448Mi,pods=1', 'requests.memory=400Mi,pods=3')).toBe('never');
  expect(used('requests.cpu=100m', 'requests.cpu=50m')).toBe('never');
});

it('knows a place that lasts from one that may come', () => {
  const rest =
    'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
  const of = (reasons: string, count = 1): string =>
    placementRefusal(`0/${count} nodes are available: ${reasons}. ${rest}`).outlook;
  expect(of("1 node(s) didn't match Pod's node affinity/selector")).toBe('if-it-stays');
  expect(
    of(
      '1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) had volume node affinity conflict',
      3,
    ),
  ).toBe('if-it-stays');
  expect(of('1 Insufficient memory')).toBe('may-pass');
  expect(of("1 Insufficient memory, 1 node(s) didn't match Pod's node affinity/selector", 2)).toBe(
    'may-pass',
  );
  expect(of('1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }')).toBe('may-pass');
  expect(placementRefusal('the scheduler gives no reason').outlook).toBe('may-pass');
});

it('knows a claim that nobody will serve', () => {
  expect(claimRefusal('storageclass.storage.k8s.io "nope" not found')).toEqual({
    outlook: 'never',
    fix: 'have storage class nope made',
  });
  expect(
    claimRefusal('no persistent volumes available for this claim and no storage class is set'),
  ).toMatchObject({ outlook: 'never' });
  expect(
    claimRefusal("Waiting for a volume to be created either by the external provisioner 'x' or manually"),
  ).toEqual({ outlook: 'may-pass' });
});
