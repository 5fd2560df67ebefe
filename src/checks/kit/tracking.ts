/** Watches what a check opens, makes and stops, so that all of it can be undone however the check ends. */
import { leavesOpen, type BrokenNode } from '../../client/nodes/bring-back.ts';
import type { KafkaClient } from '../../client/kafkajs/kafka.ts';
import { InterruptedError } from '../../errors.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { KafkaFactory } from './check.ts';
import type { Traces } from './cleanup.ts';

/** What a run holds open. */
export interface Tracked {
  readonly kafka: KafkaFactory;
  readonly cluster: RunningCluster;
  /** What the check has not removed, by its name, and why. */
  readonly leftovers: Map<string, string>;
  /** From now on nothing is stopped any more: a check that had its time may still be running. */
  forbidFaults(): void;
  /** Disconnects every client that was made; ends those calls that still wait for a broker. */
  disconnectAll(): Promise<void>;
  /** Nodes that were told to stop and have not been started since; waits for stops and starts on their way. */
  stoppedNodes(): Promise<readonly BrokenNode[]>;
  /** True once any node was told to stop, even if it has been started since. */
  wasDisturbed(): boolean;
  /** Topics and groups of the check, from the moment it asked for them. */
  traces(): Traces;
}

interface Disconnectable {
  disconnect(): Promise<void>;
}

/** Wraps a cluster and a client factory. */
export function track(cluster: RunningCluster, kafka: KafkaFactory): Tracked {
  const clients = new Set<Disconnectable>();
  const stopped = new Map<string, BrokenNode>();
  const pending = new Set<Promise<void>>();
  const traces = { topics: new Set<string>(), groups: new Set<string>() };
  let forbidden = false;
  let disturbed = false;

  const finish = async (acting: Promise<void>): Promise<void> => {
    pending.add(acting);
    await acting.finally(() => pending.delete(acting));
  };
  const fault = (act: (nodeId: string) => Promise<void>) => async (nodeId: string) => {
    if (forbidden) throw new InterruptedError();
    disturbed = true;
    stopped.set(nodeId, { id: nodeId });
    const acting = act(nodeId).catch((error: unknown) => {
      if (leavesOpen(error)) stopped.set(nodeId, { id: nodeId, unsettled: true });
      throw error;
    });
    await finish(acting);
  };
  const start = async (nodeId: string): Promise<void> => {
    await cluster.start(nodeId);
    stopped.delete(nodeId);
  };
  return {
    kafka: (options) => trackClient(kafka(options), clients, traces),
    cluster: {
      ...cluster,
      stop: fault((nodeId) => cluster.stop(nodeId)),
      kill: fault((nodeId) => cluster.kill(nodeId)),
      start: (nodeId) => finish(start(nodeId)),
    },
    leftovers: new Map(),
    forbidFaults() {
      forbidden = true;
    },
    async disconnectAll() {
      const open = [...clients];
      clients.clear();
      await Promise.allSettled(open.map((client) => client.disconnect()));
    },
    async stoppedNodes() {
      await Promise.allSettled(pending);
      return [...stopped.values()];
    },
    wasDisturbed: () => disturbed,
    traces: () => traces,
  };
}

interface GrowingTraces {
  readonly topics: Set<string>;
  readonly groups: Set<string>;
}

function trackClient(
  client: KafkaClient,
  clients: Set<Disconnectable>,
  { topics, groups }: GrowingTraces,
): KafkaClient {
  const keep = <T extends Disconnectable>(made: T): T => {
    clients.add(made);
    return made;
  };
  return {
    admin(config) {
      const admin = keep(client.admin(config));
      const createTopics: typeof admin.createTopics = (request) => {
        for (const { topic } of request.topics) topics.add(topic);
        return admin.createTopics(request);
      };
      return { ...admin, createTopics };
    },
    consumer(config) {
      if (config !== undefined) groups.add(config.groupId);
      return keep(client.consumer(config));
    },
    producer: (config) => keep(client.producer(config)),
    logger: () => client.logger(),
  };
}
