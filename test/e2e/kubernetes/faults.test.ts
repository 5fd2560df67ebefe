/** Faults are what they say: seen past the lab's own code, in the processes of the machine, in logs and on the wire. */
import type { BrokerAccess } from '../../../src/cluster/access.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { kubectl } from '../../../src/runtimes/kubernetes/kubectl/kubectl.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { docker } from '../../support/docker.ts';
import { standingOnKubernetes } from '../../support/standing-cluster.ts';

let cluster: RunningCluster;
beforeAll(async () => {
  const { cluster: standing, leave } = await standingOnKubernetes();
  cluster = standing;
  return leave;
}, 600_000);

function brokerOf(nodeId: string): BrokerAccess {
  return cluster.brokers.find(({ id }) => id === nodeId)!;
}

async function untilReady(cluster: RunningCluster): Promise<void> {
  const { topology, instance } = cluster;
  const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 150_000 });
  expect(clusterId).toBe(instance.clusterId);
}

/** Brokers of the cluster that run on the machine, by what its process table says. */
async function brokerProcesses(): Promise<number> {
  const machine = `${placeOf(cluster.instance).kindCluster}-control-plane`;
  const ours = `^CLUSTER_ID=${cluster.instance.clusterId}$`;
  const environments = `$(pgrep --exact java | sed 's|.*|/proc/&/environ|')`;
  const count = `grep --files-with-matches --null-data --no-messages '${ours}' ${environments} | wc --lines`;
  return Number(await docker('exec', machine, 'bash', '-c', count));
}

