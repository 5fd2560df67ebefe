/** The whole order of `up` on local processes, readable in one function. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { endedOverOldSession } from '../../kafka/log-cause.ts';
import type { KeptNode } from '../../kafka/kept-data.ts';
import { kafkaUuidFrom } from '../../kafka/uuid.ts';
import { cacheDir } from '../../paths.ts';
import { dataFolder } from '../../render/local/addressing.ts';
import type { PlannedProcess } from '../../render/local/plan.ts';
import { instanceDir, readInstance, saveInstance } from '../instances.ts';
import { assertFits } from '../up/kept-data.ts';
import { assertPortsFree } from '../host/ports.ts';
import { nodeDied, watchLogs } from '../up/log-watch.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { Instance, UpRequest } from '../../cluster/runtime.ts';
import { startClassArchiveMaker } from './class-archive/maker.ts';
import { describeJars } from '../jars/jar-progress.ts';
import { clientPortsOf, launch, portsOf, prepareLaunch, readPlan, type LaunchKit } from './launcher.ts';
import { assertIsolatableHere } from './isolation.ts';
import { readKept } from './kept-data.ts';
import { linksId, startLinks } from './links/links-process.ts';
import { runLog } from './node-logs.ts';
import { listProcesses } from './processes.ts';

/** Long enough for a hundred JVMs on a slow machine; a node that dies ends the wait at once. */
const readyTimeoutMs = 180_000;

/** A node, or the links, that this `up` has started. */
interface StartedNode {
  readonly id: string;
  readonly child: ChildProcess;
}

/** Brings an instance up: prepare, check, spawn, wait until ready; what fails half-way is removed. */
export async function upLocal(request: UpRequest): Promise<Instance> {
  const { progress, signal } = request;
  if (request.instance.isolatable === true) assertIsolatableHere();
  const dir = instanceDir(request.instance.id);
  const running = new Set((await listProcesses(dir)).map(({ nodeId }) => nodeId));
  const hasNodes = [...running].some((id) => id !== linksId);
  const kept = hasNodes ? [] : await readKept(request.instance.id);
  const known = withClusterId(request.instance, kept);
  assertFits(known, { nodes: kept, places: [`folder ${join(dir, dataFolder)}`] }, progress);
  const instance = await withOwnFiles(known);
  const plan = await readPlan(instance);
  progress.step(`Kafka ${plan.kafkaVersion}`);
  const kit = await prepareLaunch(instance, {
    signal,
    onJars: (jars) => progress.update(describeJars(jars)),
  });
  if (running.size > 0) await assertStored(instance);
  const missing = plan.processes.filter(({ id }) => !running.has(id));
  await assertPortsFree([...portsOf(missing), ...(running.has(linksId) ? [] : clientPortsOf(plan))]);
  await saveInstance(instance);

  const started: StartedNode[] = [];
  try {
    progress.step(`${missing.length} of ${plan.processes.length} nodes to start`);
    const links = await startLinks(instance);
    if (links !== undefined) started.push({ id: linksId, child: links });
    await startAll(instance, missing, kit, started);
    progress.step('waiting until the cluster is ready');
    // Loaded only now, with the clients it needs, while the nodes start.
    const { waitUntilReady } = await import('../../client/topics/readiness.ts');
    const again =
      instance.topology.mode === 'zookeeper'
        ? (id: string) =>
            launch(
              instance,
              missing.find((planned) => planned.id === id)!,
              kit,
            )
        : undefined;
    const logs = watchLogs({
      ids: missing.map(({ id }) => id),
      read: (id) => runLog(dir, id),
      onNews: (text) => progress.update(text),
    });
    const clusterId = await waitUntilReady({
      topology: instance.topology,
      access: accessOf(instance),
      portOffset: instance.portOffset,
      ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
      timeoutMs: readyTimeoutMs,
      signal,
      onNote: (text) => progress.note(text),
      onPending: (reason) => progress.update(reason),
      async assertAlive() {
        await assertNoneDied(dir, started, again);
        await logs.look();
      },
    }).catch(async (error: unknown) => {
      throw await logs.explain(error);
    });
    const ready = { ...instance, clusterId };
    await saveInstance(ready);
    await startClassArchiveMaker(plan.kafkaVersion, { java: kit.java, jars: kit.jars, cacheDir: cacheDir() });
    return ready;
  } catch (error) {
    await endStarted(started);
    throw error;
  }
}

/** @throws LabError `node-state` when its nodes run but what they were started as is not known any more. */
async function assertStored({ id }: Instance): Promise<void> {
  if ((await readInstance(id)) !== undefined) return;
  throw new LabError(
    'node-state',
    `nodes of ${id} run, but nothing is stored of it; take it down first: klab down ${id}`,
  );
}

/** Keeps the files that are deployed: `dist/` may change while the instance runs, and nodes are started from them again. */
async function withOwnFiles(instance: Instance): Promise<Instance> {
  const own = join(instanceDir(instance.id), 'files', 'local');
  if (instance.filesDir === own) return instance;
  await cp(instance.filesDir, own, { recursive: true });
  return { ...instance, filesDir: own };
}

/**
 * With KRaft the id is decided before the start, so that readiness can tell this cluster from any other. Data that is
 * kept has decided it, also where nothing else is stored.
 */
function withClusterId(instance: Instance, kept: readonly KeptNode[]): Instance {
  if (instance.topology.mode === 'zookeeper' || instance.clusterId !== undefined) return instance;
  const found = kept.find(({ kafka }) => kafka !== undefined)?.kafka?.clusterId;
  if (found !== undefined) return { ...instance, clusterId: found };
  return { ...instance, clusterId: kafkaUuidFrom(`${instanceDir(instance.id)} ${instance.createdAt}`) };
}

async function startAll(
  instance: Instance,
  missing: readonly PlannedProcess[],
  kit: LaunchKit,
  started: StartedNode[],
): Promise<void> {
  const outcomes = await Promise.allSettled(
    missing.map(async (planned) => {
      started.push({ id: planned.id, child: await launch(instance, planned, kit) });
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/**
 * @param again starts a node once more; absent where none may be.
 * @throws RuntimeError `node-died` with why the first node ended that did, but for brokers of which ZooKeeper has the session
 * of before: after a crash of all it goes on with them, and each ends once.
 */
async function assertNoneDied(
  dir: string,
  started: StartedNode[],
  again?: (nodeId: string) => Promise<ChildProcess>,
): Promise<void> {
  for (const [index, { id, child }] of started.entries()) {
    if (child.exitCode === null && child.signalCode === null) continue;
    const log = await runLog(dir, id);
    if (again === undefined || !endedOverOldSession(log)) {
      throw nodeDied(
        `${id} ended while starting (${child.signalCode ?? `exit code ${child.exitCode}`})`,
        log,
      );
    }
    started[index] = { id, child: await again(id) };
  }
}

/** Ends what this `up` started, and nothing that it found. */
async function endStarted(started: readonly StartedNode[]): Promise<void> {
  await Promise.all(
    started.map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      // Nodes are let go of when they start; waiting for one needs it back, or nothing would keep klab here.
      child.ref();
      child.kill('SIGKILL');
      await gone;
    }),
  );
}
