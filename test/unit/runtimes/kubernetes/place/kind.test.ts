import { expect, it } from 'vitest';
import { fullReference } from '../../../../../src/runtimes/kubernetes/place/images.ts';
import { warningFor } from '../../../../../src/runtimes/kubernetes/place/inotify.ts';
import { isAlreadyThere, kindError } from '../../../../../src/runtimes/kubernetes/place/kind.ts';
import {
  machinesForPods,
  parsePortBindings,
  type Machine,
} from '../../../../../src/runtimes/kubernetes/place/machines.ts';
import {
  hostPortsByNodePort,
  nodePortsOfOthers,
} from '../../../../../src/runtimes/kubernetes/place/place.ts';
import { resolved } from '../../../../support/topologies.ts';

const create = ['create', 'cluster'];

it.each([
  {
    stderr: `Creating cluster "x" ...
ERROR: failed to create cluster: failed to pull image "kindest/node:v1.34.0@sha256:74": command "docker pull kindest/node:v1.34.0@sha256:74" failed with error: exit status 1

Command Output: Error response from daemon: Get "https://registry-1.docker.io/v2/": no such host`,
    code: 'image-unavailable',
    message:
      'kind node image kindest/node:v1.34.0@sha256:74 cannot be pulled: Get "https://registry-1.docker.io/v2/": no such host; name one that is there: --node-image IMAGE, or KLAB_KIND_NODE_IMAGE',
  },
  {
    stderr:
      ' ✗ Preparing nodes\nERROR: failed to create cluster: could not find a log line that matches\nStack Trace:',
    code: 'engine-refused',
    message: '"kind create cluster" failed: failed to create cluster: could not find a log line that matches',
  },
])('$code', ({ stderr, code, message }) => {
  expect(kindError(create, { exitCode: 1, stderr })).toMatchObject({ code, message });
});

it('tells a cluster that is there from one that cannot be made', () => {
  const there = 'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "x"';
  expect(isAlreadyThere(kindError(create, { exitCode: 1, stderr: there }))).toBe(true);
  expect(isAlreadyThere(kindError(create, { exitCode: 1, stderr: 'ERROR: no space left' }))).toBe(false);
  expect(kindError(create, { exitCode: 127, stderr: 'bash: line 1: kind: command not found' }).code).toBe(
    'tool-missing',
  );
});

it('writes the names of images out as containerd has them', () => {
  expect(
    ['kafka', 'apache/kafka:4.3.1', 'localhost/kafka:1', 'quay.io/a/b@sha256:00'].map(fullReference),
  ).toEqual([
    'docker.io/library/kafka:latest',
    'docker.io/apache/kafka:4.3.1',
    'localhost/kafka:1',
    'quay.io/a/b@sha256:00',
  ]);
});

it('knows on which machines of a kind cluster pods run', () => {
  const machine = (name: string, role: Machine['role']): Machine => ({ name, role, running: true });
  const alone = [machine('a-control-plane', 'control-plane')];
  expect(machinesForPods(alone)).toEqual(alone);
  const worker = machine('a-worker', 'worker');
  expect(machinesForPods([...alone, worker])).toEqual([worker]);
});

it('finds a cluster fit for a topology by its ports', () => {
  const published = parsePortBindings(
    '{"30092/tcp":[{"HostIp":"127.0.0.1","HostPort":"9192"}],"6443/tcp":[{"HostIp":"127.0.0.1","HostPort":"42301"}]}',
  );
  expect([...published]).toEqual([
    [30_092, 9_192],
    [6_443, 42_301],
  ]);
  expect(parsePortBindings('null').size).toBe(0);
  expect([...hostPortsByNodePort(resolved('single-broker'), 100)]).toEqual([[30_092, 9_192]]);
  const service = (namespace: string, nodePort?: number) => ({
    metadata: { namespace },
    spec: { ports: [nodePort === undefined ? {} : { nodePort }] },
  });
  const services = [
    service('own', 30_092),
    service('other', 30_093),
    service('other'),
    { metadata: { namespace: 'x' }, spec: {} },
  ];
  expect([...nodePortsOfOthers(services, 'own')]).toEqual([30_093]);
});

it('warns of more machines than Linux lets watch their files', () => {
  expect(warningFor(5, 128)).toBeUndefined();
  expect(warningFor(6, 128)).toMatch(/^6 kind machines may need more than the 128 inotify instances/);
});
