/** Starts the processes of a plan: everything a node needs, found once, then one spawn per node. */
import { processMarks } from '../../kafka/marks.ts';
import type { ChildProcess } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError, RuntimeError } from '../../errors.ts';
import { isOfKRaft } from '../../kafka/node-metadata.ts';
import { usesTokens } from '../../kafka/security/listener.ts';
import { keySetFile } from '../../kafka/security/secret-files.ts';
import { allowedUrlFlag } from '../../kafka/security/tokens.ts';
import { cacheDir } from '../../paths.ts';
import { localHost, secretsFolder } from '../../render/local/addressing.ts';
import type { LocalPlan, PlannedProcess } from '../../render/local/plan.ts';
import { planFile } from '../../render/local/render.ts';
import { instanceDir } from '../instances.ts';
import { startLasting } from '../host/process.ts';
import type { WantedPort } from '../host/ports.ts';
import type { Instance } from '../../cluster/instance.ts';
import { archivePath, baseArchivePath } from './class-archive/path.ts';
import { ensureJars, type JarProgress } from '../jars/jar-cache.ts';
import { scramUsersOf, secretsOf } from '../secrets/secrets.ts';
import { findJava, type Java } from './java/java.ts';
import { withArchive } from './java/jvm-flags.ts';
import { prepareData } from './node-files.ts';
import { markRun, openLog } from './node-logs.ts';
import { readPlanFile } from './plan-file.ts';
import { ensureStorageTemplate, type FormattedStorageOptions } from './storage-template.ts';

/** What all nodes of an instance share. */
export interface LaunchKit {
  readonly java: Java;
  readonly jars: readonly string[];
  readonly classArchive: string;
  /** Absent in ZooKeeper mode, where nothing is formatted. */
  readonly kraft: Pick<FormattedStorageOptions, 'template' | 'clusterId' | 'scramUsers'> | undefined;
}

/** Reads the plan that an instance was brought up from. @throws LabError when it is gone. */
export async function readPlan(instance: Instance): Promise<LocalPlan> {
  const path = join(instance.filesDir, planFile);
  try {
    return await readPlanFile(path);
  } catch (error) {
    throw new LabError('no-instance', `${path} cannot be read; bring the instance down and up again`, {
      cause: error,
    });
  }
}

/** Every port that these processes bind. */
export function portsOf(processes: readonly PlannedProcess[]): readonly WantedPort[] {
  return processes.flatMap(({ id, ports, bindAddress }) =>
    Object.values(ports).map((port) => ({ id, host: bindAddress ?? localHost, port })),
  );
}

/** Every port on which clients reach these nodes through a link. */
export function clientPortsOf({ links = [] }: LocalPlan): readonly WantedPort[] {
  return links
    .filter(({ from }) => from === undefined)
    .flatMap(({ to, listen, ports }) => ports.map((port) => ({ id: to, host: listen, port })));
}

/** Finds Java, the jars, the class archive and the storage template. */
export async function prepareLaunch(
  instance: Instance,
  options: { onJars?: (progress: JarProgress) => void; signal?: AbortSignal } = {},
): Promise<LaunchKit> {
  const { kafkaVersion, nodes, security } = instance.topology;
  const cache = cacheDir();
  const signal = options.signal && { signal: options.signal };
  const [java, jars] = await Promise.all([
    findJava({ cacheDir: cache }),
    ensureJars(kafkaVersion, {
      cacheDir: cache,
      ...signal,
      ...(options.onJars && { onProgress: options.onJars }),
    }),
  ]);
  const { clusterId } = instance;
  const kraft =
    nodes.some(isOfKRaft) && clusterId !== undefined
      ? {
          template: await ensureStorageTemplate(kafkaVersion, { java, jars, cacheDir: cache, ...signal }),
          clusterId,
          ...(security !== undefined && {
            scramUsers: async () => scramUsersOf(secretsOf(instance.id), security),
          }),
        }
      : undefined;
  return { java, jars, kraft, classArchive: await archivePath(kafkaVersion, { java, cacheDir: cache }) };
}

/** Starts one node; returns once its process runs. */
export async function launch(
  instance: Instance,
  planned: PlannedProcess,
  kit: LaunchKit,
): Promise<ChildProcess> {
  const node = instance.topology.nodes.find(({ id }) => id === planned.id);
  if (node === undefined)
    throw new RuntimeError('unknown-node', `the plan names ${planned.id}, the topology does not`);
  const dir = instanceDir(instance.id);
  await prepareData(node, instance.topology, join(dir, planned.dataDir), kit.kraft);
  // Kafka's archive makes a ZooKeeper server no faster and a third bigger.
  const classArchive = node.software === 'kafka' ? kit.classArchive : baseArchivePath(kit.java);
  const flags = withArchive(planned.jvmFlags, classArchive);
  const log = await openLog(dir, planned.id);
  try {
    await markRun(log, planned.id);
    return await startLasting({
      command: kit.java.path,
      args: [
        ...processMarks(dir, planned.id),
        ...flags,
        ...hostsFlag(instance, planned),
        ...tokenFlag(instance),
        planned.mainClass,
        resolve(instance.filesDir, planned.config),
      ],
      // The class path goes by the environment: as an argument it would bury the marks in `ps`.
      env: { ...planned.environment, CLASSPATH: kit.jars.join(delimiter) },
      cwd: dir,
      logFd: log.fd,
    });
  } finally {
    await log.close();
  }
}

/** Has the JVM look names up in a file instead of asking the host (Java networking properties, jdk.net.hosts.file). */
function hostsFlag({ filesDir }: Instance, { hostsFile }: PlannedProcess): readonly string[] {
  return hostsFile === undefined ? [] : [`-Djdk.net.hosts.file=${resolve(filesDir, hostsFile)}`];
}

/** Has brokers read the keys by which they know tokens; the whole path is this machine's own, and so in no plan. */
function tokenFlag({ id, topology: { security } }: Instance): readonly string[] {
  if (security === undefined || !usesTokens(security.external)) return [];
  return [allowedUrlFlag(pathToFileURL(join(instanceDir(id), secretsFolder, keySetFile)).href)];
}
