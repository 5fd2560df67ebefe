/** Cutting a node off by taking it off networks, and reading from the engine which of them it is off. */
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { networkNames, type NetworkName } from '../../render/compose/names.ts';
import { networksOf } from '../../render/compose/networks.ts';
import { docker } from '../docker/docker.ts';
import { isIsolatedAlready, notIsolated } from '../../cluster/isolation.ts';
import { isolations, type Isolation } from '../../cluster/node-status.ts';
import type { Instance } from '../../cluster/instance.ts';
import { listThings } from './containers/belongings.ts';
import type { NodeContainer } from './containers/marked-things.ts';
import { engineNetworks, type EngineNetworks } from './containers/project.ts';

/** The networks that each isolation takes a node off; of `clients` and the host `all` leaves nothing either. */
const cutBy: Readonly<Record<Isolation, readonly NetworkName[]>> = {
  all: [networkNames.cluster, networkNames.quorum, networkNames.clients],
  cluster: [networkNames.cluster, networkNames.quorum],
  controllers: [networkNames.quorum],
};

/** Why nodes of a topology cannot be cut off; undefined where they can. */
export function obstacleToIsolation({
  hostNetwork,
}: Pick<ResolvedTopology, 'hostNetwork'>): string | undefined {
  return hostNetwork === true
    ? 'its nodes have the network of their host (hostNetwork), off which nobody takes them; without it each can be cut off'
    : undefined;
}

/**
 * Takes a node off networks. The engine ends the connections of clients on the host with their way in; those between
 * nodes fall silent.
 * @throws LabError `node-state` when it is off some already.
 */
export async function isolateNode(
  instance: Instance,
  node: LabNode,
  container: NodeContainer,
  from: Isolation,
): Promise<void> {
  const engine = await networksInEngine(instance, container);
  const now = isolationNow(instance, node, container, engine);
  if (now !== undefined) throw isIsolatedAlready(instance, node.id, now);
  const names = networksOfNode(instance, node).filter((name) => cutBy[from].includes(name));
  await Promise.all(names.map((name) => docker(['network', 'disconnect', engine[name], container.id])));
}

/**
 * Puts a node back on every network that it is off, under the names that it had there.
 * @throws LabError `node-state` when it is off none.
 */
export async function healNode(instance: Instance, node: LabNode, container: NodeContainer): Promise<void> {
  const engine = await networksInEngine(instance, container);
  const missing = networksMissing(instance, node, container, engine);
  if (missing.length === 0) throw notIsolated(node.id);
  const networks = networksOf(node, instance.topology);
  for (const name of missing) {
    // The service's name is compose's own doing.
    const aliases = [node.id, ...(networks[name]?.aliases ?? [])].flatMap((alias) => ['--alias', alias]);
    await docker(['network', 'connect', ...aliases, engine[name], container.id]);
  }
}

/** From what a node is cut off, by the networks that its container is on; undefined when it is on all of its own. */
export function isolationNow(
  instance: Instance,
  node: LabNode,
  container: NodeContainer,
  engine: EngineNetworks,
): Isolation | undefined {
  const missing = networksMissing(instance, node, container, engine);
  if (missing.length === 0) return undefined;
  const own = networksOfNode(instance, node);
  const cut = (from: Isolation): readonly NetworkName[] => own.filter((name) => cutBy[from].includes(name));
  const exact = isolations.find((from) => cut(from).length === missing.length && covers(cut(from), missing));
  // Somebody's own doing, or an isolation that ended half-way: the mildest that explains it.
  return exact ?? isolations.findLast((from) => covers(cut(from), missing));
}

function covers(names: readonly NetworkName[], some: readonly NetworkName[]): boolean {
  return some.every((name) => names.includes(name));
}

function networksMissing(
  instance: Instance,
  node: LabNode,
  { networks }: NodeContainer,
  engine: EngineNetworks,
): readonly NetworkName[] {
  return networksOfNode(instance, node).filter((name) => !networks.includes(engine[name]));
}

function networksOfNode({ topology }: Instance, node: LabNode): readonly NetworkName[] {
  return Object.keys(networksOf(node, topology)) as NetworkName[];
}

/** What the engine calls the networks of the project that a node's container is in. */
async function networksInEngine(instance: Instance, { project }: NodeContainer): Promise<EngineNetworks> {
  return engineNetworks(instance, await listThings('network', instance.id), project);
}
