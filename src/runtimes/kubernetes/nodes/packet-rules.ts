/** The packet filter of a pod that is cut off: what is dropped, and how its own chains tell from what. */
import { zooKeeperPortNames } from '../../../kafka/addresses.ts';
import { listenersOn, type LabNode, type ResolvedTopology } from '../../../kafka/node.ts';
import { publishedPortsOf } from '../../../render/kubernetes/node-ports.ts';
import { isolations, type Isolation } from '../../../cluster/node-status.ts';

/** The interface that leads out of a pod, by the convention of container networks (CNI, CNI_IFNAME). */
const outside = 'eth0';

/** containerd forwards ports from within the pod, as this user; nodes and their probes are another. */
const forwarderUserId = 0;

/**
 * Rules that cut a node off, as `iptables-restore --noflush` takes them: all at once, or none. Every packet is looked
 * at by itself, so that connections which are open end too, in silence.
 */
export function cutRules(from: Isolation, node: LabNode, topology: ResolvedTopology): string {
  const [into, out] = chainsOf(from);
  return restoreText([
    `:${into} - [0:0]`,
    `:${out} - [0:0]`,
    ...dropped[from](node, topology).flatMap(({ incoming, outgoing }) => [
      ...(incoming === undefined ? [] : [`-A ${into} ${incoming}`]),
      ...(outgoing === undefined ? [] : [`-A ${out} ${outgoing}`]),
    ]),
    `-I INPUT 1 -j ${into}`,
    `-I OUTPUT 1 -j ${out}`,
  ]);
}

/** Rules that undo {@link cutRules}. */
export function healRules(from: Isolation): string {
  const [into, out] = chainsOf(from);
  return restoreText([
    `-D INPUT -j ${into}`,
    `-D OUTPUT -j ${out}`,
    ...[into, out].flatMap((chain) => [`-F ${chain}`, `-X ${chain}`]),
  ]);
}

/** From what a pod is cut off, by the chains that `iptables -S` lists; undefined when the lab has none there. */
export function isolationIn(listing: string): Isolation | undefined {
  return isolations.find((from) => new RegExp(`^-N ${chainsOf(from)[1]}$`, 'm').test(listing));
}

/** One chain for each direction, named by what it is there for: nothing else has to be remembered. */
function chainsOf(from: Isolation): readonly [string, string] {
  const name = `KLAB-${from.toUpperCase()}`;
  return [`${name}-IN`, `${name}-OUT`];
}

interface RulePair {
  readonly incoming?: string;
  readonly outgoing?: string;
}

const everythingOutside: RulePair = { incoming: `-i ${outside} -j DROP`, outgoing: `-o ${outside} -j DROP` };

const dropped: Readonly<
  Record<Isolation, (node: LabNode, topology: ResolvedTopology) => readonly RulePair[]>
> = {
  all: (node) => [
    everythingOutside,
    // A forwarded port comes by loopback, as probes do, which must go on or the node would be restarted.
    ...publishedPortsOf(node).map(({ port }) => ({
      outgoing: `-o lo -p tcp --dport ${port} -m owner --uid-owner ${forwarderUserId} -j DROP`,
    })),
  ],
  cluster: (node) => [
    ...clientPortsOf(node).map((port) => ({
      incoming: `-i ${outside} -p tcp --dport ${port} -j ACCEPT`,
      outgoing: `-o ${outside} -p tcp --sport ${port} -j ACCEPT`,
    })),
    everythingOutside,
  ],
  controllers: (_, topology) =>
    topology.nodes.flatMap(metadataPortsOf).flatMap((port) =>
      ['--sport', '--dport'].map((side) => ({
        incoming: `-i ${outside} -p tcp ${side} ${port} -j DROP`,
        outgoing: `-o ${outside} -p tcp ${side} ${port} -j DROP`,
      })),
    ),
};

/** Ports that only clients use; a ZooKeeper server's is the brokers' too, so it has none. */
function clientPortsOf(node: LabNode): readonly number[] {
  return listenersOn(node, 'kubernetes')
    .filter(({ reach }) => reach === 'host' || reach === 'docker-host')
    .map(({ port }) => port);
}

/** Ports of a node by which it is a controller, or a ZooKeeper server. */
function metadataPortsOf(node: LabNode): readonly number[] {
  const quorum = listenersOn(node, 'kubernetes').filter(({ reach }) => reach === 'quorum');
  const names: readonly string[] = Object.values(zooKeeperPortNames);
  const zooKeeper =
    node.software === 'zookeeper' ? node.ports.filter(({ name }) => names.includes(name)) : [];
  return [...quorum, ...zooKeeper].map(({ port }) => port);
}

function restoreText(lines: readonly string[]): string {
  return ['*filter', ...lines, 'COMMIT', ''].join('\n');
}
