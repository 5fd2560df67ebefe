/** Which nodes of some files belong together: compose files and manifests may hold several clusters. */
import { nodeOf, ofHere, votersOf, zooKeeperAddresses, type Cluster, type LintNode } from './cluster.ts';
import type { Completed, ReadBeside } from './completed.ts';

/** Every cluster of some files; one without nodes where they have no Kafka. */
export function clustersOf(
  { services, folders, manifests, refusals }: Completed,
  path: string,
  readBeside: ReadBeside,
): readonly Cluster[] {
  const all = [...services].map(([id, service]) =>
    nodeOf(id, service, folders.get(id) ?? path, readBeside, manifests?.nodes.get(id)),
  );
  const groups: LintNode[][] = [];
  for (const node of all.filter(({ software }) => software === 'kafka')) {
    const keys = keysOf(node);
    const near = groups.filter((group) =>
      group.some((other) => keysOf(other).some((key) => keys.includes(key))),
    );
    const joined = [...near.flat(), node];
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  const zookeepers = all.filter(({ software }) => software === 'zookeeper');
  const ofAll = { all, refusals };
  return groups.length === 0
    ? [{ nodes: [], zookeepers, ...ofAll }]
    : groups.map((nodes) => ({
        nodes,
        zookeepers: zookeepers.filter((server) => nodes.some((node) => goesTo(node, server))),
        ...ofAll,
      }));
}

/** On the network of the host a broker finds servers at itself, by their ports. */
function goesTo(node: LintNode, { hosts, isOnHost, settings }: LintNode): boolean {
  const clientPort = settings['clientPort'] ?? '2181';
  return zooKeeperAddresses(node).some(
    ({ host, port }) =>
      hosts.includes(host) || (node.isOnHost && isOnHost && ofHere.test(host) && port === clientPort),
  );
}

/** What members of one cluster have in common: a voter, or an address of ZooKeeper with its path. */
function keysOf(node: LintNode): readonly string[] {
  const set = node.group === undefined ? [] : [`set ${node.group}`];
  const path = /\/.*$/.exec(node.settings['zookeeper.connect'] ?? '')?.[0] ?? '';
  return [
    ...set,
    ...votersOf(node).map(({ address }) => `voter ${address}`),
    ...zooKeeperAddresses(node).map(({ host, port }) => `zookeeper ${host}:${port}${path}`),
  ];
}
