/** Real Kafka in containers of a Docker Engine, from the generated compose file. */
import { RuntimeError } from '../../errors.ts';
import { brokersOf, listenersOn, type Reach } from '../../kafka/node.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { completed } from '../../render/compose/names.ts';
import { notIsolated } from '../../cluster/isolation.ts';
import { hostPortOf } from '../shared/listeners.ts';
import { assertPossible, isDown, knownNode, stopTimeoutMs, type NodeAction } from '../shared/node-states.ts';
import type { Remains } from '../../cluster/found.ts';
import type { RemoteAddresses } from '../../cluster/capabilities.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { Removal } from '../../cluster/lifecycle.ts';
import type { NodeStatus, StatusOptions } from '../../cluster/node-status.ts';
import type { Runtime } from '../../cluster/runtime.ts';
import { prepareUp } from './up.ts';
import { listBelongings, listNodes, listThings } from './containers/belongings.ts';
import type { NodeContainer } from './containers/marked-things.ts';
import { docker } from '../docker/docker.ts';
import { pauseContainer } from '../docker/pause.ts';
import { findMarked } from './containers/find-marked.ts';
import { healNode, isolateNode, isolationNow, obstacleToIsolation } from './isolation.ts';
import { liveFiles } from './live-files.ts';
import { lastLogLines, runLog } from './node-logs.ts';
import { probeListener } from './probe-listener.ts';
import {
  assertOneProject,
  engineNetworks,
  inProject,
  nodesOfOneProject,
  ofProject,
  projectOf,
} from './containers/project.ts';
import { obstacleToReach } from './containers/publishing.ts';
import { endContainer } from '../docker/container.ts';
import { runsOf, type ContainerRun } from '../docker/container-runs.ts';
import { redefinition } from './redefinition.ts';
import { removeBelongings } from './remove.ts';
import { fillNodeFolder } from '../secrets/node-files.ts';
import { assertStaysDead } from './containers/restart-policy.ts';
import { startNode } from './start-node.ts';

const killTimeoutMs = 20_000;

/** The `compose` runtime. */
export const composeRuntime: Runtime = {
  name: 'compose',
  observe: {
    status,
    probeListener,
    findMarked,
    remains,
    remoteAddresses,
    obstacleToReach,
    clusterHostOf: (instance, nodeId) =>
      composeAddressing(instance.topology, instance.portOffset).clusterHostOf(knownNode(instance, nodeId)),
    quorumAddressOf(instance, nodeId, port) {
      const addressing = composeAddressing(instance.topology, instance.portOffset);
      const host = completed(addressing.hostOf(knownNode(instance, nodeId)), {});
      return { host, port: addressing.portOf(port) };
    },
  },
  lifecycle: { prepareUp, prepareDown },
  signals: {
    async kill(instance, nodeId) {
      const { id } = await mortalContainer(instance, nodeId, 'kill');
      await endContainer(id, nodeId, 'KILL', killTimeoutMs);
    },
    async stop(instance, nodeId) {
      const { id } = await mortalContainer(instance, nodeId, 'stop');
      await endContainer(id, nodeId, 'TERM', stopTimeoutMs);
    },
    async start(instance, nodeId) {
      const { container, project } = await findContainer(instance, nodeId, 'start');
      await startNode(inProject(instance, project), nodeId, container);
    },
    async pause(instance, nodeId) {
      await pauseContainer((await containerOf(instance, nodeId, 'pause')).id);
    },
    async resume(instance, nodeId) {
      await docker(['unpause', (await containerOf(instance, nodeId, 'resume')).id]);
    },
  },
  isolation: {
    obstacleToIsolation: async ({ topology }) => obstacleToIsolation(topology),
    async isolate(instance, nodeId, from) {
      const container = await containerOf(instance, nodeId, 'isolate');
      await isolateNode(instance, knownNode(instance, nodeId), container, from);
    },
    async heal(instance, nodeId) {
      const node = knownNode(instance, nodeId);
      const container = (await listNodes(instance.id)).find((each) => each.nodeId === nodeId);
      if (container === undefined) throw notIsolated(nodeId);
      await healNode(instance, node, container);
    },
  },
  certificates: {
    async replace(instance, nodeId) {
      const { id, topology } = instance;
      const node = knownNode(instance, nodeId);
      if (topology.security !== undefined) await fillNodeFolder(id, node, topology.security);
    },
  },
  logs: {
    async logs(instance, nodeId, lines) {
      knownNode(instance, nodeId);
      return lastLogLines(instance.id, nodeId, lines);
    },
    async runLog(instance, nodeId) {
      knownNode(instance, nodeId);
      return runLog(instance.id, nodeId);
    },
  },
  liveFiles,
  redefinition,
};

