import { expect, it } from 'vitest';
import { isNotFound, kubectlError } from '../../../../../src/runtimes/kubernetes/kubectl/errors.ts';

/** As kubectl 1.32 says it; its own log of every try comes first. */
const tries = `E1122 22:02:27.290607   13718 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list"`;

it.each([
  {
    stderr: `${tries}\n${tries}\nThe connection to the server 127.0.0.1:9 was refused - did you specify the right host or port?`,
    code: 'cluster-unavailable',
    message:
      'the API server of context here does not answer: 127.0.0.1:9 refuses connections; see whether the cluster runs',
  },
  {
    stderr: 'Unable to connect to the server: dial tcp 10.1.2.3:6443: i/o timeout',
    code: 'cluster-unavailable',
    message: 'the API server of context here does not answer: dial tcp 10.1.2.3:6443: i/o timeout',
  },
  {
    stderr: 'error: You must be logged in to the server (Unauthorized)',
    code: 'cluster-refused',
    message: 'the API server of context here does not know who asks; log in to it again',
  },
  {
    stderr:
      'Error from server (Forbidden): namespaces is forbidden: User "nobody" cannot create resource "namespaces" in API group "" at the cluster scope',
    code: 'cluster-refused',
    message:
      'nobody may not create namespaces in the whole cluster of context here; ask its administrators for that: docs/kubernetes-rights.md has what each verb needs',
  },
  {
    stderr: [
      'Error from server (Forbidden): error when creating "x.yaml": services is forbidden: User "a" cannot create resource "services" in API group "" in the namespace "shop"',
      'Error from server (Forbidden): error when creating "x.yaml": services is forbidden: User "a" cannot create resource "services" in API group "" in the namespace "shop"',
      'Error from server (Forbidden): error when creating "x.yaml": poddisruptionbudgets.policy is forbidden: User "a" cannot create resource "poddisruptionbudgets" in API group "policy" in the namespace "shop": RBAC: role "x" not found',
    ].join('\n'),
    code: 'cluster-refused',
    message:
      'a may not create services, create poddisruptionbudgets.policy in namespace shop of context here; ask its administrators for that: docs/kubernetes-rights.md has what each verb needs',
  },
  {
    stderr: 'Error from server (Forbidden): exceeded quota: connection refused, as a quota may be called',
    code: 'cluster-refused',
    message: '"kubectl apply" failed: exceeded quota: connection refused, as a quota may be called',
  },
  {
    stderr: 'Error in configuration: context was not found for specified context: here',
    code: 'usage',
    message: 'kubectl knows no context "here"; see kubectl config get-contexts',
  },
  {
    stderr:
      'Warning: resource is not namespace scoped\nerror: timed out waiting for the condition on pods/a-0',
    code: 'cluster-refused',
    message: '"kubectl apply" failed: timed out waiting for the condition on pods/a-0',
  },
  { stderr: '', code: 'cluster-refused', message: '"kubectl apply" failed: exit code 1' },
])('$code: $message', ({ stderr, code, message }) => {
  expect(kubectlError('kubectl apply', { exitCode: 1, stderr }, 'here')).toMatchObject({ code, message });
});

it('says how to get kubectl where there is none', () => {
  const stderr = '/bin/bash: line 1: kubectl: command not found';
  expect(kubectlError('kubectl get', { exitCode: 127, stderr })).toMatchObject({
    code: 'tool-missing',
    exitCode: 2,
    message: expect.stringContaining('kubectl is not on PATH'),
  });
});

it('knows what is not there from what is not allowed', () => {
  const of = (stderr: string): unknown => kubectlError('kubectl get', { exitCode: 1, stderr }, 'here');
  expect(isNotFound(of('Error from server (NotFound): pods "broker-1-0" not found'))).toBe(true);
  expect(isNotFound(of('error: no objects passed to scale statefulsets.apps "broker-9" not found'))).toBe(
    true,
  );
  expect(isNotFound(of('Error from server (Forbidden): pods is forbidden'))).toBe(false);
  expect(isNotFound(new Error('not found'))).toBe(false);
});
