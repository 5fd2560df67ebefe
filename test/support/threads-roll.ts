/** A roll to see: the lab's default topology with one setting that only a restart changes, and what each broker has of it. */
import { createKafka, withAdmin } from '../../src/client/kafkajs/kafka.ts';
import type { TopicRecord } from '../../src/client/kafkajs/read-topic.ts';
import { readWholeTopic } from '../../src/client/topics/read-whole-topic.ts';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../src/index.ts';
import type { RunningCluster } from '../../src/cluster/running-cluster.ts';

/** The lab's default topology with one broker setting. @param racks of the brokers. @default none */
export function withThreads(threads: number, racks?: readonly string[]): ResolvedTopology {
  const topology = new Topology('multi-broker', { summary: 'for a test' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  const settings = { 'background.threads': String(threads) };
  new KafkaCluster(topology, 'kafka', {
    metadata,
    brokers: 3,
    ...(racks && { racks }),
    settings,
    sessionTimeoutMs: 6_000,
  });
  return topology.resolve();
}

/** What `klab up` would say, step by step. */
export interface Told {
  readonly steps: string[];
}

/** Keeps what is said. @param stop fires in the middle of a roll: one node is done, and the next has its turn. */
export function tellTo(told: Told, stop?: AbortController) {
  const step = (text: string): void => {
    told.steps.push(text);
    if (text.includes('(2 of')) stop?.abort();
  };
  return { step, update: () => undefined, note: () => undefined };
}

/** The setting as each broker has it. */
export async function threadsInForce(cluster: RunningCluster): Promise<string[]> {
  const brokerResource = 4;
  return withAdmin(createKafka({ access: cluster }), async (admin) => {
    const answers = await Promise.all(
      ['1', '2', '3'].map((name) =>
        admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: brokerResource, name, configNames: ['background.threads'] }],
        }),
      ),
    );
    return answers.map(({ resources }) => resources[0]?.configEntries[0]?.configValue ?? '');
  });
}

/** All of a topic. Partitions arrive in any order, records of one in theirs. */
export async function readAll(cluster: RunningCluster, topic: string): Promise<readonly TopicRecord[]> {
  const read = await readWholeTopic({ access: cluster, topic, timeoutMs: 60_000 });
  return read.toSorted((one, other) => one.partition - other.partition);
}
