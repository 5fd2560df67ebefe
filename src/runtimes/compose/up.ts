/** What `up` adds on Docker Engine: engine, images, free ports, `docker compose up` of the rendered file. */
import type { Instance } from '../../cluster/instance.ts';
import type { Deployment, UpRequest } from '../../cluster/lifecycle.ts';
import type { NodeStatus } from '../../cluster/node-status.ts';
import { RuntimeError } from '../../errors.ts';
import { endedOverOldSession } from '../../kafka/log-cause.ts';
import { servicesToAdmit } from '../up/admit-users.ts';
import { completeTopology } from '../../kafka/references.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { clusterIdOf } from '../../render/compose/convert.ts';
import type { ComposeDocument } from '../../render/compose/document.ts';
import { assertPortsFree } from '../host/ports.ts';
import { knownNode, assertNoneBroken } from '../shared/node-states.ts';
import { nodeDied } from '../up/log-watch.ts';
import { listBelongings, listNodes } from './containers/belongings.ts';
import type { Belongings, NodeContainer } from './containers/marked-things.ts';
import { projectArgs, upOptions } from './containers/compose-command.ts';
import { imagesOf, publishedPortsOf, readComposeFile } from './compose-file.ts';
import { watchDeaths, type DeathWatch } from './containers/deaths.ts';
import { docker } from '../docker/docker.ts';
import { assertEnoughMemory, assertRecentEnough, examineEngine } from '../docker/engine.ts';
import { missingImages, pullImages } from '../docker/images.ts';
import { containerPublishing } from '../docker/port-holder.ts';
import { withClusterId } from '../up/cluster-id.ts';
import { firstUsers } from '../up/first-users.ts';
import { hasBegun } from '../up/quorum-begun.ts';
import { readyTimeoutMs } from '../up/until-ready.ts';
import {
  engineNetworks,
  inProject,
  nodesOfOneProject,
  ofProject,
  projectOf,
  type EngineNetworks,
} from './containers/project.ts';
import { assertSameProject } from './containers/same-project.ts';
import { composeEnvironment } from './environment.ts';
import { isolationNow } from './isolation.ts';
import { assertFitsKeptData } from './kept-data.ts';
import { runLog } from './node-logs.ts';
import { throughContainer } from './probe-listener.ts';
import { fillQuorumFolder } from './quorum-folder.ts';
import { removeBelongings } from './remove.ts';
import { withSecrets } from './secrets.ts';

/** Looks at the engine, at what it has of the instance, and at the ports; pulls what is missing. */
export async function prepareUp({ instance: asked, progress, signal }: UpRequest): Promise<Deployment> {
  const { topology } = asked;
  const document = await readComposeFile(asked);

  progress.step('Docker Engine');
  const engine = await examineEngine({ signal });
  assertRecentEnough(engine, topology);
  assertEnoughMemory(engine, topology);
  const [before, missing, env] = await Promise.all([
    listBelongings(asked.id, { signal }),
    missingImages(imagesOf(document), { signal }),
    composeEnvironment(asked, { signal }),
  ]);
  // What is there already is completed where it is: a second project would have the ports too, and other data.
  const project = projectOf(asked.id, before);
  const found = withClusterId(inProject(asked, project), () => clusterIdOf(topology, asked.portOffset));
  const nodes = nodesOfOneProject(found.id, before.containers);
  await assertSameProject(found, document, nodes);
  const networks = engineNetworks(found, before.networks);
  assertNoneBroken(
    found,
    nodes.map((container) => nodeStatus(found, container, networks)),
  );
  await pullImages(missing, progress, signal);
  const volumes = ofProject(before.volumes, project);
  if (nodes.length === 0) await assertFitsKeptData(found, volumes, { progress, signal });
  const down = nodesDown(document, nodes);
  await assertPortsFree(publishedPortsOf(document, down, env), containerPublishing);

  const instance = await withSecrets(found, networks, nodes.length > 0);
  const deaths = watchDeaths(instance.id, engine.now);
  const admit = firstUsers(instance, throughContainer(instance, signal));
  const later = servicesToAdmit(topology);
  const first =
    later.length === 0 ? [] : topology.nodes.map(({ id }) => id).filter((id) => !later.includes(id));
  const run = (nodes: readonly string[]): Promise<void> =>
    composeUp(instance, { nodes, env, signal, deaths, onLine: (line) => progress.update(line.trim()) });
  return {
    instance,
    record: instance,
    provide: async () => down,
    async start() {
      const isNew = nodes.length === 0 && volumes.length === 0;
      await fillQuorumFolder(instance, isNew ? true : 'as before');
      await run(first);
    },
    // From then on a controller whose storage is new is another voter.
    finish: async () => ((await hasBegun(instance)) ? fillQuorumFolder(instance, false) : undefined),
    ...(later.length > 0 && { startServices: () => run(later) }),
    wait: () => ({
      topology: completeTopology(topology, composeAddressing(topology, instance.portOffset)),
      async assertAlive() {
        await startAgain(instance, deaths);
        await assertNoneDied(instance, deaths);
        await admit.tell();
      },
      explain: async (error) => admit.explain(error),
    }),
    undo: () => removeMade(instance, before),
    [Symbol.dispose]: () => deaths[Symbol.dispose](),
  };
}

function nodeStatus(
  instance: Instance,
  container: NodeContainer,
  networks: EngineNetworks,
): Pick<NodeStatus, 'id' | 'state' | 'isolated'> {
  const isolated = isolationNow(instance, knownNode(instance, container.nodeId), container, networks);
  return { id: container.nodeId, state: container.state, ...(isolated !== undefined && { isolated }) };
}

function nodesDown({ services }: ComposeDocument, nodes: readonly NodeContainer[]): readonly string[] {
  const running = nodes.filter(({ state }) => state === 'running').map(({ nodeId }) => nodeId);
  return Object.keys(services).filter((id) => !running.includes(id));
}

interface ComposeUpOptions {
  /** Ids of those to start, with what they depend on; none for all. */
  readonly nodes: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly deaths: DeathWatch;
  readonly onLine: (line: string) => void;
}

/** What a person does by hand. */
async function composeUp(
  instance: Instance,
  { nodes, env, signal, deaths, onLine }: ComposeUpOptions,
): Promise<void> {
  const args = ['compose', ...projectArgs(instance), 'up', ...upOptions, ...nodes];
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
async function removeMade(instance: Instance, before: Belongings): Promise<void> {
  const idle = new Set(before.containers.filter(({ state }) => state !== 'running').map(({ id }) => id));
  const started = (await listNodes(instance.id)).filter(
    ({ id, state }) => idle.has(id) && state === 'running',
  );
  if (started.length > 0) await docker(['kill', ...started.map(({ id }) => id)]);
  // What the engine was making when compose was ended may come a moment later.
  await removeBelongings(instance.id, { spare: before, looks: 5 });
}
