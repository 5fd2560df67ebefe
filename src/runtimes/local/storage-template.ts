/** Formatted storage without a formatting JVM per node: Kafka's own tool runs once per version, its output is copied. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { RuntimeError } from '../../errors.ts';
import { makeFolder, writeWhole } from '../../files.ts';
import { loggingFlags } from '../../kafka/jvm.ts';
import { writeProperties } from '../../kafka/properties.ts';
import type { SaltedPassword } from '../../kafka/security/scram.ts';
import { isKafkaUuid, kafkaUuidFrom, randomKafkaUuid } from '../../kafka/uuid.ts';
import { runCommand } from '../host/process.ts';
import type { Java } from './java/java.ts';
import { throwawayJvmFlags } from './java/jvm-flags.ts';
import { withScramUsers } from './scram-in-storage.ts';

/** Kafka's name of the file that says whose a log directory is (MetaPropertiesEnsemble). */
const metaPropertiesName = 'meta.properties';

/**
 * Where the tool puts the bootstrap metadata, within a log directory: up to 4.3 in every node's (BootstrapDirectory), from
 * 4.4 on as the first snapshot of the metadata log, which controllers alone have (`kafka-storage.sh format` of 4.3.1 and 4.4.0).
 */
export const checkpoints = {
  everybody: 'bootstrap.checkpoint',
  controllers: join('__cluster_metadata-0', '00000000000000000000-0000000000.checkpoint'),
} as const;

/** The tool takes one second; a machine that swaps takes longer. */
const formatTimeoutMs = 60_000;

/** What {@link ensureStorageTemplate} needs. */
export interface StorageTemplateOptions {
  readonly java: Java;
  /** Kafka's jars, see `ensureJars`. */
  readonly jars: readonly string[];
  /** Folder of the lab's caches; the template goes to `storage/VERSION/` in it. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
}

/**
 * The bootstrap metadata of a Kafka version: its feature levels, the same for every node and cluster.
 * @returns Path of the cached checkpoint, under the name that it has in a log directory.
 * @throws RuntimeError `node-died` with the tool's last lines; InterruptedError when the signal fires
 */
export async function ensureStorageTemplate(
  version: string,
  options: StorageTemplateOptions,
): Promise<string> {
  const cached = within(join(options.cacheDir, 'storage', version));
  if (cached !== undefined) return cached;
  const folder = await mkdtemp(join(tmpdir(), 'klab-format-'));
  try {
    await format(folder, version, options);
    const made = within(join(folder, 'data'));
    if (made === undefined) {
      const found = 'left no bootstrap metadata where klab looks for it';
      throw new RuntimeError('not-supported', `Kafka ${version}'s storage tool ${found}`);
    }
    const target = join(options.cacheDir, 'storage', version, relative(join(folder, 'data'), made));
    await writeWhole(target, await readFile(made));
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The checkpoint in a log directory, or in a folder of the cache, which is laid out as one. */
function within(dir: string): string | undefined {
  return Object.values(checkpoints)
    .map((name) => join(dir, name))
    .find((path) => existsSync(path));
}

async function format(folder: string, version: string, options: StorageTemplateOptions): Promise<void> {
  const settings = join(folder, 'server.properties');
  await writeWhole(settings, writeProperties(formatSettings(join(folder, 'data'))));
  const clusterId = kafkaUuidFrom('storage template');
  await runStorageTool(version, ['--cluster-id', clusterId, '--config', settings], options);
}

/** Has Kafka's own tool format storage. @throws RuntimeError `node-died` with its last lines; InterruptedError when the signal fires */
export async function runStorageTool(
  version: string,
  options: readonly string[],
  { java, jars, signal }: Pick<StorageTemplateOptions, 'java' | 'jars' | 'signal'>,
): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', ...options];
  const { exitCode, stdall } = await runCommand(java.path, [...throwawayJvmFlags, ...loggingFlags, ...tool], {
    env: { CLASSPATH: jars.join(delimiter) },
    timeoutMs: formatTimeoutMs,
    signal,
  });
  if (exitCode === 0) return;
  throw new RuntimeError(
    'node-died',
    `Kafka ${version}'s storage tool failed under ${java.versionText}; its last lines:`,
    { details: stdall.trim().split('\n').slice(-10) },
  );
}

/** The least that the tool accepts for a node with static voters; none of it ends up in the checkpoint. */
function formatSettings(logDir: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@127.0.0.1:9093',
    listeners: 'PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir,
  };
}

/** What one node's storage says. */
export interface FormattedStorageOptions {
  /** Path from {@link ensureStorageTemplate}. */
  readonly template: string;
  readonly clusterId: string;
  /** Kafka's `node.id`. */
  readonly nodeId: number;
  /** Whether it is a controller, alone or beside being a broker. @default true */
  readonly isController?: boolean;
  /** Id of this log directory (KIP-858). @default a fresh random one */
  readonly directoryId?: string;
  /** Metadata with the voters of a dynamic quorum, for one of the first. @default nodes have a list of them, or ask */
  readonly voters?: Buffer;
  /** Who is known from the start. @default nobody: users are added to a cluster that runs */
  readonly scramUsers?: () => Promise<readonly SaltedPassword[]>;
}

/**
 * Writes what `kafka-storage format` would; does nothing where `meta.properties` is there already.
 * That file is written last, so that a half-written directory is never taken for a formatted one.
 */
export async function writeFormattedStorage(dir: string, options: FormattedStorageOptions): Promise<void> {
  const target = join(dir, metaPropertiesName);
  if (existsSync(target)) return;
  const directoryId = options.directoryId ?? randomKafkaUuid();
  // The id of a cluster that was made with ZooKeeper may begin with what Kafka has avoided since then.
  for (const [id, asKafkas] of [
    [options.clusterId, options.clusterId.replace(/^-/, '_')],
    [directoryId, directoryId],
  ] as const) {
    if (!isKafkaUuid(asKafkas))
      throw new Error(`'${id}' is no Kafka id: 22 characters of base64url, not reserved`);
  }
  await makeFolder(dir);
  const users = (await options.scramUsers?.()) ?? [];
  const isEverybodys = basename(options.template) === checkpoints.everybody;
  if (isEverybodys || options.isController !== false) {
    const template = await readFile(options.template);
    const bytes = users.length === 0 ? template : withScramUsers(template, users);
    const place = join(dir, isEverybodys ? checkpoints.everybody : checkpoints.controllers);
    await makeFolder(dirname(place));
    await writeWhole(place, bytes);
  }
  if (options.voters !== undefined) {
    const place = join(dir, checkpoints.controllers);
    await makeFolder(dirname(place));
    // Where voters and users stand in one file, the tool has left them apart.
    const both = !isEverybodys && users.length > 0;
    await writeWhole(place, both ? withScramUsers(options.voters, users) : options.voters);
  }
  const properties = writeProperties({
    version: '1',
    'cluster.id': options.clusterId,
    'node.id': String(options.nodeId),
    'directory.id': directoryId,
  });
  await writeWhole(target, properties, { durable: true });
}
