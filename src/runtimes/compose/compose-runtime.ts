/** Real Kafka in containers of a Docker Engine, from the generated compose file. */
import { RuntimeError } from '../../errors.ts';
import { brokersOf, listenersOn, type Reach } from '../../kafka/node.ts';
import { composeAddressing } from '../../render/compose/addressing.ts';
import { clusterAlias, composeInstance, engineNetwork, networkNames } from '../../render/compose/names.ts';
import { removeInstance } from '../instances.ts';
import { notIsolated } from '../isolation.ts';
import { hostPortOf } from '../listeners.ts';
import { assertPossible, knownNode, type NodeAction } from '../node-states.ts';
import type { DownOptions, Instance, NodeStatus, RemoteAddresses, Runtime } from '../runtime.ts';
import { listNodes, type NodeContainer } from './belongings.ts';
import { docker } from '../docker.ts';
import { findMarked } from './find-marked.ts';
import { healNode, isolateNode, isolationNow } from './isolation.ts';
import { liveFiles } from './live-files.ts';
import { lastLogLines } from './node-logs.ts';
import { probeListener } from './probe-listener.ts';
import { obstacleToReach } from './publishing.ts';
import { removeBelongings } from './remove.ts';
import { startNode } from './start-node.ts';
import { upCompose } from './up.ts';

/** A broker hands over its leaders before it ends; without a controller it gives up after some retries. */
const stopTimeoutMs = 90_000;
const killTimeoutMs = 20_000;

/** The `compose` runtime. */
export const composeRuntime: Runtime = {
  name: 'compose',
  up: upCompose,
  async down(instance, { keepData = false }: DownOptions = {}) {
    if (keepData) await endSessions(instance);
    await removeBelongings(instance.id, { keepVolumes: keepData });
    if (!keepData) await removeInstance(instance.id);
  },
  findMarked,
  remoteAddresses,
  obstacleToReach,
  clusterHostOf: (_, nodeId) => clusterAlias(nodeId),
  status,
  async kill(instance, nodeId) {
    const { id } = await containerOf(instance, nodeId, 'kill');
    await docker(['kill', '--signal', 'KILL', id]);
    await waitUntilEnded(id, nodeId, killTimeoutMs);
  },
  async stop(instance, nodeId) {
    const { id } = await containerOf(instance, nodeId, 'stop');
    // Not `docker stop`, which kills what is not gone in time and calls that a success.
    await docker(['kill', '--signal', 'TERM', id]);
    await waitUntilEnded(id, nodeId, stopTimeoutMs);
  },
  async start(instance, nodeId) {
    await startNode(instance, nodeId, await findContainer(instance, nodeId, 'start'));
  },
  async pause(instance, nodeId) {
    await docker(['pause', (await containerOf(instance, nodeId, 'pause')).id]);
  },
  async resume(instance, nodeId) {
    await docker(['unpause', (await containerOf(instance, nodeId, 'resume')).id]);
  },
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
  liveFiles,
  async logs(instance, nodeId, lines) {
    knownNode(instance, nodeId);
    return lastLogLines(instance.id, nodeId, lines);
  },
  probeListener,
};

/**
 * Stops brokers in order where their sessions are kept with the data: ZooKeeper goes on with them after a restart, and a
 * broker that finds one of its own under way gives up (Kafka 3.9, KafkaZkClient.CheckedEphemeral).
 */
async function endSessions({ id, topology }: Instance): Promise<void> {
  if (topology.mode !== 'zookeeper') return;
  const brokers = brokersOf(topology).map((broker) => broker.id);
  const running = (await listNodes(id)).filter(
    ({ nodeId, state }) => state === 'running' && brokers.includes(nodeId),
  );
  if (running.length === 0) return;
  // The last of them have nobody to hand their leaders to; the files give them as long.
  await docker(['stop', '--time', '30', ...running.map((container) => container.id)], {
    timeoutMs: stopTimeoutMs,
  });
}

async function status(instance: Instance): Promise<readonly NodeStatus[]> {
  const containers = await listNodes(instance.id);
  return instance.topology.nodes.map((node): NodeStatus => {
    const container = containers.find(({ nodeId }) => nodeId === node.id);
    const port = hostPortOf(node, 'compose');
    const isolated = container && isolationNow(instance, node, container);
    return {
      id: node.id,
      state: container?.state ?? 'stopped',
      ...(isolated !== undefined && { isolated }),
      ...(port !== undefined && { address: `127.0.0.1:${port + instance.portOffset}` }),
      ...(container !== undefined && { handle: `container ${container.name}` }),
    };
  });
}

/** The node's container, if it has one. @throws LabError when the action makes no sense now. */
async function findContainer(
  instance: Instance,
  nodeId: string,
  action: NodeAction,
): Promise<NodeContainer | undefined> {
  const { id } = knownNode(instance, nodeId);
  const found = (await listNodes(instance.id)).find((container) => container.nodeId === id);
  const handle = found && { handle: `container ${found.name}` };
  assertPossible(action, { id, state: found?.state ?? 'stopped', ...handle }, instance);
  return found;
}

async function containerOf(instance: Instance, nodeId: string, action: NodeAction): Promise<NodeContainer> {
  const found = await findContainer(instance, nodeId, action);
  if (found === undefined) throw new RuntimeError('node-state', `${nodeId} has no container`);
  return found;
}

/** @throws RuntimeError `not-ready` when the container still runs after the time. */
async function waitUntilEnded(id: string, nodeId: string, timeoutMs: number): Promise<void> {
  try {
    await docker(['wait', id], { timeoutMs });
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.code !== 'engine-unavailable') throw error;
    // The engine that does not answer in time is the rare case; the node that does not end the common one.
    await docker(['info', '--format', '{{.ServerVersion}}']);
    throw new RuntimeError('not-ready', `waited ${timeoutMs} ms for ${nodeId} to end`, { cause: error });
  }
}

function remoteAddresses({ topology, portOffset }: Instance): readonly RemoteAddresses[] {
  const addressing = composeAddressing(topology, portOffset);
  const at = (reach: Reach): readonly string[] =>
    brokersOf(topology).flatMap((broker) =>
      listenersOn(broker, 'compose')
        .filter((listener) => listener.reach === reach)
        .map((listener) => addressing.advertised(broker, listener)),
    );
  const network = engineNetwork(composeInstance(topology, portOffset), networkNames.cluster);
  return [
    { from: 'containers', reach: 'docker-host', addresses: at('docker-host') },
    { from: `network ${network}`, reach: 'cluster', addresses: at('cluster') },
  ];
}
