/** What somebody changed by hand in a Kubernetes cluster is told, and right after `up` nothing is. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderTarget } from '../../../src/render/render.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { driftInShort, driftOf, setInBroker } from '../../support/drift.ts';
import { klab } from '../../support/klab.ts';
import { kubectl, sharedKind } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 12_700;

let cluster: TestCluster;
let id: string;

beforeAll(async () => {
  const { cluster: kind } = await sharedKind();
  cluster = await testCluster(resolved('single-broker'), { portOffset, runtime, where: { cluster: kind } });
  ({ id } = cluster.instance);
}, 900_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

function byHand(...args: string[]): Promise<string> {
  const { context, namespace } = placeOf(cluster.instance);
  return kubectl('--context', context, '--namespace', namespace, ...args);
}

it('nothing differs right after up', async () => {
  const { code, output } = await klab('diff', id, 'live', '--exit-code');
  expect(output).toBe(`nothing differs: ${id} and live mean the same\n`);
  expect(code).toBe(0);
});

it('nothing differs where the chart was applied by hand, with node ports that lead nowhere here', async () => {
  const { topology, portOffset: offset, clusterId = '' } = cluster.instance;
  const committed = await renderTarget(topology, 'kubernetes', {
    portOffset: offset,
    hostAccess: 'node-port',
    clusterId,
  });
  const folder = await mkdtemp(join(tmpdir(), 'klab-by-hand-'));
  try {
    const file = join(folder, 'kubernetes.yaml');
    await writeFile(file, committed.find(({ path }) => path.endsWith('kubernetes.yaml'))!.content);
    await byHand('apply', '--filename', file);
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(await byHand('get', 'service/broker-1-host', '--output', 'jsonpath={.spec.type}')).toBe('NodePort');
  expect(await driftInShort(id)).toEqual([]);
});

it('a dynamic setting is told', async () => {
  await setInBroker(cluster, 1, 'log.retention.ms', '3600000');
  const { changes } = await driftOf(id);
  expect(changes).toMatchObject([
    { group: 'broker-1', name: 'log.retention.ms', after: '3600000', origin: 'dynamic broker config' },
  ]);
});

it('an edited StatefulSet, a scaled one and an edited Service are told, and that the pod is as before', async () => {
  const container = { name: 'kafka', env: [{ name: 'KAFKA_NUM_IO_THREADS', value: '5' }] };
  const name = await byHand(
    'get',
    'statefulset/broker-1',
    '--output',
    'jsonpath={.spec.template.spec.containers[0].name}',
  );
  const patch = { spec: { template: { spec: { containers: [{ ...container, name }] } } } };
  await byHand('patch', 'statefulset/broker-1', '--patch', JSON.stringify(patch));
  await byHand('label', 'service', '--all', 'owner=shop');
  const found = await driftInShort(id);
  expect(found).toContain('broker-1: setting num.io.threads at next start none -> 5');
  expect(found).toContain('broker-1 still runs what was applied before');
  expect(found.some((line) => line.includes('owner') && line.endsWith('none -> shop'))).toBe(true);

  // Without its only broker nobody can tell whose forwards these are.
  await closeForwards(cluster.instance);
  await byHand('scale', 'statefulset/broker-1', '--replicas=0');
  expect(await driftInShort(id)).toEqual(
    expect.arrayContaining(['broker-1: form StatefulSet spec.replicas 1 -> 0', 'broker-1 has no pod']),
  );
});
