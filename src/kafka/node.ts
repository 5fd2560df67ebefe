/** The neutral node: what every construct resolves to and every renderer and runtime reads. */
import type { JavaAgent } from './java-agent.ts';
import type { SecurityProtocol } from './security/listener.ts';
import type { ClusterSecurity } from './security/users.ts';
import type { ServiceSoftware, ServiceSpec } from './service.ts';
import type { MetadataMode } from './versions/versions.ts';

/** What a topology can be rendered to. */
export const targets = ['compose', 'kubernetes', 'local'] as const;

/** One thing a topology can be rendered to. */
export type Target = (typeof targets)[number];

/**
 * How the host reaches brokers on Kubernetes: through a port of every machine, or by a forward that somebody keeps open.
 * Node ports belong to a whole cluster, so of several topologies in one cluster only one can have them.
 */
export type HostAccess = 'node-port' | 'port-forward';

/** What a node does in its cluster; `combined` is a KRaft broker that also votes in the quorum. */
export type NodeRole = 'broker' | 'controller' | 'combined' | 'zookeeper' | 'service';

/**
 * From where a listener is meant to be used: inside the cluster's network, from the host, from containers
 * outside the network, or only between controllers and brokers.
 */
export type Reach = 'cluster' | 'host' | 'docker-host' | 'quorum';

/** One address a Kafka node listens on. */
export interface Listener {
  /** Kafka's listener name, such as `INTERNAL`. */
  readonly name: string;
  readonly protocol: SecurityProtocol;
  readonly reach: Reach;
  /** Port the node binds: the same on every target, before any port offset of an instance. */
  readonly port: number;
  /** Targets on which this listener exists. */
  readonly targets: readonly Target[];
}

/** A port that is not a Kafka listener: ZooKeeper's three, or a side service's. */
export interface NodePort {
  /** Short name, unique in the node, such as `client`. */
  readonly name: string;
  readonly port: number;
  /** Whether clients on the host may use it; quorum ports stay inside. */
  readonly published: boolean;
}

/** What the nodes of the cluster itself run. */
export type ClusterSoftware = 'kafka' | 'zookeeper';

/** What a node runs. */
export type Software = ClusterSoftware | ServiceSoftware;

/** A directory whose content outlives the process. */
export interface Volume {
  readonly name: string;
}

/** One running member of a topology, described without any target's own words. */
export interface LabNode {
  /** The same string in the CLI, in compose and in Kubernetes, such as `broker-1`. */
  readonly id: string;
  readonly role: NodeRole;
  /** Kafka's `node.id` or `broker.id`, ZooKeeper's `myid`; 0 for side services. */
  readonly number: number;
  readonly software: Software;
  /** Of Kafka for its own nodes; of a side service, its image's tag. */
  readonly version: string;
  readonly image: string;
  /** Largest Java heap, in MiB; of a side service that is no Java, the memory it works with. */
  readonly heapMb: number;
  /** Options of its JVM, after the lab's own. @default none */
  readonly jvmOptions?: readonly string[];
  /** Variables of its process besides those that its settings become; a service has them in `service`. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Text of files of its own, by name in the folder that `@{files}` stands for, or by absolute path where it is a container;
   * a service has them in `service`. @default none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * The software's own settings that hold no address and no path, by upstream name. Addresses, quorum and
   * connect strings and data directories differ per target: `settingsFor` in `addresses.ts` adds them.
   */
  readonly settings: Readonly<Record<string, string>>;
  readonly listeners: readonly Listener[];
  readonly ports: readonly NodePort[];
  readonly volumes: readonly Volume[];
  /** Failure domain, Kafka's `broker.rack`; controllers and ZooKeeper servers use it for placement only. */
  readonly rack?: string;
  /** Ids of nodes that this node needs before it can serve. */
  readonly dependsOn: readonly string[];
  /** Name of the listener or port that accepts connections once the node serves; empty where it has none. */
  readonly readinessPort: string;
  /**
   * Port of the JVM's remote management (JMX), where a target lets clients reach the JVM only by network. Local JVMs
   * need none: jconsole attaches to the process.
   */
  readonly jmxPort?: number;
  /** What the node's JVM loads besides the node itself; only where nodes are containers. @default nothing */
  readonly javaAgent?: JavaAgent;
  /** How the image is run; on nodes whose role is `service`, and only there. */
  readonly service?: ServiceSpec;
}

/** A side service. */
export type ServiceNode = LabNode & { readonly software: ServiceSoftware; readonly service: ServiceSpec };

/** A topic that belongs to a topology, with every default resolved. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Settings by their upstream names. */
  readonly configs: Readonly<Record<string, string>>;
}

