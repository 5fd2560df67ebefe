/** What Docker Engine is here, and whether it can run a topology: asked once, before anything is made. */
import { exitCodes, RuntimeError } from '../../errors.ts';
import { commandFiles } from '../../kafka/images/node-command.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { isOlder } from '../../kafka/versions/versions.ts';
import { docker, type DockerOptions } from './docker.ts';
import { dockerError } from './errors.ts';

/** What the lab wants to know of an engine. */
export interface Engine {
  readonly version: string;
  /** Memory that containers share, in bytes; on Docker Desktop that of its virtual machine. */
  readonly memoryBytes: number;
  /** The engine's own clock, ISO 8601. */
  readonly now: string;
  /** Version of the compose plugin; absent where there is none. */
  readonly composeVersion?: string;
}

/** The part of `docker info` that is read (Docker Engine API, SystemInfo; docker/cli, info command). */
interface DockerInfo {
  /** Empty where no engine answered; absent in what Podman says, whose command may be called docker. */
  readonly ServerVersion?: string;
  /** Why it did not, also where the command itself succeeds. */
  readonly ServerErrors?: readonly string[] | null;
  readonly MemTotal: number;
  readonly SystemTime: string;
  readonly ClientInfo?: { readonly Plugins?: readonly { Name: string; Version?: string }[] };
}

/** First engine that knows `host-gateway`, which the files name (moby 20.10 release notes). */
const oldestEngine = '20.10.0';

/** First plugin whose model has the top-level `name` of a project (docker/compose 2.3.3, compose-go 1.1.0). */
const oldestCompose = '2.3.3';

/** First plugin that takes the content of a config in the file itself (Docker's documentation: "Configs top-level element"). */
const oldestComposeWithFiles = '2.23.1';

/** Bytes in a MiB. */
const mib = 1024 * 1024;

/** What a JVM takes beside its heap, for code, classes and threads: 116-130 measured on brokers (Kafka 4.3.1). */
const besideHeapMb = 110;

/** Asks the engine. @throws RuntimeError when there is no docker or no engine answers. */
export async function examineEngine(options: DockerOptions = {}): Promise<Engine> {
  return parseInfo(await docker(['info', '--format', '{{json .}}'], options));
}

/** Reads `docker info` as JSON. @throws LabError when it tells of no engine. */
export function parseInfo(text: string): Engine {
  const info = JSON.parse(text) as DockerInfo;
  const [failure] = info.ServerErrors ?? [];
  if (failure !== undefined) throw dockerError(['info'], { exitCode: 1, stderr: failure });
  if (info.ServerVersion === undefined || info.ServerVersion === '') {
    const what = info.ServerVersion === '' ? 'no Docker Engine answers to it' : "it is not Docker's";
    const fix = 'install Docker Engine or Docker Desktop, or use --on local';
    const message = `"docker" is there, but ${what} ("docker info" names no version of an engine); ${fix}`;
    throw new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  }
  const compose = info.ClientInfo?.Plugins?.find(({ Name }) => Name === 'compose')?.Version;
  return {
    version: info.ServerVersion,
    memoryBytes: info.MemTotal,
    now: info.SystemTime,
    ...(compose !== undefined && { composeVersion: compose.replace(/^v/, '') }),
  };
}

/**
 * @param topology what is to run: configuration files of its nodes need a newer plugin. @default any without files
 * @throws RuntimeError `tool-missing` that names what is needed and what was found.
 */
export function assertRecentEnough({ version, composeVersion }: Engine, topology?: ResolvedTopology): void {
  const fail = (message: string): never => {
    throw new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  };
  if (isOlder(version, oldestEngine)) {
    fail(`Docker Engine ${oldestEngine} or newer is needed, this is ${version}; update it`);
  }
  const withFiles = topology !== undefined && hasFiles(topology);
  const oldest = withFiles ? oldestComposeWithFiles : oldestCompose;
  const why = withFiles ? ` for the configuration files of ${topology.name}` : '';
  if (composeVersion === undefined) {
    fail(`docker has no compose plugin; install docker-compose-plugin ${oldest} or newer`);
  } else if (isOlder(composeVersion, oldest)) {
    fail(
      `the compose plugin ${oldest} or newer is needed${why}, this is ${composeVersion}; update docker-compose-plugin`,
    );
  }
}

function hasFiles(topology: ResolvedTopology): boolean {
  return topology.nodes.some(
    (node) => Object.keys({ ...node.service?.files, ...commandFiles(node, topology) }).length > 0,
  );
}

/** @throws RuntimeError `memory-short` when the nodes cannot all have their heaps. */
export function assertEnoughMemory({ memoryBytes }: Engine, topology: ResolvedTopology): void {
  const neededMb = topology.nodes.reduce((sum, { heapMb }) => sum + heapMb + besideHeapMb, 0);
  const presentMb = Math.floor(memoryBytes / mib);
  if (presentMb >= neededMb) return;
  throw new RuntimeError(
    'memory-short',
    `${topology.name} needs ${neededMb} MiB for its ${topology.nodes.length} nodes and Docker has ${presentMb} MiB; give it more, or take fewer brokers`,
    { exitCode: exitCodes.usage },
  );
}
