/** What checks of lessons look at a cluster with, and what their steps may do to it. */
import { beat, beatOf, type Beat } from '../client/by-hand/beat.ts';
import { consumeAsGroup } from '../client/by-hand/consume.ts';
import { describeGroup, type GroupView } from '../client/by-hand/groups.ts';
import { produce, RecordRefused, type ProduceOptions } from '../client/by-hand/produce.ts';
import { makeTopic, topicIfThere, type NewTopic, type TopicView } from '../client/by-hand/topics.ts';
import type { TopicRecord } from '../client/kafkajs/read-topic.ts';
import { readWholeTopic } from '../client/topics/read-whole-topic.ts';
import { activeController } from '../client/watch/active-controller.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { RuntimeError } from '../errors.ts';
import type { DrillReport } from './drill-report.ts';
import { labServices, type LabServices } from './services.ts';
import { askThroughTunnel, type TunnelAnswer } from './tunnel.ts';

/** How long a look at a topic may take. */
const lookTimeoutMs = 20_000;

/** What a lab knows that no cluster tells. */
interface LabNotes {
  /** When the step was begun, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Reports of drills on this cluster that lie in the current folder. */
  reports(this: void): Promise<readonly DrillReport[]>;
}

/** The cluster of a lesson. */
export interface Lab extends LabNotes {
  readonly cluster: RunningCluster;
  /** The topic as it is; undefined where there is none. */
  topic(name: string): Promise<TopicView | undefined>;
  /** All records of a topic, in the order of partitions and offsets; none where there is no topic. @param committed those alone that read_committed shows. @default false */
  records(name: string, committed?: boolean): Promise<readonly TopicRecord[]>;
  group(id: string): Promise<GroupView>;
  /** Ids of the nodes that do not run. */
  stopped(): Promise<readonly string[]>;
  /** Number of the active controller, or of the broker that controls with ZooKeeper. */
  controller(): Promise<number>;
  /** Writes one record. @returns Kafka's name of the refusal, where it was refused for want of copies in sync */
  tryToWrite(value: string, options: ProduceOptions): Promise<string | undefined>;
  makeTopic(topic: NewTopic): Promise<void>;
  /** Writes on, as `klab produce --every` does, until it is told to end. */
  writeOn(topic: string, everyMs: number): () => Promise<void>;
  /** What the last run of such a writer has written, in the order of its numbers. */
  lastRun(topic: string): Promise<readonly Beat[]>;
  /** What stands around Kafka in the topology of the lesson. */
  readonly services: LabServices;
  /** What a client is told by this broker, to whom it comes by a way that the broker does not advertise. */
  throughTunnel(brokerId: string): Promise<TunnelAnswer>;
  /** Members that read on until they are told to leave. */
  join(topic: string, group: string, members: number): () => Promise<void>;
}

/** Looks at this cluster. */
export function labOf(cluster: RunningCluster, { sinceMs, reports }: LabNotes): Lab {
  const topic = (name: string): Promise<TopicView | undefined> => topicIfThere(cluster, name);
  return {
    cluster,
    sinceMs,
    reports,
    services: labServices(cluster),
    topic,
    async records(name, committed = false) {
      if ((await topic(name)) === undefined) return [];
      const wanted = { access: cluster, topic: name, timeoutMs: lookTimeoutMs };
      return await readWholeTopic({ ...wanted, readUncommitted: !committed });
    },
    group: (id) => describeGroup(cluster, id),
    stopped: async () =>
      (await cluster.status()).filter(({ state }) => state !== 'running').map(({ id }) => id),
    controller: () => activeController(cluster.topology.mode, cluster),
    async tryToWrite(value, options) {
      try {
        await produce(cluster, [{ value }], options);
        return undefined;
      } catch (error) {
        if (error instanceof RecordRefused) return error.type;
        throw error;
      }
    },
    makeTopic: (wanted) => makeTopic(cluster, wanted),
    writeOn(name, everyMs) {
      const ending = new AbortController();
      return endedBy(
        ending,
        beat(cluster, { topic: name, everyMs, signal: ending.signal, onRecord: () => undefined }),
      );
    },
    async lastRun(name) {
      const beats = (await this.records(name)).flatMap((record) => beatOf(record) ?? []);
      const last = beats.toSorted((a, b) => a.atMs - b.atMs).at(-1);
      return beats.filter(({ run }) => run === last?.run).toSorted((a, b) => a.number - b.number);
    },
    async throughTunnel(brokerId) {
      const broker = cluster.brokers.find(({ id }) => id === brokerId);
      if (broker === undefined) throw new RuntimeError('client', `there is no broker ${brokerId}`);
      return await askThroughTunnel(broker);
    },
    join(name, group, members) {
      const ending = new AbortController();
      const options = { topic: name, group, follow: true, signal: ending.signal, onRecord: () => undefined };
      const reading = Array.from({ length: members }, () =>
        consumeAsGroup(cluster, { ...options, fromBeginning: true }),
      );
      return endedBy(ending, Promise.all(reading));
    },
  };
}

/** What tells work to end and waits until it has; how it has ended is told then, since nobody waits for it before. */
function endedBy(ending: AbortController, work: Promise<unknown>): () => Promise<void> {
  work.catch(() => undefined);
  return async () => {
    ending.abort();
    await work;
  };
}
