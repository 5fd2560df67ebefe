/** What administrators do to pods and machines: nothing kept is lost, and never are two brokers gone at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../../src/index.ts';
import { kubectl } from '../../../src/runtimes/kubernetes/kubectl/kubectl.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drainEveryRack, smallFetches } from '../../support/drains.ts';

const topic = 'kept';
const values = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'));

/** Each broker on a machine of its own. */
function brokerPerMachine(): ResolvedTopology {
  const topology = new Topology('multi-broker', { summary: 'for a test' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  const racks = ['a', 'b', 'c'];
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, racks, settings: smallFetches });
  return topology.resolve();
}

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(brokerPerMachine(), { portOffset: 11_600, runtime });
  const producer = createKafka({ access: cluster }).producer({ allowAutoTopicCreation: true });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}, 900_000);
afterAll(() => cluster?.[Symbol.asyncDispose](), 300_000);

function onCluster(...args: string[]): Promise<string> {
  return kubectl(placeOf(cluster.instance), args, { timeoutMs: 120_000 });
}

async function untilReady(): Promise<void> {
  const { topology } = cluster;
  await onCluster('wait', '--for=condition=Ready', 'pod', '--all', '--timeout=110s');
  await waitUntilReady({ topology, access: cluster, timeoutMs: 120_000 });
}

async function readAll(): Promise<readonly string[]> {
  const records = await readWholeTopic({ access: cluster, topic, timeoutMs: 60_000 });
  return records.map(({ value }) => value).toSorted();
}

it('keeps every record when pods are deleted, orderly or not', async () => {
  await onCluster('delete', 'pod', 'broker-1-0');
  await untilReady();
  await onCluster('delete', 'pod', 'broker-2-0', '--force', '--grace-period=0');
  await untilReady();
  expect(await readAll()).toEqual(values);
}, 300_000);

it('lets one broker be evicted, and no second before the first is back', async () => {
  const { context, namespace } = placeOf(cluster.instance);
  const evict = (pod: string): Promise<string> => {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`;
    return kubectl({ context }, ['create', '--raw', path, '--filename', '-'], {
      input: JSON.stringify(eviction),
    });
  };
  await waitFor({ what: 'the budget to allow one', timeoutMs: 60_000 }, async () => {
    const jsonpath = 'jsonpath={.status.disruptionsAllowed}';
    const allowed = await onCluster('get', 'poddisruptionbudget', 'brokers', '--output', jsonpath);
    return allowed === '1' ? true : new NotYet(`it allows ${allowed}`);
  });
  expect(await evict('broker-1-0')).toContain('"Success"');
  // TooManyRequests is what kubectl calls 429.
  await expect(evict('broker-2-0')).rejects.toThrow("violate the pod's disruption budget");
  await untilReady();

  await runtime.signals!.stop(cluster.instance, 'broker-3');
  await expect(evict('broker-2-0')).rejects.toThrow("violate the pod's disruption budget");
  await runtime.signals!.start(cluster.instance, 'broker-3');
  await untilReady();
}, 400_000);

it('every machine is drained in turn, and no partition goes below its min.insync.replicas', async () => {
  const drained = await drainEveryRack(cluster);
  expect(drained.fewestInSync).toBe(cluster.topology.minInSyncReplicas);
  expect(drained.failures).toEqual([]);
  expect(drained.acked).toBeGreaterThan(50);
  // The second and the third machine had to wait.
  expect(drained.refusals).toBeGreaterThan(1);
}, 900_000);
