/** A roll on Kubernetes that comes to no good: a node that does not start with its new settings, and one that is interrupted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { createPlacedTopic } from '../../../src/client/topics/placed-topic.ts';
import type { TopicRecord } from '../../../src/client/kafkajs/read-topic.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { kubectl } from '../../../src/runtimes/kubernetes/kubectl/kubectl.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { bringUp } from '../../../src/runtimes/up/lifecycle.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { readAll, tellTo, threadsInForce, withThreads, type Told } from '../../support/threads-roll.ts';

const portOffset = 11_680;
const topic = 'kept';

async function change(
  threads: number,
  told: Told = { steps: [] },
  stop?: AbortController,
): Promise<RunningCluster> {
  const signal = (stop ?? new AbortController()).signal;
  const where = { cluster: (await sharedKind()).cluster };
  const progress = tellTo(told, stop);
  return bringUp({ topology: withThreads(threads), runtime, portOffset, progress, signal, where });
}

let cluster: RunningCluster;
let kept: readonly TopicRecord[];

beforeAll(async () => {
  cluster = await change(2);
  await createPlacedTopic(cluster, { topic, replicas: [[1, 2, 3]] });
  const producer = createKafka({ access: cluster }).producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: 100 }, (_, key) => ({ value: String(key) })) });
  await producer.disconnect();
  kept = await readAll(cluster, topic);
}, 900_000);
afterAll(() => takeDown(runtime, cluster.instance), 300_000);

function onCluster(...args: string[]): Promise<string> {
  return kubectl(placeOf(cluster.instance), args, { timeoutMs: 120_000 });
}

/** Names and ids of the pods: another id is another pod. */
async function podIds(): Promise<string[]> {
  const each = '{range .items[*]}{.metadata.name} {.metadata.uid}{"\\n"}{end}';
  return (await onCluster('get', 'pods', '--output', `jsonpath=${each}`)).trim().split('\n');
}

it('stops at a node that does not start with its new settings, and goes on from there', async () => {
  const before = await podIds();
  const failure = await change(0).then(
    () => undefined,
    (error: unknown) => error as Error & { details: string[] },
  );
  expect(failure?.message).toMatch(
    /^the change stopped half-way, broker-\d, broker-\d keep their old settings: broker-\d ended again and again/,
  );
  expect(failure?.details.join('\n')).toContain('background.threads');
  // The others were left alone.
  expect((await podIds()).filter((pod) => before.includes(pod))).toHaveLength(2);
  expect(await readAll(cluster, topic)).toEqual(kept);

  const interrupted: Told = { steps: [] };
  await expect(change(4, interrupted, new AbortController())).rejects.toThrow(
    /^interrupted; broker-\d, broker-\d keep their old settings until up is run again/,
  );
  const goneOn: Told = { steps: [] };
  await change(4, goneOn);
  expect(goneOn.steps.filter((step) => step.startsWith('restarting'))).toHaveLength(2);
  expect(await threadsInForce(cluster)).toEqual(['4', '4', '4']);
  expect(await readAll(cluster, topic)).toEqual(kept);
}, 600_000);
