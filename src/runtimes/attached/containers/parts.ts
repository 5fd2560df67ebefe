/** What can be done to a cluster of others by the containers that its nodes run in; nodes that are in none are only looked at. */
import { notIsolated, isIsolatedAlready } from '../../../cluster/isolation.ts';
import type { Instance } from '../../../cluster/instance.ts';
import type { NodeState, NodeStatus, StatusOptions } from '../../../cluster/node-status.ts';
import type { Runtime } from '../../../cluster/runtime.ts';
import { LabError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { endContainer, lastLinesOf, runLogOf } from '../../docker/container.ts';
import { runsOf, type ContainerRun } from '../../docker/container-runs.ts';
import { docker } from '../../docker/docker.ts';
import { pauseContainer } from '../../docker/pause.ts';
import type { AttachedPlace } from '../../instances.ts';
import { assertPossible, knownNode, stopTimeoutMs, type NodeAction } from '../../shared/node-states.ts';
import type { TiedContainer } from './nodes.ts';
import { stopSignalOf } from './restarts.ts';

/** Where a cluster is that was attached to by its containers. */
export interface ContainersPlace extends AttachedPlace {
  /** By node id; those that cannot be told are absent. */
  readonly containers: Readonly<Record<string, TiedContainer>>;
}

const killTimeoutMs = 20_000;

/** The parts that containers give a runtime. */
export const containerParts: Pick<Runtime, 'signals' | 'isolation' | 'logs' | 'obstacleToNode'> = {
  obstacleToNode: (instance, nodeId) =>
    containersOf(instance)[nodeId] === undefined ? tiedToNone(nodeId) : undefined,
  signals: {
    async kill(instance, nodeId) {
      await endContainer(await mortal(instance, nodeId, 'kill'), nodeId, 'KILL', killTimeoutMs);
    },
    async stop(instance, nodeId) {
      const id = await mortal(instance, nodeId, 'stop');
      await endContainer(id, nodeId, await stopSignalOf(id), stopTimeoutMs);
    },
    async start(instance, nodeId) {
      await docker(['start', (await ready(instance, nodeId, 'start')).id], { timeoutMs: 60_000 });
    },
    async pause(instance, nodeId) {
      await pauseContainer((await ready(instance, nodeId, 'pause')).id);
    },
    async resume(instance, nodeId) {
      await docker(['unpause', (await ready(instance, nodeId, 'resume')).id]);
    },
  },
  isolation: {
    obstacleToIsolation: async (instance, from) => {
      if (from !== 'all') {
        return 'its nodes and their clients may share a network, of which nobody says who is on it; use --from all';
      }
      const bound = Object.values(containersOf(instance)).find(({ networks }) => networks.every(isNone));
      return bound && `container ${bound.name} is on no network that it could be taken off`;
    },
    async isolate(instance, nodeId) {
      const { id, networks } = await ready(instance, nodeId, 'isolate');
      if ((await missing(instance, nodeId)).length > 0) throw isIsolatedAlready(instance, nodeId, 'all');
      for (const { name } of networks) await docker(['network', 'disconnect', name, id]);
    },
    async heal(instance, nodeId) {
      const { id } = tied(instance, nodeId);
      const networks = await missing(instance, nodeId);
      if (networks.length === 0) throw notIsolated(nodeId);
      for (const { name, aliases, fixedAddress } of networks) {
        const names = aliases.flatMap((alias) => ['--alias', alias]);
        const at = fixedAddress === undefined ? [] : ['--ip', fixedAddress];
        await docker(['network', 'connect', ...names, ...at, name, id]);
      }
    },
  },
  logs: {
    logs: async (instance, nodeId, count) => lastLinesOf(tied(instance, nodeId).id, count),
    runLog: async (instance, nodeId) => runLogOf(tied(instance, nodeId).id),
  },
};

/** What Docker says of the nodes that are in containers; the others are as Kafka sees them. */
export async function statusInContainers(
  instance: Instance,
  { lives = false }: StatusOptions,
  seenByKafka: (instance: Instance) => Promise<readonly NodeStatus[]>,
): Promise<readonly NodeStatus[]> {
  const containers = containersOf(instance);
  const isTied = ({ id }: { readonly id: string }): boolean => containers[id] !== undefined;
  const [now, others] = await Promise.all([
    containersNow(instance),
    instance.topology.nodes.every(isTied) ? [] : seenByKafka(instance),
  ]);
  const runs = lives ? await runsOf([...now.keys()].map((id) => ({ id }))) : new Map<string, ContainerRun>();
  return instance.topology.nodes.map(({ id }): NodeStatus => {
    const container = containers[id];
    const other = others.find((one) => one.id === id);
    if (container === undefined) return other ?? { id, state: 'stopped' };
    const found = now.get(container.id);
    const address = instance.addresses?.[id];
    const isCut = found !== undefined && networksMissing(container, found).length > 0;
    const isGone = `container ${container.name} is another by now: klab attach it again`;
    return {
      id,
      state: found?.state ?? 'stopped',
      ...(isCut && { isolated: 'all' }),
      ...(address !== undefined && { address }),
      handle: found === undefined ? isGone : `container ${container.name}`,
      ...runs.get(container.id),
    };
  });
}

/** The containers of its nodes, by node id. */
export function containersOf({ place }: Instance): ContainersPlace['containers'] {
  const { containers = {} } = (place ?? {}) as Partial<ContainersPlace>;
  return containers;
}

/** @throws LabError `unknown-node`, and `not-supported` for a node of which nobody knows where it runs */
function tied(instance: Instance, nodeId: string): TiedContainer {
  const { id } = knownNode(instance, nodeId);
  const container = containersOf(instance)[id];
  if (container !== undefined) return container;
  throw new LabError('not-supported', tiedToNone(id));
}

function tiedToNone(nodeId: string): string {
  return `${nodeId} is tied to no container, so klab only looks at it`;
}

/** The node's container, in a state that the action needs. */
async function ready(instance: Instance, nodeId: string, action: NodeAction): Promise<TiedContainer> {
  const container = tied(instance, nodeId);
  const found = (await containersNow(instance)).get(container.id);
  if (found === undefined) {
    throw new LabError(
      'node-state',
      `container ${container.name} of ${nodeId} was removed, or made anew; attach again to find its nodes: klab attach ${instance.id}`,
    );
  }
  assertPossible(action, { id: nodeId, state: found.state, handle: `container ${container.name}` }, instance);
  return container;
}

/**
 * The id of the node's container, which stays dead once it is told to end: to Docker Engine that is somebody's wish, and
 * no restart policy goes against it (moby, daemon/kill.go; seen with `always`, `unless-stopped` and `on-failure`), as long
 * as it is a SIGKILL or the container's own signal to stop.
 */
async function mortal(instance: Instance, nodeId: string, action: 'kill' | 'stop'): Promise<string> {
  const { id, restarter } = await ready(instance, nodeId, action);
  if (restarter === undefined) return id;
  throw new LabError('node-state', `${nodeId} would not stay dead: ${restarter} starts another in its place`);
}

/** A container as it is now. */
interface ContainerNow {
  readonly state: NodeState;
  readonly networks: readonly string[];
}

/** By id; one that is not there any more is absent. */
async function containersNow(instance: Instance): Promise<ReadonlyMap<string, ContainerNow>> {
  const ids = Object.values(containersOf(instance)).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const filters = ids.flatMap((id) => ['--filter', `id=${id}`]);
  const format = '{{.ID}}\t{{.State}}\t{{.Networks}}';
  const output = await docker(['ps', '--all', '--no-trunc', ...filters, '--format', format]);
  return new Map(
    lines(output).map((line) => {
      const [id = '', text = '', networks = ''] = line.split('\t');
      const state = text === 'running' || text === 'paused' ? text : 'stopped';
      return [id, { state, networks: networks.split(',') }];
    }),
  );
}

async function missing(instance: Instance, nodeId: string): Promise<TiedContainer['networks']> {
  const container = tied(instance, nodeId);
  const found = (await containersNow(instance)).get(container.id);
  return found === undefined ? [] : networksMissing(container, found);
}

function networksMissing({ networks }: TiedContainer, now: ContainerNow): TiedContainer['networks'] {
  return networks.filter(({ name }) => !now.networks.includes(name));
}

/** Networks that no container can be taken off. */
function isNone({ name }: { readonly name: string }): boolean {
  return name === 'host' || name === 'none';
}
