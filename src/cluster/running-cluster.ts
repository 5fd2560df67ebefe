/** The running cluster that checks and drills are given: a runtime's methods bound to one instance. */
import { addressesOf, clusterAccess, type ClusterAccess } from './access.ts';
import type { Reach, ResolvedTopology } from '../kafka/node.ts';
import { heal, isolate, obstacleToIsolation } from './isolation.ts';
import { killRack, startRack } from './racks.ts';
import type { Instance, Isolation, ListenerAnswer, NodeStatus, RemoteAddresses, Runtime } from './runtime.ts';
import type { StatusOptions } from './status-options.ts';

/** A cluster that runs, with its runtime's methods bound to it: all that checks and drills know of where it runs. */
export interface RunningCluster extends ClusterAccess {
  readonly instance: Instance;
  readonly topology: ResolvedTopology;
  /** Brokers' addresses for a program's own clients, one for each; which is whose is said by `brokers`. */
  readonly bootstrap: readonly string[];
  /** Brokers' addresses for clients elsewhere. @default none */
  readonly remote?: readonly RemoteAddresses[];
  /** Why no check may stop a node of it. @default any may */
  readonly keepWhole?: string;
  /**
   * Makes the brokers' addresses lead to them for as long as this process lives; twice is fine. @default they do
   * @throws LabError where it cannot, such as `port-taken`.
   */
  attach?(): Promise<void>;
  /** Host under which the cluster's own nodes, such as Kafka Connect, find a node. */
  clusterHostOf(nodeId: string): string;
  status(options?: StatusOptions): Promise<readonly NodeStatus[]>;
  kill(nodeId: string): Promise<void>;
  stop(nodeId: string): Promise<void>;
  start(nodeId: string): Promise<void>;
  pause(nodeId: string): Promise<void>;
  resume(nodeId: string): Promise<void>;
  /** Why nodes cannot be cut off like that; undefined when they can. */
  obstacleToIsolation(from: Isolation): Promise<string | undefined>;
  isolate(nodeId: string, from: Isolation): Promise<void>;
  heal(nodeId: string): Promise<void>;
  /** Takes a rack away at once: its machines where it has some, else all of its nodes. */
  killRack(rack: string): Promise<void>;
  /** Brings a rack back, with its nodes. */
  startRack(rack: string): Promise<void>;
  logs(nodeId: string, lines: number): Promise<readonly string[]>;
  /** The log of the node's last run, from its beginning. */
  runLog(nodeId: string): Promise<readonly string[]>;
  /** Why clients of such listeners do not get to them now; undefined where they do. @default they do */
  obstacleToReach?(reach: Reach): Promise<string | undefined>;
  probeListener(nodeId: string, listenerName: string): Promise<ListenerAnswer>;
}

/** Binds a runtime's methods to one instance. */
export function runningCluster(runtime: Runtime, instance: Instance): RunningCluster {
  const access = accessOf(instance);
  return {
    ...access,
    bootstrap: addressesOf(access),
    instance,
    topology: instance.topology,
    remote: runtime.remoteAddresses?.(instance) ?? [],
    attach: async () => runtime.attach?.(instance),
    clusterHostOf: (nodeId) => runtime.clusterHostOf?.(instance, nodeId) ?? '127.0.0.1',
    status: (options) => runtime.status(instance, options),
    kill: (nodeId) => runtime.kill(instance, nodeId),
    stop: (nodeId) => runtime.stop(instance, nodeId),
    start: (nodeId) => runtime.start(instance, nodeId),
    pause: (nodeId) => runtime.pause(instance, nodeId),
    resume: (nodeId) => runtime.resume(instance, nodeId),
    obstacleToIsolation: (from) => obstacleToIsolation(runtime, instance, from),
    isolate: (nodeId, from) => isolate(runtime, instance, nodeId, from),
    heal: (nodeId) => heal(runtime, instance, nodeId),
    killRack: (rack) => killRack(runtime, instance, rack),
    startRack: (rack) => startRack(runtime, instance, rack),
    logs: (nodeId, lines) => runtime.logs(instance, nodeId, lines),
    runLog: (nodeId) => runtime.runLog(instance, nodeId),
    obstacleToReach: async (reach) => runtime.obstacleToReach?.(instance, reach),
    probeListener: (nodeId, listenerName) => runtime.probeListener(instance, nodeId, listenerName),
  };
}

/** Addresses for clients elsewhere, each with why it leads nowhere now, where it does. */
export async function remoteNow(cluster: RunningCluster): Promise<readonly RemoteAddresses[]> {
  return Promise.all(
    (cluster.remote ?? []).map(async (one) => {
      const obstacle = await cluster.obstacleToReach?.(one.reach);
      return obstacle === undefined ? one : { ...one, obstacle };
    }),
  );
}

/** How the host gets to an instance's brokers: the same on every runtime, moved by the instance's port offset. */
export function accessOf({ topology, runtime, portOffset }: Instance): ClusterAccess {
  return clusterAccess(topology, runtime, portOffset);
}
