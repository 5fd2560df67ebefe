/** What `up` adds on local processes: plan, Java and jars, free ports, storage, processes. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instance } from '../../cluster/instance.ts';
import type { Deployment, UpRequest } from '../../cluster/lifecycle.ts';
import { LabError } from '../../errors.ts';
import type { KeptNode } from '../../kafka/kept-data.ts';
import { endedOverOldSession } from '../../kafka/log-cause.ts';
import { kafkaUuidFrom } from '../../kafka/uuid.ts';
import { cacheDir } from '../../paths.ts';
import { dataFolder, renderedFolder } from '../../render/local/addressing.ts';
import type { LocalPlan, PlannedProcess } from '../../render/local/plan.ts';
import { assertPortsFree } from '../host/ports.ts';
import { firstUsers } from '../up/first-users.ts';
import { nodeDied } from '../up/log-watch.ts';
import { startClassArchiveMaker } from './class-archive/maker.ts';
import { instanceDir, readInstance } from '../instances.ts';
import { describeJars } from '../jars/jar-progress.ts';
import { prepareSecrets } from '../secrets/prepare.ts';
import { labSecurity } from '../secrets/secrets.ts';
import { withClusterId } from '../up/cluster-id.ts';
import { assertFits } from '../up/kept-data.ts';
import { assertIsolatableHere } from './isolation.ts';
import { readKept } from './kept-data.ts';
import { clientPortsOf, launch, portsOf, prepareLaunch, readPlan, type LaunchKit } from './launcher.ts';
import { linksId, startLinks } from './links/links-process.ts';
import { runLog } from './node-logs.ts';
import { throughHost } from './probe-listener.ts';
import { listProcesses } from './processes.ts';
import { formatFirstVoters } from './quorum/first-voters.ts';

/** A node, or the links, that this `up` has started. */
interface StartedNode {
  readonly id: string;
  readonly child: ChildProcess;
}

/** Looks at what is kept and what runs, and finds everything that a node needs. */
export async function prepareUp({ instance: asked, progress, signal }: UpRequest): Promise<Deployment> {
  if (asked.isolatable === true) assertIsolatable(asked);
  const dir = instanceDir(asked.id);
  const running = new Set((await listProcesses(dir)).map(({ nodeId }) => nodeId));
  const hasNodes = [...running].some((id) => id !== linksId);
  const kept = hasNodes ? [] : await readKept(asked.id);
  const known = withClusterId(asked, () => clusterIdOf(asked, kept));
  assertFits(known, { nodes: kept, places: [`folder ${join(dir, dataFolder)}`] }, progress);
  const filed = await withOwnFiles(known);
  const plan = await readPlan(filed);
  const instance = await withSecrets(filed, plan, hasNodes);
  progress.step(`Kafka ${plan.kafkaVersion}`);
  const kit = await prepareLaunch(instance, {
    signal,
    onJars: (jars) => progress.update(describeJars(jars)),
  });
  if (running.size > 0) await assertStored(instance);
  const missing = plan.processes.filter(({ id }) => !running.has(id));
  await assertPortsFree([...portsOf(missing), ...(running.has(linksId) ? [] : clientPortsOf(plan))]);

  const isNew = !hasNodes && kept.length === 0;
  // Storage that is formatted now knows them from the start.
  const admit = isNew ? undefined : firstUsers(instance, throughHost(instance));

  const started: StartedNode[] = [];
  const again = async (id: string): Promise<ChildProcess> =>
    launch(
      instance,
      missing.find((planned) => planned.id === id)!,
      kit,
    );
  return {
    instance,
    record: instance,
    provide: async () => missing.map(({ id }) => id),
    async start() {
      if (isNew && instance.topology.dynamicQuorum === true) await formatFirstVoters(instance, plan, kit);
      const links = await startLinks(instance);
      if (links !== undefined) started.push({ id: linksId, child: links });
      await startAll(instance, missing, kit, started);
    },
    wait: () => ({
      async assertAlive() {
        await assertNoneDied(dir, started, instance.topology.mode === 'zookeeper' ? again : undefined);
        await admit?.tell();
      },
      explain: async (error) => admit?.explain(error) ?? error,
    }),
    finish: () =>
      startClassArchiveMaker(plan.kafkaVersion, { java: kit.java, jars: kit.jars, cacheDir: cacheDir() }),
    undo: () => endStarted(started),
  };
}

/** @throws LabError `not-supported` where links between its nodes would lead nowhere */
function assertIsolatable({ topology: { name, dynamicQuorum } }: Instance): void {
  assertIsolatableHere();
  if (dynamicQuorum !== true) return;
  throw new LabError(
    'not-supported',
    `${name} has a dynamic quorum, whose voters tell one another where they are, past the links of --isolatable; leave it away`,
  );
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
  const own = join(instanceDir(instance.id), renderedFolder);
  if (instance.filesDir === own) return instance;
  await cp(instance.filesDir, own, { recursive: true });
  return { ...instance, filesDir: own };
}

/** Makes what is secret of a secured instance; where nodes can be cut off, each is reached at an address of its own too. */
export async function withSecrets(
  instance: Instance,
  { processes }: LocalPlan,
  areNodesThere: boolean,
): Promise<Instance> {
  const { security } = instance.topology;
  if (security === undefined) return instance;
  const addresses = processes.map(({ id, bindAddress }) => [
    id,
    bindAddress === undefined ? [] : [bindAddress],
  ]);
  const byNode = Object.fromEntries(addresses) as Record<string, readonly string[]>;
  await prepareSecrets(instance, byNode, { areNodesThere });
  return { ...instance, clientSecurity: labSecurity(instance.id, security) };
}

/** Data that is kept has decided the id, also where nothing else is stored. */
function clusterIdOf({ id, createdAt }: Instance, kept: readonly KeptNode[]): string {
  const found = kept.find(({ kafka }) => kafka !== undefined)?.kafka?.clusterId;
  return found ?? kafkaUuidFrom(`${instanceDir(id)} ${createdAt}`);
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