async function prepareDown({ id, topology }: Instance): Promise<Removal> {
  assertOneProject(id, await listBelongings(id));
  return {
    async stopBrokers() {
      const brokers = brokersOf(topology).map((broker) => broker.id);
      const running = (await listNodes(id)).filter(
        ({ nodeId, state }) => state === 'running' && brokers.includes(nodeId),
      );
      if (running.length === 0) return;
      // The last of them have nobody to hand their leaders to; the files give them as long.
      await docker(['stop', '--time', '30', ...running.map((container) => container.id)], {
        timeoutMs: stopTimeoutMs,
      });
    },
    removeNodes: () => removeBelongings(id, { keepVolumes: true }),
    async removeAll() {
      await removeBelongings(id);
      return [];
    },
  };
}

async function status(
  instance: Instance,
  { lives = false }: StatusOptions = {},
): Promise<readonly NodeStatus[]> {
  const [containers, networks] = await Promise.all([
    listNodes(instance.id),
    listThings('network', instance.id),
  ]);
  const engine = engineNetworks(instance, networks, containers[0]?.project);
  const runs = lives ? await runsOf(containers) : new Map<string, ContainerRun>();
  return instance.topology.nodes.map((node): NodeStatus => {
    const container = containers.find(({ nodeId }) => nodeId === node.id);
    const port = hostPortOf(node, 'compose');
    const isolated = container && isolationNow(instance, node, container, engine);
    return {
      id: node.id,
      state: container?.state ?? 'stopped',
      ...(isolated !== undefined && { isolated }),
      ...(port !== undefined && { address: `127.0.0.1:${port + instance.portOffset}` }),
      ...(container !== undefined && { handle: `container ${container.name}`, ...runs.get(container.id) }),
    };
  });
}

/**
 * The node's container, if it has one, and the project of the nodes.
 * @throws LabError when the action makes no sense now, as on an instance of which no node is there: nothing may be made
 * of one that is down but by `up`, which looks at what data it finds.
 */
async function findContainer(
  instance: Instance,
  nodeId: string,
  action: NodeAction,
): Promise<{ readonly container?: NodeContainer; readonly project?: string }> {
  const { id } = knownNode(instance, nodeId);
  const nodes = await listNodes(instance.id);
  const [first] = nodes;
  if (first === undefined) throw isDown(instance, composeRuntime);
  const container = nodes.find((node) => node.nodeId === id);
  const handle = container && { handle: `container ${container.name}` };
  assertPossible(action, { id, state: container?.state ?? 'stopped', ...handle }, instance);
  return {
    ...(container !== undefined && { container }),
    ...(first.project !== undefined && { project: first.project }),
  };
}

async function containerOf(instance: Instance, nodeId: string, action: NodeAction): Promise<NodeContainer> {
  const { container } = await findContainer(instance, nodeId, action);
  if (container === undefined) throw new RuntimeError('node-state', `${nodeId} has no container`);
  return container;
}

/** The node's container, which stays dead once it has ended. */
async function mortalContainer(
  instance: Instance,
  nodeId: string,
  action: 'kill' | 'stop',
): Promise<NodeContainer> {
  const container = await containerOf(instance, nodeId, action);
  await assertStaysDead(container);
  return container;
}

/** Asked by every verb: none may wait long for an engine that hangs. */
const remainsTimeoutMs = 5_000;

async function remains(instance: Instance): Promise<Remains> {
  const found = await listBelongings(instance.id, { timeoutMs: remainsTimeoutMs });
  const project = projectOf(instance.id, found);
  return {
    nodes: nodesOfOneProject(instance.id, found.containers).length,
    data: ofProject(found.volumes, project).map(({ name }) => `volume ${name}`),
    instance: inProject(instance, project),
  };
}

function remoteAddresses(instance: Instance): readonly RemoteAddresses[] {
  const { topology, portOffset } = instance;
  // The host's own are theirs, and lead nowhere from another network.
  if (topology.hostNetwork === true) return [];
  const addressing = composeAddressing(topology, portOffset);
  const at = (reach: Reach): readonly string[] =>
    brokersOf(topology).flatMap((broker) =>
      listenersOn(broker, 'compose')
        .filter((listener) => listener.reach === reach)
        .map((listener) => addressing.advertised(broker, listener)),
    );
  return [
    { from: 'containers', reach: 'docker-host', addresses: at('docker-host') },
    {
      from: `network ${engineNetworks(instance, []).cluster}`,
      reach: 'cluster',
      addresses: at('cluster'),
    },
  ];
}
