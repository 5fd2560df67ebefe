/** Who leads in a cluster on Kubernetes, and so is restarted last. */
import { accessOf } from '../../../cluster/running-cluster.ts';
import { activeControllers } from '../../../client/nodes/roll-order.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { zooKeeperPortNames } from '../../../kafka/addresses.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { awaitInput, beginInput, kubectl } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';

/** Ids of the nodes that lead now: the active controller, and the leader of a ZooKeeper ensemble. */
export async function leadersOf(instance: Instance, signal: AbortSignal): Promise<readonly string[]> {
  const { topology } = instance;
  const leaders = await Promise.all([
    activeControllers(topology, accessOf(instance)),
    zooKeeperLeader(instance, signal),
  ]);
  return leaders.flat();
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