/** Everything a node's container writes from now on, until it is gone. */
function followLog(nodeId: string): { text(): Promise<string> } {
  const { context, namespace } = placeOf(cluster.instance);
  const where = ['--context', context, '--namespace', namespace];
  const child = spawn('kubectl', [...where, 'logs', '--follow', '--tail', '1', `${nodeId}-0`]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = once(child, 'close');
  return {
    async text() {
      await closed;
      return text;
    },
  };
}

/** A connection of a client that only listens. */
async function connection(nodeId: string): Promise<{ ended: Promise<number> }> {
  const [host = '', port] = brokerOf(nodeId).address.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  // Not `once`, for which a reset would be a failure.
  return { ended: new Promise((resolve) => socket.on('close', () => resolve(performance.now()))) };
}

/** Pods of a node and how often each was restarted. */
async function podsOf(nodeId: string): Promise<string> {
  const format = '{range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{end}';
  const args = ['get', 'pods', '--selector', `klab.node=${nodeId}`, '--output', `jsonpath=${format}`];
  return kubectl(placeOf(cluster.instance), args);
}

async function statesOf(): Promise<string[]> {
  return (await cluster.status()).map(({ state }) => state);
}

async function write(value: string): Promise<void> {
  const producer = createKafka({ access: cluster }).producer({ allowAutoTopicCreation: true });
  await producer.connect();
  await producer.send({ topic: 'kept', acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

async function read(): Promise<readonly string[]> {
  const records = await readWholeTopic({ access: cluster, topic: 'kept', timeoutMs: 60_000 });
  return records.map(({ value }) => value).toSorted();
}

describe('kill', () => {
  it('ends the JVM without a word, cuts its connections, and nothing brings it back', async () => {
    await write('before the kill');
    const log = followLog('broker-3');
    const client = await connection('broker-3');
    expect(await brokerProcesses()).toBe(3);
    await cluster.kill('broker-3');
    const killedAt = performance.now();
    expect(await brokerProcesses()).toBe(2);
    expect(await statesOf()).toEqual(['running', 'running', 'stopped']);
    expect((await client.ended) - killedAt).toBeLessThan(10_000);
    await expect(cluster.kill('broker-3')).rejects.toThrow(
      `broker-3 does not run; start it with: klab start ${cluster.instance.id} broker-3`,
    );
    expect(await log.text()).not.toMatch(/SIGTERM|shutting down|shut down/i);

    // A kubelet restarts what has ended within seconds; the session of a dead broker takes longer.
    const what = 'Kafka to count broker-3 out';
    await waitFor({ what, timeoutMs: 90_000 }, async () => {
      const { brokers } = await describeBroker(brokerOf('broker-1'));
      return brokers.some(({ number }) => number === 3) ? new NotYet('it is a member') : true;
    });
    expect(await podsOf('broker-3')).toBe('');
    expect(await brokerProcesses()).toBe(2);
    expect(await cluster.logs('broker-3', 5)).toEqual([]);

    await cluster.start('broker-3');
    await untilReady(cluster);
    expect(await podsOf('broker-3')).toMatch(/^\S+ 0$/);
    await expect(cluster.start('broker-3')).rejects.toThrow('broker-3 runs already (pod broker-3-0)');
    expect(await read()).toEqual(['before the kill']);
  });

  it('takes a paused node, and two at once', async () => {
    await cluster.pause('broker-2');
    await Promise.all([cluster.kill('broker-2'), cluster.kill('broker-3')]);
    expect(await brokerProcesses()).toBe(1);
    expect(await statesOf()).toEqual(['running', 'stopped', 'stopped']);
    await Promise.all([cluster.start('broker-2'), cluster.start('broker-3')]);
    await untilReady(cluster);
    expect(await read()).toEqual(['before the kill']);
  });
});

it('stop is orderly, and its log says so', async () => {
  const log = followLog('broker-1');
  await cluster.stop('broker-1');
  const text = await log.text();
  expect(text).toContain('SIGTERM');
  expect(text).toMatch(/Controlled shutdown|controlled shutdown/);
  expect(text).toMatch(/shut down completed/);
  expect(await podsOf('broker-1')).toBe('');
  expect(await statesOf()).toEqual(['stopped', 'running', 'running']);
  await cluster.start('broker-1');
  await untilReady(cluster);
});

it('pause freezes a node that keeps its connections, and resume lets it go on', async () => {
  const before = await podsOf('broker-2');
  const client = await connection('broker-2');
  await cluster.pause('broker-2');
  expect(await statesOf()).toEqual(['running', 'paused', 'running']);
  await expect(cluster.pause('broker-2')).rejects.toThrow('broker-2 is paused already');
  await expect(cluster.stop('broker-2')).rejects.toThrow('broker-2 is paused and cannot end in order');
  // It accepts what it does not answer, until it is unready and longer.
  await connection('broker-2');
  await expect(describeBroker(brokerOf('broker-2'))).rejects.toThrow(/did not answer|within|timed? ?out/i);
  const what = 'the kubelet to find broker-2 unready';
  await waitFor({ what, timeoutMs: 90_000 }, async () => {
    const ready = 'jsonpath={.status.containerStatuses[0].ready}';
    const args = ['get', 'pod', 'broker-2-0', '--output', ready];
    return (await kubectl(placeOf(cluster.instance), args)) === 'false' ? true : new NotYet('it is ready');
  });
  const stillOpen = Symbol('open');
  expect(await Promise.race([client.ended, Promise.resolve(stillOpen)])).toBe(stillOpen);
  expect(await statesOf()).toEqual(['running', 'paused', 'running']);
  await cluster.resume('broker-2');
  await expect(cluster.resume('broker-2')).rejects.toThrow('broker-2 is not paused');
  await untilReady(cluster);
  expect(await podsOf('broker-2')).toBe(before);
});

it('a listener is asked from where it is meant to be used', async () => {
  const advertised = async (name: string): Promise<string[]> => [
    ...(await cluster.probeListener('broker-1', name)).advertised.values(),
  ];
  expect(await advertised('INTERNAL')).toEqual(['broker-1:19092', 'broker-2:19093', 'broker-3:19094']);
  expect(await advertised('EXTERNAL')).toEqual(cluster.bootstrap);
  await expect(advertised('DOCKER')).rejects.toThrow('broker-1 has no listener DOCKER on kubernetes');
  await cluster.stop('broker-2');
  await expect(cluster.probeListener('broker-2', 'INTERNAL')).rejects.toThrow(
    /^broker-2:19093 is not reached from pod broker-[13]-0: /,
  );
  await cluster.start('broker-2');
  await untilReady(cluster);
});
