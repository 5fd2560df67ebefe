/** What data on disk says of the cluster that wrote it, and whether a topology can go on with it without harm. */
import { counted } from '../words.ts';
import { votersOf, type LabNode, type ResolvedTopology } from './node.ts';
import { readProperties } from './properties.ts';
import { lineOfImage } from './images/image-line.ts';
import { highestMetadataLevel, lineReading } from './versions/features.ts';
import { modeNames, type MetadataMode } from './versions/versions.ts';

/** What is kept of one node; a node that has never run has none. */
export interface KeptNode {
  readonly id: string;
  /** What Kafka writes when it formats a log directory (MetaProperties); absent on what is not Kafka's. */
  readonly kafka?: KeptKafka;
  /** Number of a ZooKeeper server, by its `myid`; absent on what is not ZooKeeper's. */
  readonly zookeeper?: number;
}

/** What is kept of one Kafka node. */
export interface KeptKafka {
  readonly mode: MetadataMode;
  readonly clusterId: string;
  readonly number: number;
  /** Numbers of the quorum's members as this node last knew them; absent where it never did. */
  readonly voters?: readonly number[];
  /** Highest level of `metadata.version` in its metadata; absent where none is readable. */
  readonly level?: number;
}

/** Files of a Kafka log directory, as texts; absent ones are empty. */
export interface KafkaFiles {
  /** `meta.properties` */
  readonly meta: string;
  /** `__cluster_metadata-0/quorum-state` */
  readonly quorum: string;
  /** Levels found by {@link levelsIn}. @default none */
  readonly levels?: readonly number[];
}

/** Reads what Kafka's files say; undefined where they are not Kafka's. */
export function readKafkaFiles({ meta, quorum, levels = [] }: KafkaFiles): KeptKafka | undefined {
  const {
    'node.id': kraft,
    'broker.id': zookeeper,
    'cluster.id': clusterId,
  }: Partial<Record<string, string>> = readProperties(meta);
  const number = kraft ?? zookeeper;
  if (number === undefined || clusterId === undefined) return undefined;
  const voters = votersIn(quorum);
  return {
    // Who came from ZooKeeper keeps the file of then, with a broker.id, beside the log of a quorum (Kafka 3.9.2).
    mode: kraft === undefined && voters === undefined ? 'zookeeper' : 'kraft',
    clusterId,
    number: Number(number),
    ...(voters !== undefined && { voters }),
    ...(levels.length > 0 && { level: Math.max(...levels) }),
  };
}

/** Kafka writes static voters down as JSON (QuorumStateData, version 0); those of a dynamic quorum, of which it has an empty list here, stand in its metadata. */
function votersIn(quorum: string): readonly number[] | undefined {
  try {
    const { currentVoters } = JSON.parse(quorum) as { currentVoters?: readonly { voterId: number }[] };
    if (currentVoters === undefined || currentVoters.length === 0) return undefined;
    return currentVoters.map(({ voterId }) => voterId).toSorted((a, b) => a - b);
  } catch {
    return undefined;
  }
}

const levelName = Buffer.from('metadata.version\0');

/**
 * Levels of `metadata.version` in records of metadata. A FeatureLevelRecord has the level as two bytes behind the name;
 * records of registrations have the lowest level that a node can, which is never above it.
 */
export function levelsIn(records: Buffer): readonly number[] {
  const levels: number[] = [];
  for (let at = records.indexOf(levelName); at >= 0; at = records.indexOf(levelName, at + 1)) {
    const level = records[at + levelName.length];
    if (level !== undefined) levels.push(level);
  }
  return levels;
}

/** Whether a topology fits kept data. */
export interface Fit {
  /** What does not fit: what is kept, and what was asked for. Undefined when it fits. */
  readonly obstacle?: string;
  /** What is new beside the data. @default nothing */
  readonly note?: string;
}

/**
 * Compares a topology with the data that it would start on.
 * @param clusterId the id that its nodes will be started with; undefined where the first of them draws it.
 */
export function fitOf(kept: readonly KeptNode[], topology: ResolvedTopology, clusterId?: string): Fit {
  const written = kept.filter(({ kafka, zookeeper }) => kafka !== undefined || zookeeper !== undefined);
  if (written.length === 0) return {};
  const obstacle =
    modeObstacle(written, topology) ??
    levelObstacle(written, topology) ??
    votersObstacle(written, topology) ??
    nodesObstacle(written, topology) ??
    clusterObstacle(written, clusterId);
  if (obstacle !== undefined) return { obstacle };
  const fresh = topology.nodes.filter(({ id, software }) => isLab(software) && !hasNode(written, id));
  if (fresh.length === 0) return {};
  const note = `goes on with the kept data of ${ids(written)}; ${ids(fresh)} ${fresh.length === 1 ? 'is' : 'are'} new and empty`;
  return { note };
}

