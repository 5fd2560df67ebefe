/** Makes an archive of classes: one throwaway broker runs, has a topic made, and leaves its classes behind when it ends. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { delimiter, extname, join } from 'node:path';
import getPort from 'get-port';
import { describeBroker } from '../../../client/wire/describe-cluster.ts';
import { deleteTopic } from '../../../client/wire/delete-topic.ts';
import { createKafka, makingTopicsTimeoutMs, withAdmin } from '../../../client/kafkajs/kafka.ts';
import { placeTopic } from '../../../client/topics/placed-topic.ts';
import { InterruptedError, LabError, RuntimeError } from '../../../errors.ts';
import { makeFolder, writeWhole } from '../../../files.ts';
import { writeProperties } from '../../../kafka/properties.ts';
import { smallMachineSettings } from '../../../kafka/settings.ts';
import { randomKafkaUuid } from '../../../kafka/uuid.ts';
import { notYet, waitFor, type NotYet } from '../../../wait.ts';
import { runCommand, startBeside } from '../../host/process.ts';
import { archiverMark, archivesDir, baseArchivePath, madeArchivePath } from './path.ts';
import { hasAotCache, type Java } from '../java/java.ts';
import {
  aotAssemblyFlags,
  archiveMakingFlags,
  archiveProvingFlags,
  aotRecordOf,
  isAotCache,
  isFromArchive,
} from '../java/jvm-flags.ts';
import { ensureStorageTemplate, writeFormattedStorage } from '../storage-template.ts';

/** A JVM that only says its version takes a second, in milliseconds; one at the lowest priority may take many. */
const proveTimeoutMs = 60_000;

/** What {@link makeClassArchive} needs. */
export interface MakeClassArchiveOptions {
  readonly java: Java;
  /** Kafka's jars in the order of the lock, see `ensureJars`. */
  readonly jars: readonly string[];
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  /** Bound of the whole. @default 150000 */
  readonly timeoutMs?: number;
}

/**
 * Makes the archive of a Kafka version, unless it is there.
 * Runs at the lowest priority; whatever ends it, its broker and its folder are gone afterwards.
 * @returns Path of the archive, or undefined where this JVM has no archive of its own to build on.
 * @throws RuntimeError when the broker did not start, or the archive was not used; InterruptedError when the signal fires
 */
