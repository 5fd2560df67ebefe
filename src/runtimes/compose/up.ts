/** The whole order of `up` on Docker Engine, readable in one function. */
import { waitUntilReady } from '../../client/topics/readiness.ts';
import { LabError, messageOf, RuntimeError } from '../../errors.ts';
import { endedOverOldSession } from '../../kafka/log-cause.ts';
import { completeTopology } from '../../kafka/references.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { clusterIdOf } from '../../render/compose/convert.ts';
import type { ComposeDocument } from '../../render/compose/document.ts';
import { saveInstance } from '../instances.ts';
import { assertPortsFree } from '../host/ports.ts';
import { isIsolatedAlready } from '../../cluster/isolation.ts';
import { knownNode } from '../shared/node-states.ts';
import { nodeDied, watchLogs } from '../up/log-watch.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { Instance, UpRequest } from '../../cluster/runtime.ts';
import { listBelongings, listNodes } from './containers/belongings.ts';
import type { Belongings, MarkedThing, NodeContainer } from './containers/marked-things.ts';
import { projectArgs, upOptions } from './containers/compose-command.ts';
import { imagesOf, publishedPortsOf, readComposeFile } from './compose-file.ts';
import { watchDeaths, type DeathWatch } from './containers/deaths.ts';
import { docker } from '../docker/docker.ts';
import { assertEnoughMemory, assertRecentEnough, examineEngine } from '../docker/engine.ts';
import { composeEnvironment } from './environment.ts';
import { missingImages, pullImages } from '../docker/images.ts';
import { isolationNow } from './isolation.ts';
import { assertFitsKeptData } from './kept-data.ts';
import { runLog } from './node-logs.ts';
import { containerPublishing } from '../docker/port-holder.ts';
import { engineNetworks, inProject, nodesOfOneProject, ofProject, projectOf } from './containers/project.ts';
import { removeBelongings } from './remove.ts';
import { assertSameProject } from './containers/same-project.ts';

/** The files' health checks give a node as long; a node that ends is an error at once. */
const readyTimeoutMs = 180_000;

/** Brings an instance up: check, pull, `docker compose up`, wait until ready; what fails half-way is removed. */
export async function upCompose({ instance: asked, progress, signal }: UpRequest): Promise<Instance> {
  const { topology } = asked;
  const document = await readComposeFile(asked);

  progress.step('Docker Engine');
  const engine = await examineEngine({ signal });
  assertRecentEnough(engine, topology);
  assertEnoughMemory(engine, topology);
  const [before, missing, env] = await Promise.all([
    listBelongings(asked.id, { signal }),
    missingImages(imagesOf(document), { signal }),
    composeEnvironment(topology, { signal }),
  ]);
  // What is there already is completed where it is: a second project would have the ports too, and other data.
  const project = projectOf(asked.id, before);
  const instance = withClusterId(inProject(asked, project));
  const nodes = nodesOfOneProject(instance.id, before.containers);
  await assertCanGoOn(instance, document, nodes, before.networks);
  await pullImages(missing, progress, signal);
  const volumes = ofProject(before.volumes, project);
  if (nodes.length === 0) await assertFitsKeptData(instance, volumes, { progress, signal });
  const down = nodesDown(document, nodes);
  await assertPortsFree(publishedPortsOf(document, down, env), containerPublishing);
  await saveInstance(instance);

  using deaths = watchDeaths(instance.id, engine.now);
  try {
    progress.step(`${down.length} of ${topology.nodes.length} nodes to start`);
    await composeUp(instance, { env, signal, deaths, onLine: (line) => progress.update(line.trim()) });
    progress.step('waiting until the cluster is ready');
    const logs = watchLogs({
      ids: down,
      read: (id) => runLog(instance.id, id),
      onNews: (text) => progress.update(text),
    });
    const clusterId = await waitUntilReady({
      topology: completeTopology(topology, composeAddressing(topology, instance.portOffset)),
      access: accessOf(instance),
      portOffset: instance.portOffset,
      ...(instance.clusterId !== undefined && { clusterId: instance.clusterId }),
      timeoutMs: readyTimeoutMs,
      signal,
      onNote: (text) => progress.note(text),
      onPending: (reason) => progress.update(reason),
      async assertAlive() {
        await startAgain(instance, deaths);
        await assertNoneDied(instance, deaths);
        await logs.look();
      },
    }).catch(async (error: unknown) => {
      throw await logs.explain(error);
    });
    const ready = { ...instance, clusterId };
    await saveInstance(ready);
    return ready;
  } catch (error) {
    await removeMade(instance, before, error);
    throw error;
  }
}

