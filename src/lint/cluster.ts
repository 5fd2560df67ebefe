/** A Kafka cluster as compose files describe it, with the services around it. */
import { partsOfImage } from '../kafka/images/image-line.ts';
import { readEnvironment } from '../kafka/images/read-environment.ts';
import { quorumSoughtSetting } from '../kafka/settings.ts';
import { startsServer, type ContainerSoftware } from '../kafka/images/dialects.ts';
import { textOf, variablesOf, type ReadBeside, type WrittenService } from './completed.ts';
import type { ManifestNode } from '../manifests/node.ts';
import { softwareBy } from './from-manifests.ts';
import { oldListener } from './old-listener.ts';
import { openPort, portOf, type PublishedPort } from './published-ports.ts';
import { listOf as list, recordOf } from '../untyped.ts';
import type { Refusal } from './shapes.ts';
import { mountedFiles, mountedSettings, mountsOf } from './mounts.ts';
import { jaasFile } from './jaas.ts';

/** A service, read as far as rules ask. */
export interface LintNode {
  readonly id: string;
  readonly software: ContainerSoftware;
  readonly image: string | undefined;
  /** Of Kafka, where another word than the image says it. @default the image says it */
  readonly version?: string;
  /** Settings by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clusterId: string | undefined;
  /** Names under which other containers reach it. */
  readonly hosts: readonly string[];
  /** Published ports: of the host, and of the container. */
  readonly ports: readonly PublishedPort[];
  /** Ports by which clients outside of a Kubernetes cluster reach it. @default none */
  readonly outside?: ManifestNode['outside'];
  /** Whether it has no network of its own: `localhost` is the host's, and so are its ports. */
  readonly isOnHost: boolean;
  /** Whether its image's own start is replaced by a command of the file. */
  readonly hasCommand: boolean;
  /** How many containers of it run; of a pod's set each is a node by itself. */
  readonly replicas: number;
  /** Profiles that it is part of; none for what always runs. */
  readonly profiles: readonly string[];
  /** What it mounts to write to. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Whether settings that nothing says are Kafka's own defaults, and not those of a file in its image. */
  readonly saysAll: boolean;
  /** The object that makes it and others of its cluster. @default none */
  readonly group?: string;
  /** The zone of machines that its pod must run in. @default any, or it is no pod */
  readonly zone?: string;
  /** Text of the file of JAAS that its JVM is told of. @default none is, or it cannot be had here */
  readonly jaas?: string;
  /** Content of files that it is given, by path in its container: of programs beside Kafka. */
  readonly files: Readonly<Record<string, string>>;
  /** Configurations that it mounts and that cannot be had here, so that settings may be said which nobody knows. */
  readonly unread: readonly string[];
}

/** One listener of a node. */
export interface LintListener {
  readonly name: string;
  readonly port: string;
  /** `host:port` that clients are told. @default none */
  readonly advertised?: string;
}

/** Nodes that belong together, and all services of the files. */
export interface Cluster {
  readonly nodes: readonly LintNode[];
  readonly zookeepers: readonly LintNode[];
  readonly all: readonly LintNode[];
  /** Of what compose starts nothing. */
  readonly refusals: readonly Refusal[];
}

/** Whether a node looks for its quorum, and has no list of voters (KIP-853). */
export function isOfDynamicQuorum({ settings }: LintNode): boolean {
  return settings[quorumSoughtSetting] !== undefined && settings['controller.quorum.voters'] === undefined;
}

/** Voters of a static quorum, as a node knows them; none where a loop of a script puts the list together. */
export function votersOf({
  settings,
}: LintNode): readonly { readonly id: string; readonly address: string }[] {
  const said = listOf(settings['controller.quorum.voters']).map((voter) => {
    const [id = '', address = ''] = voter.split('@');
    return { id, address };
  });
  if (said.some(({ id }) => id.includes('$'))) return [];
  const servers = listOf(settings['controller.quorum.bootstrap.servers']);
  return said.length > 0 ? said : servers.map((address) => ({ id: '', address }));
}

/** Servers of ZooKeeper that a broker goes to. */
export function zooKeeperAddresses({ settings }: LintNode): readonly ReturnType<typeof partsOf>[] {
  return listOf((settings['zookeeper.connect'] ?? '').replace(/\/.*$/, '')).map(partsOf);
}

/** Entries of a list with commas between. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((entry) => entry.trim() || []);
}

/** Hosts that are whoever asks. */
export const ofHere = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** Host and port of an address. */
export function partsOf(address: string): { readonly host: string; readonly port: string } {
  const at = address.lastIndexOf(':');
  return at < 0 ? { host: address, port: '' } : { host: address.slice(0, at), port: address.slice(at + 1) };
}

