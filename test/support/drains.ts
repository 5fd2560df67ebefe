/** Drains machines as an administrator does, under traffic that makes a broker's return slow, and sees what that costs. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ClusterWatch } from '../../src/client/watch/cluster-watch.ts';
import { createKafka, withAdmin } from '../../src/client/kafkajs/kafka.ts';
import { brokersOf } from '../../src/kafka/node.ts';
import { placeOf } from '../../src/runtimes/kubernetes/place/place.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

const run = promisify(execFile);

/** Bytes that a broker may copy in a second while it is out of sync: it returns with some seconds' worth behind. */
const catchUpBytesPerSecond = 600_000;
const recordBytes = 10_000;
const partitions = 3;
/** Kafka's number of brokers among what has settings. */
const brokerResource = 4;
const pauseMs = 100;
const lookIntervalMs = 100;

/** Settings by which the limit holds from the first fetch on, which otherwise takes ten megabytes at once. */
export const smallFetches = {
  'replica.fetch.max.bytes': '50000',
  'replica.fetch.response.max.bytes': '100000',
} as const;

/** What was seen while machines were drained. */
export interface Drained {
  /** The fewest in-sync replicas that any partition had. */
  readonly fewestInSync: number;
  /** How often an eviction was refused, because the budget was spent. */
  readonly refusals: number;
  readonly acked: number;
  /** Why sends were given up. */
  readonly failures: readonly string[];
}

/** Drains the machine of every rack, one right after another, each uncordoned as soon as it is empty. */
export async function drainEveryRack(cluster: RunningCluster): Promise<Drained> {
  const traffic = await slowReturns(cluster);
  const watch = new ClusterWatch({ cluster });
  await watch.start();
  const ending = new AbortController();
  let fewestInSync = Infinity;
  const looking = (async () => {
    while (!ending.signal.aborted) {
      for (const { isr } of watch.snapshot().partitions) fewestInSync = Math.min(fewestInSync, isr.length);
      await delay(lookIntervalMs);
    }
  })();
  let refusals = 0;
  try {
    for (const machine of await machinesWithRacks(cluster)) refusals += await drain(cluster, machine);
  } finally {
    ending.abort();
    await looking;
    await watch.stop();
  }
  return { fewestInSync, refusals, ...(await traffic.end()) };
}

/** A steady producer, and brokers that catch up slowly. */
async function slowReturns(cluster: RunningCluster): Promise<{
  end(): Promise<Pick<Drained, 'acked' | 'failures'>>;
}> {
  const topic = 'drained';
  // Patient: the machines of the test are one.
  const kafka = createKafka({ access: cluster, requestTimeoutMs: 20_000, retries: 10 });
  const setEntry = (name: string, value: string) => [{ name, value }];
  await withAdmin(kafka, async (admin) => {
    const configEntries = setEntry('follower.replication.throttled.replicas', '*');
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor: 3, configEntries }],
      waitForLeaders: false,
    });
    for (const { number } of brokersOf(cluster.topology)) {
      const limit = setEntry('follower.replication.throttled.rate', String(catchUpBytesPerSecond));
      const resources = [{ type: brokerResource, name: String(number), configEntries: limit }];
      await admin.alterConfigs({ validateOnly: false, resources });
    }
  });
  const producer = kafka.producer({ metadataMaxAge: 1_000 });
  await producer.connect();
  const ending = new AbortController();
  let acked = 0;
  const failures: string[] = [];
  const value = 'x'.repeat(recordBytes);
  const loops = Array.from({ length: partitions }, async (_, partition) => {
    while (!ending.signal.aborted) {
      try {
        await producer.send({ topic, acks: -1, messages: [{ value, partition }] });
        acked += 1;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      await delay(pauseMs);
    }
  });
  return {
    async end() {
      ending.abort();
      await Promise.all(loops);
      await producer.disconnect();
      return { acked, failures };
    },
  };
}

async function machinesWithRacks({ instance }: RunningCluster): Promise<readonly string[]> {
  const selector = ['--selector', 'topology.kubernetes.io/zone', '--output', 'name'];
  const { stdout } = await run('kubectl', [
    '--context',
    placeOf(instance).context,
    'get',
    'nodes',
    ...selector,
  ]);
  return stdout.trim().split('\n');
}

/** @returns how often an eviction was refused. */
async function drain({ instance }: RunningCluster, machine: string): Promise<number> {
  const context = ['--context', placeOf(instance).context];
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', '--timeout=240s'];
  const { stderr } = await run('kubectl', [...context, 'drain', machine, ...options]);
  await run('kubectl', [...context, 'uncordon', machine]);
  return stderr.split("violate the pod's disruption budget").length - 1;
}
