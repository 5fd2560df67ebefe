/** three-racks on a kind cluster whose machines are its racks: a rack that goes with its machine comes back whole. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { messageOf } from '../../../src/errors.ts';
import { isUnderReplicated } from '../../../src/cluster/partition.ts';
import { readStatus } from '../../../src/runtimes/cluster-status.ts';
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { kubectl } from '../../../src/runtimes/kubernetes/kubectl/kubectl.ts';
import { listMachines } from '../../../src/runtimes/kubernetes/place/machines.ts';
import { placeOf } from '../../../src/runtimes/kubernetes/place/place.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { drill, hit } from '../../support/drills.ts';
import { klab } from '../../support/klab.ts';
import { passesSmoke, survivesKill, takesNewSetting } from '../../support/life-on-kubernetes.ts';
import { resolved } from '../../support/topologies.ts';

const portOffset = 12_200;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(resolved('three-racks'), { portOffset, runtime });
}, 900_000);
afterAll(() => cluster[Symbol.asyncDispose]());

/** Writes once the partitions have leaders again: a dead rack is missed after a session. */
async function write(value: string): Promise<void> {
  await waitFor({ what: `"${value}" to be acknowledged`, timeoutMs: 120_000 }, async () => {
    const producer = createKafka({ access: cluster }).producer({ allowAutoTopicCreation: true });
    try {
      await producer.connect();
      await producer.send({ topic: 'kept', acks: -1, messages: [{ key: value, value }] });
      return true;
    } catch (error) {
      return new NotYet(messageOf(error));
    } finally {
      await producer.disconnect();
    }
  });
}

/** What was acknowledged; a write that was tried again may be there twice. */
async function read(): Promise<readonly string[]> {
  const records = await readWholeTopic({ access: cluster, topic: 'kept', timeoutMs: 60_000 });
  return [...new Set(records.map(({ value }) => value))].toSorted();
}

async function stoppedNodes(): Promise<string[]> {
  return (await cluster.status()).filter(({ state }) => state === 'stopped').map(({ id }) => id);
}

/** The last number of the address of a rack's machine. */
async function addressOf(rack: string): Promise<number> {
  const selector = ['--selector', `topology.kubernetes.io/zone=${rack}`];
  const address = ['--output', 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}'];
  const text = await kubectl(placeOf(cluster.instance), ['get', 'nodes', ...selector, ...address]);
  return Number(text.split('.').at(-1));
}

async function untilInSync(): Promise<void> {
  const { topology, instance } = cluster;
  const clusterId = await waitUntilReady({ topology, access: cluster, timeoutMs: 240_000 });
  expect(clusterId).toBe(instance.clusterId);
  await waitFor({ what: 'every partition to be in sync', timeoutMs: 120_000 }, async () => {
    const { partitions = [], problem } = await readStatus(cluster);
    const lagging = partitions.filter(isUnderReplicated);
    return problem === undefined && lagging.length === 0
      ? true
      : new NotYet(problem ?? `${lagging.length} are not`);
  });
}

it('survives the loss of a rack', { timeout: 600_000 }, async () => {
  await write('before');
  const { id } = cluster.instance;
  const unknown = await klab('kill', id, 'rack:d');
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.output).toContain('three-racks has no rack "d"; it has a, b, c');
  expect((await klab('pause', id, 'rack:a')).output).toContain(
    '"rack:a" is a whole rack, which only kill and start take; name one node',
  );

  const killed = await klab('kill', id, 'rack:a');
  expect(killed.output).toContain('killed rack a with controller-101, broker-1, broker-4');
  const machines = await listMachines(placeOf(cluster.instance).kindCluster!);
  expect(machines.filter(({ running }) => !running)).toHaveLength(1);
  expect(await stoppedNodes()).toEqual(['controller-101', 'broker-1', 'broker-4']);
  await expect(cluster.killRack('a')).rejects.toThrow(
    `rack a does not run; start it with: klab start ${id} rack:a`,
  );
  await expect(cluster.start('broker-1')).rejects.toThrow(
    /broker-1 is on \S+, which is down; start that: klab start \S+ rack:a/,
  );
  expect(await cluster.logs('broker-1', 3)).toEqual([]);
  await write('without rack a');

  expect((await klab('start', id, 'rack:a')).output).toContain('started rack a with');
  expect(await stoppedNodes()).toEqual([]);
  await expect(cluster.startRack('a')).rejects.toThrow('rack a runs already');
  await untilInSync();
  expect(await read()).toEqual(['before', 'without rack a']);
});

it(
  'lose-zone: the other two go on without it, and nothing acknowledged is lost',
  { timeout: 600_000 },
  async () => {
    const result = await drill(cluster, 'lose-zone');
    expect(hit(result)).toHaveLength(3);
    expect(result.expectation.survives).toBe(true);
  },
);

it(
  'comes back after two racks were down, whose machines may have changed addresses',
  { timeout: 600_000 },
  async () => {
    // Docker gives a machine the first address that is free: started in the other order, the two swap theirs.
    const order = (await addressOf('a')) > (await addressOf('c')) ? ['a', 'c'] : ['c', 'a'];
    await Promise.all(order.map((rack) => cluster.killRack(rack)));
    expect(await stoppedNodes()).toHaveLength(6);
    for (const rack of order) await cluster.startRack(rack);
    await untilInSync();
    await write('after all');
    expect(await read()).toEqual(['after all', 'before', 'without rack a']);
  },
);

it('keeps its promises, loses a broker and takes a new setting', { timeout: 1_800_000 }, async () => {
  await passesSmoke(cluster);
  await survivesKill(cluster);
  await takesNewSetting(cluster, undefined);
  expect(await stoppedNodes()).toEqual([]);
});