export async function makeClassArchive(
  version: string,
  options: MakeClassArchiveOptions,
): Promise<string | undefined> {
  const target = madeArchivePath(version, options);
  if (existsSync(target)) return target;
  if (!hasAotCache(options.java) && !existsSync(baseArchivePath(options.java))) return undefined;
  const bound = AbortSignal.timeout(options.timeoutMs ?? 150_000);
  const signal = options.signal === undefined ? bound : AbortSignal.any([bound, options.signal]);
  await makeFolder(archivesDir(options.cacheDir));
  const folder = await mkdtemp(join(archivesDir(options.cacheDir), 'making-'));
  try {
    const fresh = join(folder, `fresh${extname(target)}`);
    await runThrowawayBroker(version, folder, fresh, { ...options, signal });
    if (isAotCache(fresh)) await assemble(version, folder, fresh, { ...options, signal });
    await prove(fresh, { ...options, signal });
    await rename(fresh, target);
    return target;
  } catch (error) {
    if (options.signal?.aborted) throw new InterruptedError();
    if (bound.aborted)
      throw new RuntimeError('not-ready', `no class archive of Kafka ${version} within the time`, {
        cause: error,
      });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Bounded = MakeClassArchiveOptions & { readonly signal: AbortSignal };

async function runThrowawayBroker(
  version: string,
  folder: string,
  archive: string,
  options: Bounded,
): Promise<void> {
  const data = join(folder, 'data');
  const template = await ensureStorageTemplate(version, options);
  await writeFormattedStorage(data, { template, clusterId: randomKafkaUuid(), nodeId: 1 });
  const client = await getPort({ host: '127.0.0.1' });
  const controller = await getPort({ host: '127.0.0.1' });
  const settings = join(folder, 'server.properties');
  await writeWhole(settings, brokerSettings(data, client, controller));
  const log = join(folder, 'broker.log');
  const flags = archiveMakingFlags(archive, markOf(options));
  const broker = spawnJvm([...flags, 'kafka.Kafka', settings], log, options);
  try {
    await waitFor({ what: 'the broker to answer', timeoutMs: 90_000, signal: options.signal }, async () => {
      if (broker.exitCode !== null || broker.signalCode !== null) throw await died(version, log);
      return answers(`127.0.0.1:${client}`);
    });
    await Promise.race([practise(`127.0.0.1:${client}`), untilAborted(options.signal)]);
    broker.kill('SIGTERM');
    await untilEnded(broker, options);
    if (!existsSync(isAotCache(archive) ? aotRecordOf(archive) : archive)) throw await died(version, log);
  } finally {
    await endNow(broker);
  }
}

/** What every `up` asks of its brokers, so that it finds the classes for it too. */
async function practise(address: string): Promise<void> {
  const topic = 'practice';
  const broker = { number: 1, id: topic, address, listeners: { INTERNAL: address } };
  const kafka = createKafka({
    access: { brokers: [broker] },
    retries: 1,
    requestTimeoutMs: makingTopicsTimeoutMs,
  });
  await withAdmin(kafka, (admin) => placeTopic(admin, { topic, replicas: [[1]] }));
  await deleteTopic(broker, topic);
}

/** @throws what the signal says, once it fires; whoever ended the broker waits for no client's tries. */
async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** Makes the AOT cache of what the broker has recorded. */
async function assemble(version: string, folder: string, archive: string, options: Bounded): Promise<void> {
  const log = join(folder, 'assembly.log');
  const jvm = spawnJvm(aotAssemblyFlags(archive, markOf(options)), log, options);
  try {
    await untilEnded(jvm, options);
    if (!existsSync(archive)) throw await died(version, log);
  } finally {
    await endNow(jvm);
  }
}

function markOf({ cacheDir }: Bounded): string {
  return `-D${archiverMark(cacheDir)}`;
}

async function untilEnded(jvm: ChildProcess, { signal }: Bounded): Promise<void> {
  if (jvm.exitCode === null && jvm.signalCode === null) await once(jvm, 'exit', { signal });
}

async function endNow(jvm: ChildProcess): Promise<void> {
  if (jvm.exitCode !== null || jvm.signalCode !== null) return;
  const gone = once(jvm, 'exit');
  jvm.kill('SIGKILL');
  await gone;
}

function spawnJvm(args: readonly string[], log: string, { java, jars }: Bounded): ChildProcess {
  const logFd = openSync(log, 'w');
  try {
    const jvm = startBeside({ command: java.path, args, env: { CLASSPATH: jars.join(delimiter) }, logFd });
    if (jvm.pid !== undefined) setPriority(jvm.pid, constants.priority.PRIORITY_LOW);
    return jvm;
  } finally {
    closeSync(logFd);
  }
}

async function answers(address: string): Promise<true | NotYet> {
  try {
    await describeBroker({ address });
    return true;
  } catch (error) {
    if (error instanceof LabError) return notYet(error);
    throw error;
  }
}

async function died(version: string, log: string): Promise<RuntimeError> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  return new RuntimeError(
    'node-died',
    `the JVM that makes Kafka ${version}'s class archive left none; its last lines:`,
    {
      details: lines.slice(-15),
    },
  );
}

/** @throws RuntimeError when a JVM does not take Kafka's main class from the archive */
async function prove(archive: string, { java, jars, signal }: Bounded): Promise<void> {
  const args = [...archiveProvingFlags(archive), 'kafka.Kafka', '--version'];
  const env = { CLASSPATH: jars.join(delimiter) };
  const { stdout } = await runCommand(java.path, args, { env, signal, timeoutMs: proveTimeoutMs });
  const used = stdout.split('\n').some((line) => isFromArchive(line, 'kafka.Kafka$'));
  if (!used)
    throw new RuntimeError('not-ready', `${java.versionText} does not use the class archive it made`);
}

function brokerSettings(data: string, client: number, controller: number): string {
  const settings = {
    ...smallMachineSettings(),
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `INTERNAL://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `INTERNAL://127.0.0.1:${client}`,
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT',
    'offsets.topic.replication.factor': '1',
    'log.dirs': data,
  };
  return writeProperties(settings);
}