/** Listeners of a node. Images that are not told any open what is advertised (cp-kafka, configure). */
export function listenersOf({ settings }: Pick<LintNode, 'settings'>): readonly LintListener[] {
  const old = oldListener(settings);
  if (old !== undefined) return [old];
  const told = new Map(listOf(settings['advertised.listeners']).map(entryOf));
  return listOf(settings['listeners'] ?? settings['advertised.listeners']).map((text) => {
    const [name, address] = entryOf(text);
    const advertised = told.get(name);
    return { name, port: partsOf(address).port, ...(advertised !== undefined && { advertised }) };
  });
}

/** Names of the listeners for controllers alone. Images that are not told have that of Kafka's own example (server.properties). */
export function quorumListeners({ settings }: Pick<LintNode, 'settings'>): readonly string[] {
  const isKRaft = settings['controller.quorum.voters'] ?? settings['controller.quorum.bootstrap.servers'];
  return listOf(settings['controller.listener.names'] ?? (isKRaft === undefined ? '' : 'CONTROLLER'));
}

/** Whether a listener is for controllers alone. */
export function isOfQuorum(node: LintNode, { name }: Pick<LintListener, 'name'>): boolean {
  return quorumListeners(node).includes(name);
}

/** Name and address of one entry of a list of listeners. */
export function entryOf(text: string): [name: string, address: string] {
  const [, name = text, address = ''] = /^(.*?):\/\/(.*)$/.exec(text.trim()) ?? [];
  return [name, address];
}

/** Whether a node serves clients' records. */
export function isBroker({ settings }: LintNode): boolean {
  const roles = listOf(settings['process.roles']);
  return roles.length === 0 || roles.includes('broker');
}

/** Whether a node votes in a quorum of KRaft. */
export function isController({ settings }: LintNode): boolean {
  return listOf(settings['process.roles']).includes('controller');
}

/** One service of some files, read as far as rules ask. */
export function nodeOf(
  id: string,
  service: WrittenService,
  path: string,
  readBeside: ReadBeside,
  pod?: ManifestNode,
): LintNode {
  const environment = variablesOf(service['environment']);
  const image = typeof service['image'] === 'string' ? service['image'] : undefined;
  const command = [service['command'], service['entrypoint']].flat().join(' ');
  const overrides = [...command.matchAll(/--override[= ]['"]?([\w.]+)=([^\s'"]*)/g)];
  const isProgram = command.trim() !== '' && overrides.length === 0 && !startsServer(command);
  const read = readEnvironment(environment, { ...(image !== undefined && { image }), isProgram });
  const mounts = mountsOf(service);
  const mounted = mountedSettings(mounts, path, readBeside);
  const isMounted = mounted.isMounted || Object.keys(pod?.settings ?? {}).length > 0;
  const settings = {
    ...mounted.settings,
    ...pod?.settings,
    ...read.settings,
    ...Object.fromEntries(overrides.map(([, setting = '', value = '']) => [setting, value])),
  };
  const { last, name } = partsOfImage(image ?? '');
  const files = pod?.files ?? mountedFiles(mounts, path, readBeside);
  const jaas = jaasFile(environment, mounts, path, readBeside, files);
  return {
    id,
    software: softwareBy(read.software, pod),
    image,
    ...(pod?.version !== undefined && { version: pod.version }),
    settings,
    environment,
    clusterId: read.clusterId,
    hosts:
      pod?.hosts ??
      [id, service['hostname'], service['container_name'], ...aliasesOf(service['networks'])]
        .filter((host): host is string => typeof host === 'string')
        .flatMap((host) => host),
    ports: pod?.ports.map(openPort) ?? list(service['ports']).flatMap(portOf),
    ...(pod !== undefined && { group: pod.group }),
    ...(pod?.zone !== undefined && { zone: pod.zone }),
    ...(jaas !== undefined && { jaas }),
    files,
    ...(pod?.outside !== undefined && { outside: pod.outside }),
    isOnHost: pod?.isOnHost ?? service['network_mode'] === 'host',
    hasCommand: command.trim() !== '',
    replicas: Number(recordOf(service['deploy'])['replicas'] ?? service['scale'] ?? 1) || 1,
    profiles: list(service['profiles']).map(textOf),
    mounts: mounts.filter(({ readOnly }) => !readOnly),
    saysAll:
      !isMounted &&
      (/^cp-(kafka|server|enterprise-kafka)$/.test(last) ||
        (/^apache\/kafka(-native)?$/.test(name) && Object.keys(read.settings).length > 0)),
    unread: [...mounted.unread, ...(pod?.unknown ?? [])],
  };
}

function aliasesOf(networks: unknown): readonly unknown[] {
  return Object.values(recordOf(networks)).flatMap((network) => list(recordOf(network)['aliases']));
}
