/** The three ways of bringing the same brokers up that the `up` benchmark compares. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntilReady } from '../src/client/topics/readiness.ts';
import { settingsFor } from '../src/kafka/addresses.ts';
import type { LabNode, ResolvedTopology } from '../src/kafka/node.ts';
import { electionSettings, smallMachineSettings } from '../src/kafka/settings.ts';
import { randomKafkaUuid } from '../src/kafka/uuid.ts';
import { packageRoot } from '../src/package-root.ts';
import { accessOf } from '../src/cluster/running-cluster.ts';
import type { Instance } from '../src/cluster/instance.ts';
import { localAddressing } from '../src/render/local/addressing.ts';
import { planOf } from '../src/render/local/plan.ts';
import { withArchive } from '../src/runtimes/local/java/jvm-flags.ts';
import { prepareLaunch, type LaunchKit } from '../src/runtimes/local/launcher.ts';
import { writeFormattedStorage } from '../src/runtimes/local/storage-template.ts';

const run = promisify(execFile);
const readyTimeoutMs = 180_000;

/** One run of an arm: how long it took, and what each broker took in memory, in MiB. */
export interface ArmResult {
  readonly durationMs: number;
  readonly brokerMemoryMb: readonly number[];
}

/** Flags of Kafka's own start script (bin/kafka-server-start.sh, bin/kafka-run-class.sh). */
const stockFlags: readonly string[] = [
  '-Xmx1G',
  '-Xms1G',
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-XX:MaxInlineLevel=15',
  '-Djava.awt.headless=true',
];

/** Whose `klab up` is measured, and on what. */
export interface LabArmOptions {
  /** Java that the nodes run on. @default the one that klab chooses */
  readonly java?: string;
  /** Checkout whose built command runs. @default this one */
  readonly checkout?: string;
  /** @default as many as the topology has */
  readonly brokers?: number;
}

/** `klab up` as a user runs it, a process of its own. */
export async function labArm(
  topology: ResolvedTopology,
  portOffset: number,
  { java, checkout = packageRoot(), brokers }: LabArmOptions = {},
): Promise<ArmResult> {
  // A checkout of another time may know JAVA_HOME alone.
  const chosen =
    java === undefined ? {} : { KLAB_JAVA: java, JAVA_HOME: dirname(dirname(await realpath(java))) };
  const klab = (...args: string[]): Promise<{ stdout: string }> =>
    run(process.execPath, [join(checkout, 'lib', 'scripts', 'klab.js'), ...args], {
      env: { ...process.env, ...chosen },
    });
  const more = brokers === undefined ? [] : ['--brokers', String(brokers)];
  const startedMs = performance.now();
  await klab('up', topology.name, '--port-offset', String(portOffset), '--on', 'local', ...more);
  const durationMs = performance.now() - startedMs;
  const instance = `${topology.name}-local-${portOffset}`;
  try {
    const { stdout } = await klab('status', instance, '--json');
    const { nodes } = JSON.parse(stdout) as { nodes: { handle: string }[] };
    const pids = nodes.map(({ handle }) => Number(handle.replace('pid ', '')));
    return { durationMs, brokerMemoryMb: await Promise.all(pids.map(residentMb)) };
  } finally {
    await klab('down', instance);
  }
}

/** The same JVMs with the lab's flags and files, spawned with nothing around them. */
export async function bareArm(topology: ResolvedTopology, portOffset: number): Promise<ArmResult> {
  return withFolder(async (folder) => {
    const instance = throwaway(topology, portOffset);
    const addressing = localAddressing(portOffset);
    const kit = await prepareLaunch(instance);
    const plan = planOf(topology, addressing);
    return measure(instance, async () =>
      Promise.all(
        topology.nodes.map(async (node, index) => {
          const planned = plan.processes[index];
          if (planned === undefined || kit.kraft === undefined)
            throw new Error('bench needs a KRaft topology');
          const config = await writeSettings(folder, node, settingsFor(node, topology, addressing));
          await writeFormattedStorage(join(folder, planned.dataDir), { ...kit.kraft, nodeId: node.number });
          const flags = withArchive(planned.jvmFlags, kit.classArchive);
          return spawnJvm(folder, node.id, kit, [...flags, planned.mainClass, config]);
        }),
      ),
    );
  });
}

/** The same brokers as Kafka's own scripts start them: stock flags and settings, storage formatted by its tool. */
export async function stockArm(topology: ResolvedTopology, portOffset: number): Promise<ArmResult> {
  return withFolder(async (folder) => {
    const instance = throwaway(topology, portOffset);
    const kit = await prepareLaunch(instance);
    return measure(instance, async () =>
      Promise.all(
        topology.nodes.map(async (node) => {
          const config = await writeSettings(folder, node, stockSettings(node, topology, portOffset));
          const format = ['kafka.tools.StorageTool', 'format', '-t', instance.clusterId ?? '', '-c', config];
          await run(kit.java.path, format, { cwd: folder, env: environment(kit) });
          return spawnJvm(folder, node.id, kit, [...stockFlags, 'kafka.Kafka', config]);
        }),
      ),
    );

    function stockSettings(node: LabNode, of: ResolvedTopology, offset: number): Record<string, string> {
      const own = new Set([
        ...Object.keys({ ...smallMachineSettings(), ...electionSettings('kraft') }),
        'broker.heartbeat.interval.ms',
      ]);
      const settings = settingsFor(node, of, localAddressing(offset));
      return Object.fromEntries(Object.entries(settings).filter(([name]) => !own.has(name)));
    }
  });
}

function throwaway(topology: ResolvedTopology, portOffset: number): Instance {
  return {
    schemaVersion: 1,
    id: `bench-${portOffset}`,
    runtime: 'local',
    portOffset,
    topology,
    clusterId: randomKafkaUuid(),
    filesDir: '',
    createdAt: new Date().toISOString(),
  };
}

async function measure(
  instance: Instance,
  start: () => Promise<readonly ChildProcess[]>,
): Promise<ArmResult> {
  const startedMs = performance.now();
  const children = await start();
  try {
    await waitUntilReady({
      topology: instance.topology,
      access: accessOf(instance),
      ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
      timeoutMs: readyTimeoutMs,
      assertAlive() {
        if (children.some(({ exitCode }) => exitCode !== null))
          throw new Error('a broker ended while starting');
      },
    });
    const durationMs = performance.now() - startedMs;
    const brokerMemoryMb = await Promise.all(children.map(({ pid }) => residentMb(pid ?? 0)));
    return { durationMs, brokerMemoryMb };
  } finally {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
  }
}

async function spawnJvm(
  folder: string,
  nodeId: string,
  kit: LaunchKit,
  args: readonly string[],
): Promise<ChildProcess> {
  const log = await open(join(folder, `${nodeId}.log`), 'w');
  const child = spawn(kit.java.path, [...args], {
    cwd: folder,
    stdio: ['ignore', log.fd, log.fd],
    env: environment(kit),
  });
  await log.close();
  return child;
}

function environment(kit: LaunchKit): NodeJS.ProcessEnv {
  return { ...process.env, CLASSPATH: kit.jars.join(delimiter) };
}

async function writeSettings(
  folder: string,
  node: LabNode,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const path = join(folder, node.id, 'server.properties');
  await mkdir(dirname(path), { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(path, lines.join(''));
  return path;
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resident memory of a process, in MiB. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1_024;
}