/** A whole topology after every default is resolved: plain data, so it can be stored with an instance. */
export interface ResolvedTopology {
  readonly name: string;
  /** One line for `klab list`. */
  readonly summary: string;
  readonly mode: MetadataMode;
  /** The version that is run; of a cluster of others its line, as its brokers show it. */
  readonly kafkaVersion: string;
  readonly targets: readonly Target[];
  readonly nodes: readonly LabNode[];
  /** Whether the voters of its quorum are kept in the metadata, and may change (KIP-853). @default every node has a list */
  readonly dynamicQuorum?: true;
  /**
   * Whether its dynamic quorum is under way with other voters than it began with, so that no controller begins it any more: one with new
   * storage asks for the metadata. @default whoever is formatted while nothing is there yet begins it
   */
  readonly quorumBegun?: true;
  /** What topics get where they ask for nothing else. */
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  /** How long a silent broker keeps its leaders, in milliseconds; sets the pace of every failover. */
  readonly sessionTimeoutMs: number;
  /** Topics that `up` makes where they are not there. @default none */
  readonly topics?: readonly TopicSpec[];
  /** How it is secured. @default not at all: everybody may do everything */
  readonly security?: ClusterSecurity;
  /**
   * Environment variable that names the host's address in place of 127.0.0.1, on targets whose files a person runs by
   * hand and whose format reads variables: compose.
   */
  readonly hostVariable?: string;
  /** Whether containers have the network of their host, and bind its ports themselves. @default they have networks of their own */
  readonly hostNetwork?: true;
  /** Remarks on settings that work but are rarely wanted; printed once, never an error. */
  readonly warnings: readonly string[];
}

/** True for nodes that serve clients' records. */
export function isBroker(node: LabNode): boolean {
  return node.role === 'broker' || node.role === 'combined';
}

/** True for nodes that vote in a KRaft quorum. */
export function isController(node: LabNode): boolean {
  return node.role === 'controller' || node.role === 'combined';
}

/** The ZooKeeper servers of a topology; a cluster that moves to KRaft has them beside its controllers. */
export function zooKeepersOf({ nodes }: Pick<ResolvedTopology, 'nodes'>): readonly LabNode[] {
  return nodes.filter(({ role }) => role === 'zookeeper');
}

/** Who decides on metadata, and must keep a majority: the controllers, or in ZooKeeper mode the servers of the ensemble. */
export function votersOf(topology: ResolvedTopology): readonly LabNode[] {
  return topology.mode === 'kraft' ? topology.nodes.filter(isController) : zooKeepersOf(topology);
}

/** The topology's brokers, in the order of their ids. */
export function brokersOf(topology: ResolvedTopology): readonly LabNode[] {
  return topology.nodes.filter(isBroker);
}

/** What people call the broker of this number; partitions know no more than the number. */
export function brokerName({ nodes }: Pick<ResolvedTopology, 'nodes'>, number: number): string {
  return nodes.find((node) => isBroker(node) && node.number === number)?.id ?? `broker ${number}`;
}

/** What people call the Kafka node of this number: controllers have numbers among the brokers'. @param unknown said of one that is not there. */
export function nodeName(
  { nodes }: Pick<ResolvedTopology, 'nodes'>,
  number: number,
  unknown = `node ${number}`,
): string {
  return nodes.find((node) => node.software === 'kafka' && node.number === number)?.id ?? unknown;
}

/** The topology's side services, in the order in which they were added. */
export function servicesOf(topology: ResolvedTopology): readonly ServiceNode[] {
  return topology.nodes.filter((node): node is ServiceNode => node.service !== undefined);
}

/** Whether there is anything by which a node is asked whether it serves; a service may only run. */
export function isAsked({ service }: LabNode): boolean {
  return service === undefined || service.health !== undefined;
}

/** The topology's side service of this software; undefined where it has none. */
export function findService(topology: ResolvedTopology, software: ServiceSoftware): ServiceNode | undefined {
  return servicesOf(topology).find((node) => node.software === software);
}

/** Whether all nodes of a topology have the address of their host alone on a target: as its processes, or by its network. */
export function nodesShareHost(
  { hostNetwork }: Pick<ResolvedTopology, 'hostNetwork'>,
  target: Target | 'attached',
): boolean {
  return target === 'local' || (target === 'compose' && hostNetwork === true);
}

/** The listeners a node has on one target; of a cluster of others, all that were found. */
export function listenersOn(node: LabNode, target: Target | 'attached'): readonly Listener[] {
  if (target === 'attached') return node.listeners;
  return node.listeners.filter((listener) => listener.targets.includes(target));
}

/** The port of a node's listener or port of this name. @param target on which a listener is meant. @default ports alone */
export function portNamed(node: LabNode, name: string, target?: Target): number {
  const ports = [...(target === undefined ? [] : listenersOn(node, target)), ...node.ports];
  const found = ports.find((port) => port.name === name);
  if (found !== undefined) return found.port;
  throw new Error(`${node.id} has no port ${name}${target === undefined ? '' : ` on ${target}`}`);
}

/** Every Java agent of a topology once. */
export function agentsOf({ nodes }: ResolvedTopology): readonly JavaAgent[] {
  const agents = nodes.flatMap(({ javaAgent }) => (javaAgent === undefined ? [] : [javaAgent]));
  return [...new Map(agents.map((agent) => [agent.name, agent])).values()];
}
