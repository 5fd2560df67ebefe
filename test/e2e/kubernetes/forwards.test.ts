/** Host addresses by port-forward: a second topology in a cluster, clients that outlive a pod, processes that share ports. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { renderKubernetes } from '../../../src/render/kubernetes/render.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import type { Instance } from '../../../src/cluster/instance.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { withEnvironment } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import { kubectl } from '../../support/kubernetes.ts';
import { standingOnKubernetes } from '../../support/standing-cluster.ts';
import { resolved } from '../../support/topologies.ts';

/** Resolves when the connection is closed, in order or not. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve());
  });
}

let first: TestCluster;
let second: RunningCluster;
beforeAll(async () => {
  const { cluster, leave } = await standingOnKubernetes();
  second = cluster;
  const where = { cluster: placeOf(second.instance).kindCluster! };
  first = await testCluster(resolved('single-broker'), { portOffset: 11_200, runtime, where });
  return leave;
}, 900_000);
afterAll(() => first[Symbol.asyncDispose](), 300_000);

it('keep two topologies of one cluster apart, and prove the second', { timeout: 400_000 }, async () => {
  expect(placeOf(first.instance).hostAccess).toBe('port-forward');
  expect(first.instance.clusterId).not.toBe(second.instance.clusterId);
  // In a process of its own, while this one has the ports.
  const smoke = await klab('smoke', second.instance.id);
  expect(smoke.output).toContain('8 passed');
  expect(smoke.code).toBe(0);
});

it('lead to a quorum that nobody tears apart from another home', { timeout: 120_000 }, async () => {
  const { portOffset, clusterId } = second.instance;
  const place = placeOf(second.instance);
  const uids = (): Promise<string> =>
    kubectl(
      '--context',
      place.context,
      '--namespace',
      place.namespace,
      'get',
      'pods,statefulsets',
      '--output=jsonpath={.items[*].metadata.uid}',
    );
  const before = await uids();
  const home = await mkdtemp(join(tmpdir(), 'klab-elsewhere-'));
  const refused = await withEnvironment({ KLAB_HOME: home }, () => {
    const way = ['--cluster', place.kindCluster!, '--port-offset', String(portOffset)];
    return klab('up', 'multi-broker', '--on', 'kubernetes', ...way, '--brokers', '1');
  });
  expect(refused.output).toContain('cannot be changed in place: broker-2 would go (and 1 more reason)');
  expect(refused.code).toBe(2);
  expect(await uids()).toBe(before);
  expect((await describeBroker(second.brokers[1]!)).clusterId).toBe(clusterId);
  await rm(home, { recursive: true });
});

it('stay open when a later up is interrupted', { timeout: 120_000 }, async () => {
  const interrupt = new AbortController();
  const step = (text: string): void => {
    if (text === 'waiting until the cluster is ready') interrupt.abort();
  };
  const { portOffset } = first.instance;
  const place = placeOf(first.instance);
  const again = bringUp({
    topology: resolved('single-broker'),
    runtime,
    portOffset,
    where: { cluster: place.kindCluster! },
    progress: { step, update() {}, note() {} },
    signal: interrupt.signal,
  });
  await expect(again).rejects.toMatchObject({ code: 'interrupted' });
  expect((await describeBroker(first.brokers[0]!)).clusterId).toBe(first.instance.clusterId);
});

it('survive a pod: a client that runs goes on', { timeout: 400_000 }, async () => {
  const kafka = createKafka({ access: second, clientId: 'forwards' });
  const admin = kafka.admin();
  const producer = kafka.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    const topic = 'forwards';
    await admin.createTopics({
      topics: [{ topic, numPartitions: 3, replicationFactor: 3 }],
      waitForLeaders: false,
    });
    // One send each: kafkajs leaves out a partition that moves to a broker which has answered the same send before.
    const write = async (): Promise<number> => {
      let written = 0;
      for (const partition of [0, 1, 2]) {
        written += (await producer.send({ topic, acks: -1, messages: [{ partition, value: 'a record' }] }))
          .length;
      }
      return written;
    };
    expect(await write()).toBe(3);
    const port = Number(second.bootstrap[1]?.split(':')[1]);
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const ended = closed(idle);

    await second.kill('broker-2');
    // The other side of a dead broker hears of it.
    await ended;
    // Nobody waits for a broker that is not there.
    await closed(connect(port, '127.0.0.1'));
    expect(await write()).toBe(3);
    await second.start('broker-2');
    const { topology, instance } = second;
    await waitUntilReady({ topology, access: second, clusterId: instance.clusterId!, timeoutMs: 150_000 });
    expect(await write()).toBe(3);
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
});

it('are opened by whoever comes later', { timeout: 120_000 }, async () => {
  await closeForwards(second.instance);
  const status = await klab('status', second.instance.id);
  expect(status.output).toMatch(/broker-\d +combined +running.*controller/);
  await runtime.forwards!.attach(second.instance);
});

it('lead to nobody else, though both have one id', { timeout: 400_000 }, async () => {
  const { context } = placeOf(first.instance);
  const dir = await mkdtemp(join(tmpdir(), 'klab-twins-'));
  const portOffset = 15_200;
  const twins = ['klab-twin-a', 'klab-twin-b'] as const;
  const inNamespace = (namespace: string, ...args: string[]): Promise<string> =>
    kubectl('--context', context, '--namespace', namespace, ...args);
  try {
    for (const namespace of twins) {
      const { clusterId } = first.instance;
      const twin = { portOffset, namespace, clusterId: clusterId!, hostAccess: 'port-forward' } as const;
      const file = join(dir, 'kubernetes.yaml');
      await writeFile(file, renderKubernetes(resolved('single-broker'), twin).content);
      await kubectl('--context', context, 'apply', '--filename', file);
    }
    const ready = [
      'wait',
      'statefulset/broker-1',
      '--for=jsonpath={.status.readyReplicas}=1',
      '--timeout=300s',
    ];
    await Promise.all(twins.map((namespace) => inNamespace(namespace, ...ready)));
    const [a, b] = twins.map((namespace): Instance => ({
      ...first.instance,
      portOffset,
      place: { context, namespace, hostAccess: 'port-forward' },
    })) as [Instance, Instance];
    await runtime.forwards!.attach(a);
    await expect(runtime.forwards!.attach(b)).rejects.toMatchObject({ code: 'port-taken' });
    const id = `single-broker-kubernetes-${portOffset}`;
    const status = (namespace: string) => klab('status', id, '--context', context, '--namespace', namespace);
    expect((await status('klab-twin-a')).output).toMatch(/broker-1 +combined +running/);
    expect((await status('klab-twin-b')).output).toMatch(/not complete: port \d+ of broker-1 is taken by/);
    await closeForwards(a);
    expect((await status('klab-twin-b')).output).not.toContain('not complete');
  } finally {
    await Promise.all(
      twins.map((name) => kubectl('--context', context, 'delete', 'namespace', name, '--ignore-not-found')),
    );
    await rm(dir, { recursive: true });
  }
});