/** With KRaft the id stands in the file, so that readiness can tell this cluster from any other. */
function withClusterId(instance: Instance): Instance {
  const clusterId = instance.clusterId ?? clusterIdOf(instance.topology, instance.portOffset);
  return clusterId === undefined ? instance : { ...instance, clusterId };
}

/** @throws LabError when what is there is another cluster, or one that cannot be completed as it stands. */
async function assertCanGoOn(
  instance: Instance,
  document: ComposeDocument,
  nodes: readonly NodeContainer[],
  networks: readonly MarkedThing[],
): Promise<void> {
  await assertSameProject(instance, document, nodes);
  const paused = nodes.find(({ state }) => state === 'paused');
  if (paused !== undefined) {
    const fix = `resume it first: klab resume ${instance.id} ${paused.nodeId}`;
    throw new LabError('node-state', `${paused.nodeId} is paused; ${fix}`);
  }
  const engine = engineNetworks(instance, networks);
  for (const container of nodes) {
    const isolated = isolationNow(instance, knownNode(instance, container.nodeId), container, engine);
    if (isolated !== undefined) throw isIsolatedAlready(instance, container.nodeId, isolated);
  }
}

function nodesDown({ services }: ComposeDocument, nodes: readonly NodeContainer[]): readonly string[] {
  const running = nodes.filter(({ state }) => state === 'running').map(({ nodeId }) => nodeId);
  return Object.keys(services).filter((id) => !running.includes(id));
}

interface ComposeUpOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly deaths: DeathWatch;
  readonly onLine: (line: string) => void;
}

/** What a person does by hand. */
async function composeUp(
  instance: Instance,
  { env, signal, deaths, onLine }: ComposeUpOptions,
): Promise<void> {
  const args = ['compose', ...projectArgs(instance), 'up', ...upOptions];
  const either = AbortSignal.any([signal, deaths.signal]);
  try {
    await docker(args, { env, signal: either, timeoutMs: readyTimeoutMs, onLine });
  } catch (error) {
    if (!signal.aborted) await assertNoneDied(instance, deaths);
    throw error;
  }
}

/** After a crash of all, ZooKeeper goes on with the sessions of before: a broker that finds its own under way ends, and is started again. */
async function startAgain(instance: Instance, deaths: DeathWatch): Promise<void> {
  const death = deaths.first();
  if (death === undefined || instance.topology.mode !== 'zookeeper') return;
  if (!endedOverOldSession(await runLog(instance.id, death.nodeId).catch(() => []))) return;
  const container = (await listNodes(instance.id)).find(({ nodeId }) => nodeId === death.nodeId);
  if (container === undefined) return;
  deaths.forgive();
  if (container.state === 'stopped') await docker(['start', container.id]);
}

/** @throws RuntimeError `node-died` with why the first node ended that did. */
async function assertNoneDied(instance: Instance, deaths: DeathWatch): Promise<void> {
  const death = deaths.first();
  if (death !== undefined) {
    throw nodeDied(
      `${death.nodeId} ended while starting (exit code ${death.exitCode})`,
      // Whoever removes the container at this moment takes its log along.
      await runLog(instance.id, death.nodeId).catch(() => []),
    );
  }
  if (deaths.engineGone()) {
    throw new RuntimeError('engine-unavailable', 'Docker Engine stopped while the cluster was starting');
  }
}

/** Removes what this `up` made, and stops what it started; what it found stays, with its data. */
async function removeMade(instance: Instance, before: Belongings, cause: unknown): Promise<void> {
  try {
    const idle = new Set(before.containers.filter(({ state }) => state !== 'running').map(({ id }) => id));
    const started = (await listNodes(instance.id)).filter(
      ({ id, state }) => idle.has(id) && state === 'running',
    );
    if (started.length > 0) await docker(['kill', ...started.map(({ id }) => id)]);
    // What the engine was making when compose was ended may come a moment later.
    await removeBelongings(instance.id, { spare: before, looks: 5 });
  } catch (error) {
    const left = `what was made is left (${messageOf(error)}); remove it: klab down ${instance.id}`;
    throw new RuntimeError('left-behind', `${messageOf(cause)}; ${left}`, { cause });
  }
}
