/** The plan of local processes: for each node what is started, with which flags, on which ports. */
import { createHash } from 'node:crypto';
import { jvmFlags } from '../../kafka/jvm.ts';
import {
  listenersOn,
  portNamed,
  type ClusterSoftware,
  type LabNode,
  type NodeRole,
  type ResolvedTopology,
} from '../../kafka/node.ts';
import type { Addressing } from '../../kafka/addresses.ts';
import { mapValues, withFilesPlaced } from '../../kafka/references.ts';
import { linksOf, nodeAddress, type PlannedLink } from './links.ts';

/** Stands in the plan for the class-data archive, whose path is this machine's own. */
export const classArchivePlaceholder = '${KLAB_CLASS_ARCHIVE}';

/** One process to be. Paths are relative: `config` to the plan's folder, the others to the instance's. */
export interface PlannedProcess {
  readonly id: string;
  readonly role: NodeRole;
  readonly mainClass: string;
  readonly config: string;
  readonly dataDir: string;
  readonly jvmFlags: readonly string[];
  /** Address that its ports are bound on. @default 127.0.0.1 */
  readonly bindAddress?: string;
  /** The only names that its JVM knows, as a file beside `config`. @default the names of the host */
  readonly hostsFile?: string;
  /** Variables of its own. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of its own files, by path: a digest of each, by which a change of one is seen. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Ports that it binds, by listener or port name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly readinessPort: number;
}

/** All processes of a topology; they start at the same time. */
export interface LocalPlan {
  readonly schemaVersion: 1;
  readonly topology: string;
  readonly kafkaVersion: string;
  readonly processes: readonly PlannedProcess[];
  /** Between nodes that can be cut off. @default they reach each other directly */
  readonly links?: readonly PlannedLink[];
}

const mainClasses = {
  kafka: 'kafka.Kafka',
  zookeeper: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
} as const;

/** Name of a node's settings file, by software. */
const configNames = { kafka: 'server.properties', zookeeper: 'zoo.cfg' } as const;

/** Turns a resolved topology into the plan. */
export function planOf(topology: ResolvedTopology, addressing: Addressing): LocalPlan {
  return {
    schemaVersion: 1,
    topology: topology.name,
    kafkaVersion: topology.kafkaVersion,
    processes: topology.nodes.map((node) => processOf(node, addressing)),
  };
}

/** The same for nodes that can be cut off: each on an address of its own, with links between them. */
export function isolatablePlanOf(
  topology: ResolvedTopology,
  addressing: Addressing,
  portOffset: number,
): LocalPlan {
  const plan = planOf(topology, addressing);
  return {
    ...plan,
    processes: topology.nodes.map((node) => ({
      ...processOf(node, addressing),
      bindAddress: nodeAddress(topology, node),
      hostsFile: `${node.id}/hosts`,
    })),
    links: linksOf(topology, portOffset),
  };
}

function processOf(given: LabNode, addressing: Addressing): PlannedProcess {
  const node = withFilesPlaced(given, addressing);
  const ports = Object.fromEntries(
    [...listenersOn(node, 'local'), ...node.ports].map(({ name, port }) => [name, addressing.portOf(port)]),
  );
  // Topologies with side services have no local target: services are images.
  const software = node.software as ClusterSoftware;
  const readinessPort = addressing.portOf(portNamed(node, node.readinessPort, 'local'));
  return {
    id: node.id,
    role: node.role,
    mainClass: mainClasses[software],
    config: `${node.id}/${configNames[software]}`,
    dataDir: addressing.dataDirOf(node),
    jvmFlags: jvmFlags({
      heapMb: node.heapMb,
      classArchive: classArchivePlaceholder,
      ...(node.jvmOptions && { own: node.jvmOptions }),
    }),
    ...(node.environment && { environment: node.environment }),
    ...(node.files && { files: mapValues(node.files, digest) }),
    ports,
    readinessPort,
  };
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
