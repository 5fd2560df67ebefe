/** The running cluster that checks and drills are given: a runtime's methods bound to one instance. */
import {
  accessAt,
  type BrokerAccess,
  addressesOf,
  clusterAccess,
  saidAt,
  type ClientSecurity,
  type ClusterAccess,
  type Endpoint,
} from './access.ts';
import type { LabNode, Listener, Reach, ResolvedTopology } from '../kafka/node.ts';
import { heal, isolate, obstacleToIsolation } from './isolation.ts';
import { killRack, startRack } from './racks.ts';
import type {
  ListenerAnswer,
  Logs,
  NodeDisk,
  NodeIsolation,
  Observable,
  Racks,
  RemoteAddresses,
  Signals,
} from './capabilities.ts';
import type { Instance } from './instance.ts';
import { obstacleToPart, partOf, type Part, type Runtime } from './runtime.ts';

/** The methods of a part, for one instance. */
type Bound<Part> = {
  readonly [Method in keyof Part]: Part[Method] extends (
    instance: Instance,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** A broker that is to come. */
export interface JoiningBroker {
  readonly node: LabNode;
  readonly broker: BrokerAccess;
}

/** A cluster that runs, with its runtime's methods bound to it: all that checks and drills know of where it runs. */
export interface RunningCluster
  extends
    ClusterAccess,
    Bound<Pick<Observable, 'status'>>,
    Bound<Required<Pick<Observable, 'clusterHostOf' | 'quorumAddressOf'>>>,
    Bound<Signals>,
    Bound<NodeIsolation>,
    Bound<Racks>,
    Partial<Bound<NodeDisk>>,
    Bound<Logs> {
  /** Hands a node its certificate anew; it reads it when it starts. @throws LabError `not-supported` */
  giveCertificates?(nodeId: string): Promise<void>;
  readonly instance: Instance;
  readonly topology: ResolvedTopology;
  /** Brokers' addresses for a program's own clients, one for each; which is whose is said by `brokers`. */
  readonly bootstrap: readonly string[];
  /**
   * Asks one listener of one node for the cluster, from where it is meant to be used.
   * @param as what a client says there to be let in; `plain` is nothing at all, in plain text. @default what klab says
   */
  probeListener(nodeId: string, listenerName: string, as?: ClientSecurity | 'plain'): Promise<ListenerAnswer>;
  /** Brokers that come while it is worked with, and of which nothing is there yet. @default none */
  readonly joining?: readonly JoiningBroker[];
  /**
   * Where the quorum itself is asked who leads it, while not all brokers know it; none where nobody can be the controller now.
   * @default brokers tell
   */
  readonly quorum?: () => readonly BrokerAccess[] | undefined;
  /** Brokers' addresses for clients elsewhere. @default none */
  readonly remote?: readonly RemoteAddresses[];
  /** Why no check may stop a node of it. @default any may */
  readonly keepWhole?: string;
  /** Why no check may write to it. @default any may */
  readonly keepUnwritten?: string;
  /** Whether its addresses lead to the brokers only while a process forwards them. @default false */
  readonly isForwarded?: boolean;
  /**
   * Makes the brokers' addresses lead to them for as long as this process lives; twice is fine. @default they do
   * @throws LabError where it cannot, such as `port-taken`.
   */
  attach?(): Promise<void>;
  /** Notes that something with a name that begins so is about to be made in it; strikes it out. @default nobody need know */
  noteTraces?(prefix: string): Promise<() => Promise<void>>;
  /** Why its nodes cannot be paused, in words; undefined where they can. @default they can */
  obstacleToPause?(): string | undefined;
  /** What starts a node again by itself once it has ended; undefined where it stays down. @default it does */
  restarterOf?(nodeId: string): string | undefined;
  /** Why its runtime cannot do what a part is for; undefined where it can. @default it can */
  obstacleTo?(part: Part): string | undefined;
  /** Why nothing can be done to one node of it; undefined where it can. @default to each of them it can */
  obstacleToNode?(nodeId: string): string | undefined;
  /** Why its nodes cannot be given other certificates; undefined where they can. @default they can */
  obstacleToCertificates?(): Promise<string | undefined>;
  /** Why clients of such listeners do not get to them now; undefined where they do. @default they do */
  obstacleToReach?(reach: Reach): Promise<string | undefined>;
}

/** Binds a runtime's methods to one instance. What asks for a part that the runtime does not have is told so when it does. */
export function runningCluster(runtime: Runtime, instance: Instance): RunningCluster {
  const { observe, forwards } = runtime;
  const access = accessOf(instance);
  return {
    ...access,
    bootstrap: addressesOf(access),
    instance,
    topology: instance.topology,
    remote: observe.remoteAddresses?.(instance) ?? [],
    isForwarded: forwards?.areNeeded(instance) ?? false,
    attach: async () => forwards?.attach(instance),
    clusterHostOf: (nodeId) => observe.clusterHostOf?.(instance, nodeId) ?? '127.0.0.1',
    quorumAddressOf: (nodeId, port) =>
      observe.quorumAddressOf?.(instance, nodeId, port) ?? {
        host: '127.0.0.1',
        port: port + instance.portOffset,
      },
    status: (options) => observe.status(instance, options),
    noteTraces: async (prefix) => (await runtime.traces?.note(instance, prefix)) ?? (async () => undefined),
    obstacleTo: (part) => obstacleToPart(runtime, part),
    obstacleToPause: () => runtime.signalLimits?.obstacleToPause(instance),
    restarterOf: (nodeId) => runtime.signalLimits?.restarterOf(instance, nodeId),
    obstacleToNode: (nodeId) => runtime.obstacleToNode?.(instance, nodeId),
    kill: async (nodeId) => partOf(runtime, 'signals').kill(instance, nodeId),
    stop: async (nodeId) => partOf(runtime, 'signals').stop(instance, nodeId),
    start: async (nodeId) => partOf(runtime, 'signals').start(instance, nodeId),
    pause: async (nodeId) => partOf(runtime, 'signals').pause(instance, nodeId),
    resume: async (nodeId) => partOf(runtime, 'signals').resume(instance, nodeId),
    obstacleToIsolation: (from) => obstacleToIsolation(runtime, instance, from),
    isolate: (nodeId, from) => isolate(runtime, instance, nodeId, from),
    heal: (nodeId) => heal(runtime, instance, nodeId),
    killRack: (rack) => killRack(runtime, instance, rack),
    startRack: (rack) => startRack(runtime, instance, rack),
    loseUnflushed: async (nodeId, topicPrefix) =>
      partOf(runtime, 'disk').loseUnflushed(instance, nodeId, topicPrefix),
    loseEverything: async (nodeId) => partOf(runtime, 'disk').loseEverything(instance, nodeId),
    logs: async (nodeId, lines) => partOf(runtime, 'logs').logs(instance, nodeId, lines),
    runLog: async (nodeId) => partOf(runtime, 'logs').runLog(instance, nodeId),
    giveCertificates: async (nodeId) => partOf(runtime, 'certificates').replace(instance, nodeId),
    obstacleToCertificates: async () => runtime.certificates?.obstacle?.(instance),
    obstacleToReach: async (reach) => observe.obstacleToReach?.(instance, reach),
    probeListener: (nodeId, listenerName, as) =>
      observe.probeListener(comingAs(instance, as), nodeId, listenerName),
  };
}

/** The same instance to whoever says something else there than klab does. */
function comingAs(instance: Instance, as: ClientSecurity | 'plain' | undefined): Instance {
  if (as === undefined) return instance;
  return { ...instance, clientSecurity: () => (as === 'plain' ? undefined : as) };
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

/** The brokers that are there, and those that come meanwhile: whoever asks for a leader may be led to one of them. */
export function withJoining({ joining = [], ...cluster }: RunningCluster): ClusterAccess {
  return { ...cluster, brokers: [...cluster.brokers, ...joining.map(({ broker }) => broker)] };
}

/** How the host gets to an instance's brokers: where they are known to be, else the same on every runtime, moved by the port offset. */
export function accessOf({
  topology,
  runtime,
  portOffset,
  addresses,
  clientSecurity,
}: Instance): ClusterAccess {
  const security = clientSecurity?.('host');
  if (addresses !== undefined || runtime === 'attached') return accessAt(topology, addresses ?? {}, security);
  return clusterAccess(topology, runtime, portOffset, security);
}

/**
 * An address at which one of an instance's listeners answers, with what klab must say there. At a cluster that others
 * run that is the same at every listener, whatever they call it.
 */
export function endpointOf(
  { clientSecurity, runtime }: Instance,
  { name, reach }: Pick<Listener, 'name' | 'reach'>,
  address: string,
): Endpoint {
  const said = clientSecurity?.(reach);
  const security = runtime === 'attached' ? said : saidAt(name, said);
  return { address, ...(security && { security }) };
}
