/** In which order nodes are restarted: first those that others depend on, and last whoever leads. */
import { accessOf } from '../../../cluster/running-cluster.ts';
import { activeController } from '../../../client/watch/active-controller.ts';
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../../../kafka/node.ts';
import { zooKeeperPortNames } from '../../../kafka/addresses.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { awaitInput, beginInput, kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';

/**
 * The nodes in their order: ZooKeeper servers, controllers, brokers. Whoever leads among them comes last, since every
 * restart of a leader costs an election: so it costs one, and not one for each node that is elected and then restarted.
 */
export function rollOrder(nodes: readonly LabNode[], leaders: readonly string[]): readonly LabNode[] {
  const rank = (node: LabNode): number => tierOf(node) * 2 + Number(leaders.includes(node.id));
  return nodes.toSorted((a, b) => rank(a) - rank(b));
}

function tierOf({ role }: LabNode): number {
  if (role === 'zookeeper') return 0;
  if (role === 'controller') return 1;
  return role === 'service' ? 3 : 2;
}

/** Ids of the nodes that lead now: the active controller, and the leader of a ZooKeeper ensemble. */
export async function leadersOf(instance: Instance, signal: AbortSignal): Promise<readonly string[]> {
  const { topology } = instance;
  const [controller, zooKeeper] = await Promise.all([
    activeController(topology.mode, accessOf(instance)),
    zooKeeperLeader(instance, signal),
  ]);
  const controllers = topology.nodes.filter(
    (node) => node.number === controller && isControllerIn(topology, node),
  );
  return [...controllers.map(({ id }) => id), ...zooKeeper];
}

function isControllerIn({ mode }: ResolvedTopology, node: LabNode): boolean {
  return mode === 'zookeeper' ? isBroker(node) : isController(node);
}

async function zooKeeperLeader(instance: Instance, signal: AbortSignal): Promise<readonly string[]> {
  const servers = instance.topology.nodes.filter(({ role }) => role === 'zookeeper');
  // One that is alone leads, whatever it calls itself.
  if (servers.length < 2) return [];
  const modes = await Promise.all(servers.map((server) => zooKeeperMode(instance, server, signal)));
  return servers.filter((_, index) => modes[index] === 'leader').map(({ id }) => id);
}

/** What a server calls itself (ZooKeeper administrator's guide, `srvr`). */
async function zooKeeperMode(instance: Instance, server: LabNode, signal: AbortSignal): Promise<string> {
  const port = server.ports.find(({ name }) => name === zooKeeperPortNames.client)?.port ?? 0;
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf srvr >&3 && while read -r -t 4 -u 3; do echo "$REPLY"; done`;
  const session = ['exec', '--stdin', `${server.id}-0`, '--container', server.software];
  const args = [...session, '--', 'bash', '-c', awaitInput + script];
  const said = await kubectl(placeOf(instance), args, { signal, input: beginInput });
  return /^Mode: (\w+)/m.exec(said)?.[1] ?? '';
}