function modeObstacle(kept: readonly KeptNode[], { mode }: ResolvedTopology): string | undefined {
  const isOther = kept.some(
    ({ kafka, zookeeper }) => (kafka?.mode ?? mode) !== mode || (zookeeper !== undefined && mode === 'kraft'),
  );
  if (!isOther) return undefined;
  const other = mode === 'kraft' ? 'zookeeper' : 'kraft';
  return `is of ${modeNames[other]} mode, and ${modeNames[mode]} mode was asked for`;
}

function levelObstacle(kept: readonly KeptNode[], topology: ResolvedTopology): string | undefined {
  const level = Math.max(0, ...kept.map(({ kafka }) => kafka?.level ?? 0));
  const tooOld = topology.nodes.find((node) => {
    const highest = node.software === 'kafka' ? highestLevelOf(node) : undefined;
    return highest !== undefined && highest < level;
  });
  if (tooOld === undefined) return undefined;
  const line = lineReading(level);
  const newer = line === undefined ? 'of a newer Kafka' : `of Kafka ${line}`;
  return `is ${newer} (metadata.version ${level}), and Kafka ${tooOld.version} was asked for, which reads up to ${highestLevelOf(tooOld)}`;
}

/** An image of another origin may hold any version: nothing is known of it. */
function highestLevelOf({ image, version }: LabNode): number | undefined {
  const line = lineOfImage(image);
  return line !== undefined && version.startsWith(`${line}.`) ? highestMetadataLevel(line) : undefined;
}

/** A quorum that is led by others than those who have its log forgets what it knew. */
function votersObstacle(kept: readonly KeptNode[], topology: ResolvedTopology): string | undefined {
  const voting = votersOf(topology);
  if (topology.mode === 'zookeeper') {
    const servers = kept.filter(({ zookeeper }) => zookeeper !== undefined);
    const isSame = servers.length === voting.length && voting.every(({ id }) => hasNode(servers, id));
    if (isSame) return undefined;
    const was =
      servers.length === 0 ? 'has no ZooKeeper server' : `has the ZooKeeper servers ${ids(servers)}`;
    return `${was}, and ${ids(voting)} ${voting.length === 1 ? 'was' : 'were'} asked for`;
  }
  const fixed = kept.some(
    ({ id, kafka }) => kafka?.voters !== undefined && voting.some((node) => node.id === id),
  );
  if (topology.dynamicQuorum === true && fixed)
    return `is of a quorum whose voters are fixed, and a dynamic one was asked for, which klab change --quorum dynamic makes of it`;
  const asked = voting.map(({ number }) => number).toSorted((a, b) => a - b);
  const known = kept
    .map(({ kafka }) => kafka?.voters)
    .find((voters) => String(voters ?? asked) !== String(asked));
  if (known !== undefined) {
    return `is of a quorum of ${voters(known)}, and one of ${voters(asked)} was asked for`;
  }
  const withLog = voting.filter(({ id }) => hasNode(kept, id));
  if (withLog.length * 2 > voting.length) return undefined;
  return `has the metadata of ${withLog.length} of ${voting.length} controllers: without a majority of ${ids(voting)} the others' data would be given up`;
}

function voters(numbers: readonly number[]): string {
  return `${counted(numbers.length, 'voter')} (${numbers.join(', ')})`;
}

function nodesObstacle(kept: readonly KeptNode[], { nodes }: ResolvedTopology): string | undefined {
  const surplus = kept.filter(({ id }) => !nodes.some((node) => node.id === id));
  if (surplus.length > 0) {
    const was = surplus.length === 1 ? 'was' : 'were';
    return `has ${ids(surplus)} too, which ${was} not asked for`;
  }
  for (const { id, kafka, zookeeper } of kept) {
    const number = nodes.find((node) => node.id === id)?.number;
    const was = kafka?.number ?? zookeeper;
    if (was !== number) return `has number ${was} for ${id}, and ${number} was asked for`;
  }
  return undefined;
}

function clusterObstacle(kept: readonly KeptNode[], clusterId: string | undefined): string | undefined {
  const found = [...new Set(kept.flatMap(({ kafka }) => kafka?.clusterId ?? []))];
  if (found.length > 1) return `is of several clusters (${found.join(', ')})`;
  const [only] = found;
  if (only === undefined || clusterId === undefined || only === clusterId) return undefined;
  return `is of the cluster ${only}, and ${clusterId} would be started on it`;
}

function hasNode(kept: readonly KeptNode[], wanted: string): boolean {
  return kept.some(({ id }) => id === wanted);
}

function ids(nodes: readonly { readonly id: string }[]): string {
  return nodes.map(({ id }) => id).join(', ');
}

function isLab(software: LabNode['software']): boolean {
  return software === 'kafka' || software === 'zookeeper';
}
