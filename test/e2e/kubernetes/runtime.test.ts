/** What the Kubernetes runtime promises of clusters that it finds: they stay, and data is kept; those it makes are in rolling. */
import { accessOf } from '../../../src/cluster/running-cluster.ts';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { listInstances } from '../../../src/runtimes/instances.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { closeForwards } from '../../../src/runtimes/kubernetes/forward/port-forward.ts';
import { up as upAsProgram } from '../../../src/app/library/up.ts';
import { klab } from '../../support/klab.ts';
import { kindClusters, kubectl, sharedKind, tracesIn, type SharedKind } from '../../support/kubernetes.ts';
import { resolved } from '../../support/topologies.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';

const portOffset = 10_200;
const offset = String(portOffset);
const id = `single-broker-kubernetes-${offset}`;
const namespace = `klab-single-broker-${offset}`;
const up = ['up', 'single-broker', '--on', 'kubernetes', '--port-offset', offset] as const;

/** Making a cluster takes minutes where others use the machine too. */
const timeout = 600_000;

afterEach(async () => {
  for (const instance of await listInstances()) await takeDown(runtime, instance);
}, timeout);

describe('in a kind cluster that was there', () => {
  let shared: SharedKind;
  beforeAll(async () => {
    shared = await sharedKind();
  }, timeout);

  it('goes up, twice, keeps its data, and goes down, twice; the cluster stays', { timeout }, async () => {
    const to = [...up, '--cluster', shared.cluster];
    const first = await klab(...to);
    expect(first.output).toContain(`${id} is ready`);
    expect(first.output).not.toContain('making kind cluster');
    const again = await klab(...to, '--json');
    expect(again.output).toContain('0 of 1 nodes to start');
    const { clusterId, bootstrap } = JSON.parse(again.stdout) as { clusterId: string; bootstrap: string[] };
    expect(bootstrap).toEqual(['127.0.0.1:19292']);
    // What was applied is what is there.
    const instance = (await listInstances()).find((stored) => stored.id === id)!;
    const manifests = `${instance.filesDir}/kubernetes.yaml`;
    expect(await kubectl('--context', shared.context, 'diff', '--filename', manifests)).toBe('');

    await runtime.forwards!.attach(instance);
    const producer = createKafka({ access: accessOf(instance) }).producer({ allowAutoTopicCreation: true });
    await producer.connect();
    await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'a' }, { value: 'b' }] });
    await producer.disconnect();
    // As a verb that has ended: the next one listens itself.
    await closeForwards(instance);

    expect((await klab('down', id, '--keep-data')).code).toBe(0);
    expect(await tracesIn(shared.context, id)).toEqual([`namespace/${namespace}`, 'configmap/klab-topology']);
    expect((await klab('down', id, '--keep-data')).code).toBe(0);
    const back = JSON.parse((await klab(...to, '--json')).stdout) as { clusterId: string };
    expect(back.clusterId).toBe(clusterId);
    await runtime.forwards!.attach(instance);
    const records = await readWholeTopic({ access: accessOf(instance), topic: 'kept', timeoutMs: 60_000 });
    expect(records.map(({ value }) => value).toSorted()).toEqual(['a', 'b']);
    await closeForwards(instance);

    expect((await klab('down', id)).code).toBe(0);
    const twice = await klab('down', id);
    expect(twice).toMatchObject({ code: 0, output: expect.stringContaining('nothing was up') });
    expect(await tracesIn(shared.context, id)).toEqual([]);
    expect(await kindClusters()).toContain(shared.cluster);
  });

  it(
    'is used by its context without kind and Docker, from a program, and left as it was',
    { timeout },
    async () => {
      {
        await using cluster = await upAsProgram(resolved('single-broker'), {
          on: 'kubernetes',
          context: shared.context,
          portOffset,
        });
        expect(cluster.instance.place).toEqual({
          context: shared.context,
          namespace,
          hostAccess: 'port-forward',
        });
        expect(await cluster.status()).toMatchObject([{ id: 'broker-1', state: 'running' }]);
        const elsewhere = await klab(...up, '--context', 'kind-other');
        expect(elsewhere.output).toContain(
          `${id} is up in namespace ${namespace} of context ${shared.context}; leave --context, --cluster and --namespace away`,
        );
      }
      expect(await tracesIn(shared.context, id)).toEqual([]);
    },
  );
});
