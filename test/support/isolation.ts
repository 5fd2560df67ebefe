/** What cutting a node off means, the same on every runtime: seen by clients of each broker, not by the lab. */
import { expect, it } from 'vitest';
import { describeBroker } from '../../src/client/wire/describe-cluster.ts';
import type { PartitionState } from '../../src/cluster/partition.ts';
import { fetchMetadata, metadataOf, topicIn } from '../../src/client/wire/fetch-metadata.ts';
import { createPlacedTopic } from '../../src/client/topics/placed-topic.ts';
import { waitUntilReady } from '../../src/client/topics/readiness.ts';
import { BrokerConnection } from '../../src/client/wire/connection.ts';
import { messageOf } from '../../src/errors.ts';
import { WireFailure } from '../../src/client/wire/wire-failure.ts';
import { brokersOf } from '../../src/kafka/node.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';
import type { Isolation } from '../../src/cluster/node-status.ts';
import { NotYet, waitFor } from '../../src/wait.ts';

const timeoutMs = 2_000;

const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** The second broker: whoever is cut off in these tests. */
function victimOf({ topology }: RunningCluster): string {
  return brokersOf(topology)[1]!.id;
}

/**
 * Makes a topic with a copy on each of three brokers: partition 0 is led by the first, partition 1 by the second, which
 * is the one that is cut off.
 */
export async function makeTopic(cluster: RunningCluster, topic: string): Promise<void> {
  const replicas = [
    [1, 2, 3],
    [2, 3, 1],
  ];
  await createPlacedTopic(cluster, { topic, replicas });
  await untilInSync(cluster, topic, 1, 2, 3);
}

/** What one broker, by its place, says of a partition. */
async function opinion(
  { brokers }: RunningCluster,
  topic: string,
  broker: number,
): Promise<readonly PartitionState[]> {
  return topicIn(await metadataOf(brokers[broker - 1]!, [topic], timeoutMs), topic).partitions;
}

/** Waits until the first broker counts these, and nobody else, as in sync in every partition. */
export async function untilInSync(
  cluster: RunningCluster,
  topic: string,
  ...brokers: readonly number[]
): Promise<void> {
  const what = `broker 1 to count ${brokers.join(', ')} as in sync`;
  await waitFor({ what, timeoutMs: 90_000, intervalMs: 200 }, async () => {
    const partitions = await opinion(cluster, topic, 1).catch(() => []);
    const found = partitions.map(({ isr }) => inOrder(isr).join());
    return found.length === 2 && found.every((isr) => isr === brokers.join())
      ? true
      : new NotYet(found.join(' and '));
  });
}

/** Of every node, from what it is cut off by its runtime's word; nodes that are not are left out. */
export async function cutOff(cluster: RunningCluster): Promise<Readonly<Record<string, Isolation>>> {
  const nodes = await cluster.status();
  return Object.fromEntries(nodes.flatMap(({ id, isolated }) => (isolated ? [[id, isolated]] : [])));
}

/** Heals the victim and waits until the cluster is whole again, under the id that it had. */
export async function healWhole(cluster: RunningCluster, topic: string): Promise<void> {
  const victim = victimOf(cluster);
  await cluster.heal(victim);
  expect(await cutOff(cluster)).toEqual({});
  await untilInSync(cluster, topic, 1, 2, 3);
  const { topology, instance } = cluster;
  // It may wait on a connection from before, and so may clients that ask it to change something.
  const clusterId = await waitFor({ what: 'the cluster to take changes', timeoutMs: 90_000 }, async () => {
    try {
      return await waitUntilReady({ topology, access: cluster, timeoutMs: 90_000 });
    } catch (error) {
      return new NotYet(messageOf(error));
    }
  });
  expect(clusterId).toBe(instance.clusterId);
}

/** Declares a test for each isolation. @param running the cluster, once it is up; it has three brokers. */
export function itIsolates(running: () => RunningCluster): void {
  it('from its cluster: it leaves the in-sync replicas, and clients on the host still reach it', async () => {
    const cluster = running();
    const topic = 'without-cluster';
    await makeTopic(cluster, topic);
    const [victim, { clusterId }] = [victimOf(cluster), cluster.instance];
    const before = await BrokerConnection.open(cluster.brokers[1]!, timeoutMs);
    await cluster.isolate(victim, 'cluster');
    expect(await cutOff(cluster)).toEqual({ [victim]: 'cluster' });
    await untilInSync(cluster, topic, 1, 3);
    expect(await describeBroker(cluster.brokers[1]!)).toMatchObject({ clusterId });
    // A client that was there before has noticed nothing.
    expect(topicIn(await fetchMetadata(before, [topic], timeoutMs), topic).partitions).toHaveLength(2);
    before.close();
    await expect(cluster.isolate(victim, 'all')).rejects.toThrow(
      `${victim} is cut off already (cluster); heal it first: klab heal ${cluster.instance.id} ${victim}`,
    );
    await healWhole(cluster, topic);
    await expect(cluster.heal(victim)).rejects.toThrow(`${victim} is not cut off`);
  });

  it('from all: also clients do not reach it, those from before included', async () => {
    const cluster = running();
    const topic = 'without-all';
    await makeTopic(cluster, topic);
    const victim = victimOf(cluster);
    const before = await BrokerConnection.open(cluster.brokers[1]!, timeoutMs);
    await cluster.isolate(victim, 'all');
    expect(await cutOff(cluster)).toEqual({ [victim]: 'all' });
    await expect(fetchMetadata(before, [topic], timeoutMs)).rejects.toBeInstanceOf(WireFailure);
    await expect(describeBroker(cluster.brokers[1]!)).rejects.toMatchObject({ code: 'client' });
    await untilInSync(cluster, topic, 1, 3);
    await healWhole(cluster, topic);
    before.close();
  });

  it('from its controllers: they fence it, and it goes on reporting itself leader of what is in sync', async () => {
    const cluster = running();
    const topic = 'without-controllers';
    await makeTopic(cluster, topic);
    const victim = victimOf(cluster);
    await cluster.isolate(victim, 'controllers');
    expect(await cutOff(cluster)).toEqual({ [victim]: 'controllers' });
    await untilInSync(cluster, topic, 1, 3);
    const others = await describeBroker(cluster.brokers[0]!);
    expect(inOrder(others.brokers.map(({ number }) => number))).toEqual([1, 3]);
    expect((await opinion(cluster, topic, 1))[1]?.leader).not.toBe(2);
    // Nobody has told it: each replica it knows is in sync, and it leads.
    const own = (await opinion(cluster, topic, 2))[1];
    expect({ leader: own?.leader, isr: inOrder(own?.isr ?? []) }).toEqual({ leader: 2, isr: [1, 2, 3] });
    await healWhole(cluster, topic);
  });
}
