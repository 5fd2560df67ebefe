/** Formatted storage without a formatting JVM per node: Kafka's own tool runs once per version, its output is copied. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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

/** Kafka's names of the two files of a formatted log directory (MetaPropertiesEnsemble, BootstrapDirectory). */
const metaPropertiesName = 'meta.properties';
const checkpointName = 'bootstrap.checkpoint';

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
 * @returns Path of the cached `bootstrap.checkpoint`.
 * @throws RuntimeError `node-died` with the tool's last lines; InterruptedError when the signal fires
 */
export async function ensureStorageTemplate(
  version: string,
  options: StorageTemplateOptions,
): Promise<string> {
  const cached = join(options.cacheDir, 'storage', version, checkpointName);
  if (existsSync(cached)) return cached;
  const folder = await mkdtemp(join(tmpdir(), 'klab-format-'));
  try {
    await format(folder, version, options);
    await writeWhole(cached, await readFile(join(folder, 'data', checkpointName)));
    return cached;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function format(folder: string, version: string, options: StorageTemplateOptions): Promise<void> {
  const settings = join(folder, 'server.properties');
  await writeWhole(settings, writeProperties(formatSettings(join(folder, 'data'))));
  const clusterId = kafkaUuidFrom('storage template');
  const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', settings];
  const { exitCode, stdall } = await runCommand(
    options.java.path,
    [...throwawayJvmFlags, ...loggingFlags, ...tool],
    {
      env: { CLASSPATH: options.jars.join(delimiter) },
      timeoutMs: formatTimeoutMs,
      signal: options.signal,
    },
  );
  if (exitCode === 0) return;
  throw new RuntimeError(
    'node-died',
    `Kafka ${version}'s storage tool failed under ${options.java.versionText}; its last lines:`,
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
  /** Id of this log directory (KIP-858). @default a fresh random one */
  readonly directoryId?: string;
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
  for (const id of [options.clusterId, directoryId]) {
    if (!isKafkaUuid(id)) throw new Error(`'${id}' is no Kafka id: 22 characters of base64url, not reserved`);
  }
  await makeFolder(dir);
  const users = (await options.scramUsers?.()) ?? [];
  const template = await readFile(options.template);
  const bytes = users.length === 0 ? template : withScramUsers(template, users);
  await writeWhole(join(dir, checkpointName), bytes);
  const properties = writeProperties({
    version: '1',
    'cluster.id': options.clusterId,
    'node.id': String(options.nodeId),
    'directory.id': directoryId,
  });
  await writeWhole(target, properties, { durable: true });
}
