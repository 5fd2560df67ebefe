/** A kind cluster of its own, with a machine for each rack: new settings node by node, a machine that is lost, the end. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeStream } from '../../../src/checks/kafka/leader-stop.ts';
import { AckedStream } from '../../../src/checks/kit/stream.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import type { TopicRecord } from '../../../src/client/kafkajs/read-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { kubectl } from '../../../src/runtimes/kubernetes/kubectl/kubectl.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { klab } from '../../support/klab.ts';
import { kind, kindClusters, kubectl as onHost } from '../../support/kubernetes.ts';
import { watchPodReadiness } from '../../support/pod-watch.ts';
import { readAll, tellTo, threadsInForce, withThreads, type Told } from '../../support/threads-roll.ts';

const portOffset = 11_600;
const topic = 'kept';
const run = promisify(execFile);

function change(threads: number, told: Told = { steps: [] }): Promise<RunningCluster> {
  // Each broker on a machine of its own.
  const topology = withThreads(threads, ['a', 'b', 'c']);
  const { signal } = new AbortController();
  return bringUp({ topology, runtime, portOffset, progress: tellTo(told), signal });
}

let cluster: RunningCluster;
let kept: readonly TopicRecord[] = [];
const made: Told = { steps: [] };

beforeAll(async () => {
  cluster = await change(2, made);
}, 900_000);
// What is left of a test that failed; else nothing is.
afterAll(async () => {
  await takeDown(runtime, cluster.instance);
  await kind('delete', 'cluster', '--name', `klab-multi-broker-${portOffset}`);
}, 300_000);

const kafka = (): ReturnType<typeof createKafka> => createKafka({ access: cluster });

function onCluster(...args: string[]): Promise<string> {
  return kubectl(placeOf(cluster.instance), args, { timeoutMs: 120_000 });
}

async function untilReady(): Promise<void> {
  const { topology } = cluster;
  await onCluster('wait', '--for=condition=Ready', 'pod', '--all', '--timeout=110s');
  await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
}

it('has a machine for each rack in a kind cluster that was made for it', async () => {
  expect(made.steps).toContain(`making kind cluster klab-multi-broker-${portOffset}`);
  const zone = 'topology\\.kubernetes\\.io/zone';
  const zones = await onCluster('get', 'nodes', '--output', `jsonpath={.items[*].metadata.labels.${zone}}`);
  expect(zones.split(' ').toSorted()).toEqual(['a', 'b', 'c']);
});

it('restarts brokers one at a time under traffic, and nothing acknowledged is lost or out of order', async () => {
  await withAdmin(kafka(), (admin) =>
    admin.createTopics({
      topics: [{ topic, numPartitions: 3, replicationFactor: 3 }],
      waitForLeaders: false,
    }),
  );
  const producer = kafka().producer({ metadataMaxAge: 1_000 });
  await producer.connect();
  const stream = new AckedStream(producer, topic, 3);
  const told: Told = { steps: [] };
  // Kafka answers before Kubernetes has probed it: a pod may be unready that nobody has touched.
  await untilReady();
  await using watch = await watchPodReadiness(cluster.instance);
  await change(3, told);
  const atTheEnd = stream.counts();
  await waitFor({ what: 'every partition to go on', timeoutMs: 60_000 }, async () =>
    stream.counts().every((count, partition) => count > (atTheEnd[partition] ?? 0))
      ? true
      : new NotYet(stream.failure() ?? 'no record'),
  );
  await stream.end();
  await producer.disconnect();

  expect(told.steps.filter((step) => step.startsWith('restarting'))).toHaveLength(3);
  expect(watch.ended.toSorted()).toEqual(['broker-1-0', 'broker-2-0', 'broker-3-0']);
  expect(watch.mostUnready()).toBe(1);
  expect(await threadsInForce(cluster)).toEqual(['3', '3', '3']);
  kept = await readAll(cluster, topic);
  expect(stream.acked.length).toBeGreaterThan(100);
  expect(judgeStream(stream.acked, kept)).toEqual([]);
}, 400_000);

it('leaves nothing that kubectl diff would change, and applying twice changes nothing', async () => {
  const { context } = placeOf(cluster.instance);
  const file = join((await change(3)).instance.filesDir, 'kubernetes.yaml');
  const versions = (): Promise<string> =>
    onCluster(
      'get',
      'configmap,service,poddisruptionbudget,pod',
      '--output',
      'jsonpath={.items[*].metadata.resourceVersion}',
    );
  const generations = (): Promise<string> =>
    onCluster('get', 'statefulset', '--output', 'jsonpath={.items[*].metadata.generation}');
  // Exit code 1 would mean a difference.
  const diff = await run('kubectl', ['--context', context, 'diff', '--filename', file]);
  expect(diff.stdout).toBe('');
  const before = [await versions(), await generations()];
  const applied = await run('kubectl', ['--context', context, 'apply', '--filename', file]);
  // kubectl always sends a budget's selector again, and calls that configured; the server then changes nothing.
  const changed = applied.stdout.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'));
  expect(changed).toEqual(['poddisruptionbudget.policy/brokers configured']);
  expect([await versions(), await generations()]).toEqual(before);
}, 120_000);

it('loses the machine of a rack, and gets it back whole', async () => {
  const { id } = cluster.instance;
  const unknown = await klab('kill', id, 'rack:d');
  expect(unknown.output).toContain('multi-broker has no rack "d"; it has a, b, c');
  expect(unknown.code).toBe(2);
  expect((await klab('kill', id, 'rack:a')).output).toContain('killed rack a with broker-1');
  const states = async (): Promise<string[]> => (await cluster.status()).map(({ state }) => state);
  expect(await states()).toEqual(['stopped', 'running', 'running']);
  await expect(cluster.start('broker-1')).rejects.toThrow(
    /broker-1 is on \S+, which is down; start that: klab start \S+ rack:a/,
  );
  expect((await klab('start', id, 'rack:a')).output).toContain('started rack a with');
  expect(await states()).toEqual(['running', 'running', 'running']);
  await expect(cluster.startRack('a')).rejects.toThrow('rack a runs already');
  await untilReady();
  expect(await readAll(cluster, topic)).toEqual(kept);
}, 400_000);

it('goes, and its kind cluster with it', async () => {
  const own = placeOf(cluster.instance).kindCluster!;
  expect(await kindClusters()).toContain(own);
  expect((await klab('down', cluster.instance.id)).code).toBe(0);
  expect(await kindClusters()).not.toContain(own);
  expect(await onHost('config', 'get-contexts', '--output', 'name')).not.toContain(own);
}, 120_000);
