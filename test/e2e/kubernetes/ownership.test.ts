/** Whose a topology is: the cluster says so to every home, and klab removes what its own up made, and nothing beside it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderKubernetes } from '../../../src/render/kubernetes/render.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { withEnvironment } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { kubectl, sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 15_100;
const offset = String(portOffset);
const id = `single-broker-kubernetes-${offset}`;
const namespace = `klab-single-broker-${offset}`;
const timeout = 600_000;

let shared: SharedKind;
let elsewhere: string;
beforeAll(async () => {
  shared = await sharedKind();
  elsewhere = await mkdtemp(join(tmpdir(), 'klab-elsewhere-'));
}, timeout);
afterAll(async () => {
  for (const instance of await listInstances()) await takeDown(runtime, instance);
  await inCluster('delete', 'namespace', namespace, '--ignore-not-found');
  await rm(elsewhere, { recursive: true });
}, timeout);

const inCluster = (...args: string[]): Promise<string> => kubectl('--context', shared.context, ...args);
const inNamespace = (...args: string[]): Promise<string> => inCluster('--namespace', namespace, ...args);
const upTo = (...args: string[]) =>
  klab('up', 'single-broker', '--on', 'kubernetes', '--port-offset', offset, ...args);
/** As a colleague, or on a new laptop. */
const fromElsewhere = <T>(work: () => Promise<T>): Promise<T> =>
  withEnvironment({ KLAB_HOME: elsewhere }, work);

const tooMany = `${id} cannot be changed in place: broker-2 would be new`;

it('what runs, and data that is left, are as they are from any home', { timeout }, async () => {
  expect((await upTo('--cluster', shared.cluster)).code).toBe(0);
  const pod = await inNamespace('get', 'pod', 'broker-1-0', '--output=jsonpath={.metadata.uid}');
  await fromElsewhere(async () => {
    for (const way of [
      ['--cluster', shared.cluster],
      ['--context', shared.context],
    ]) {
      const refused = await upTo(...way, '--brokers', '3');
      expect(refused.output).toContain(tooMany);
      expect(refused.code).toBe(2);
    }
    expect((await klab('kill', id, 'broker-1')).output).toContain('add --yes to kill it all the same');
    expect(await listInstances()).toEqual([]);
  });
  expect(await inNamespace('get', 'pod', 'broker-1-0', '--output=jsonpath={.metadata.uid}')).toBe(pod);

  expect((await klab('down', id, '--keep-data')).output).toContain('its data is kept');
  await fromElsewhere(async () => {
    expect((await upTo('--cluster', shared.cluster, '--brokers', '3')).output).toContain(tooMany);
    const older = await upTo('--cluster', shared.cluster, '--kafka', '3.9.2');
    expect(older.output).toContain('broker-1 would go back from Kafka 4.3.1 to 3.9.2');
    await inNamespace('delete', 'configmap', 'klab-topology');
    const untold = await upTo('--cluster', shared.cluster);
    expect(untold.output).toContain(`volumes with data of broker-1 of ${id} are in namespace ${namespace}`);
    expect(untold.code).toBe(2);
  });
  // Its own home still knows.
  expect((await upTo('--brokers', '3')).output).toContain(tooMany);
});

it('what a person put beside it stays, and nothing of klab’s', { timeout }, async () => {
  expect(await inNamespace('get', 'persistentvolumeclaims', '--output=name')).not.toBe('');
  await inNamespace('create', 'secret', 'generic', 'mine', '--from-literal=key=value');
  const down = await klab('down', id);
  expect(down.output).toContain(`namespace ${namespace} stays: Secret mine is not klab's`);
  expect(down.code).toBe(0);
  expect(await inNamespace('get', 'secret', 'mine', '--output=name')).toBe('secret/mine');
  expect(await tracesIn(shared.context, id)).toEqual([`namespace/${namespace}`]);
  const left = 'persistentvolumeclaims,controllerrevisions';
  expect(await inNamespace('get', left, '--output=name')).toBe('');
  await inCluster('delete', 'namespace', namespace);
});

it('data that went with its namespace is not said to be kept', { timeout }, async () => {
  expect((await upTo('--context', shared.context)).code).toBe(0);
  await inCluster('delete', 'namespace', namespace);
  const down = await klab('down', id, '--keep-data');
  expect(down.output).toContain(`${id} is gone; none of its data was there to be kept`);
  expect(down.code).toBe(0);
  expect(await listInstances()).toEqual([]);
});

it('what somebody applied is theirs, in the very namespace that up would take', { timeout }, async () => {
  const file = join(elsewhere, 'by-hand.yaml');
  await writeFile(
    file,
    renderKubernetes(resolved('single-broker'), { portOffset, hostAccess: 'port-forward' }).content,
  );
  await inCluster('apply', '--filename', file);
  const before = await inNamespace('get', 'services', '--output=yaml');
  const refused = await upTo('--cluster', shared.cluster);
  expect(refused.output).toMatch(
    /is there in namespace .*, and klab's up did not make .*StatefulSet broker-1/,
  );
  expect(refused.code).toBe(2);
  expect(await inNamespace('get', 'services', '--output=yaml')).toBe(before);
  expect(await listInstances()).toEqual([]);
  expect((await klab('down', id)).output).toContain('add --yes to remove it all the same');
  expect((await klab('kill', id, 'broker-1')).output).toContain('add --yes to kill it all the same');
  expect((await klab('down', id, '--yes')).code).toBe(0);
  expect(await tracesIn(shared.context, id)).toEqual([]);
});
