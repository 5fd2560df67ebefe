/** Who decides on metadata: voters and their ids, ZooKeeper and its servers. */
import {
  isController,
  listenersOf,
  ofHere,
  listOf,
  partsOf,
  votersOf,
  zooKeeperAddresses,
  type Cluster,
  type LintNode,
} from '../cluster.ts';
import { lineOfImage } from '../../kafka/images/image-line.ts';
import { supportsZooKeeper } from '../../kafka/versions/versions.ts';
import type { LintRule, Said } from '../finding.ts';

const voters = 'controller.quorum.voters';

/** Rules about quorums and ids. */
export const quorumRules: readonly LintRule[] = [
  {
    id: 'id-twice',
    risk: 'high',
    source: 'Kafka documentation, node.id and broker.id: unique in the cluster',
    find: ({ nodes }) => {
      const seen = new Map<string, string>();
      return nodes.flatMap((node): readonly Said[] => {
        const id = idOf(node);
        const first = id === undefined ? undefined : seen.get(id);
        if (id !== undefined) seen.set(id, first ?? node.id);
        if (first === undefined) return [];
        const at = node.settings['node.id'] === undefined ? 'broker.id' : 'node.id';
        const text = `${first} and ${node.id} have the same id, ${id}: the cluster takes the second for the first`;
        return [{ node: node.id, at, text, fix: 'give each node an id of its own' }];
      });
    },
  },
  {
    id: 'replicas-of-one-node',
    ofCompose: true,
    risk: 'high',
    source: 'Compose specification, deploy.replicas: each has the same variables and ports',
    find: ({ nodes, zookeepers }) =>
      [...nodes, ...zookeepers]
        .filter(({ replicas }) => replicas > 1)
        .map((node) => ({
          node: node.id,
          at: 'replicas:',
          text: `${node.replicas} containers of ${node.id} have one id, one address and one volume, so the cluster takes them for one node`,
          fix: 'write a service for each node, and drop deploy.replicas',
        })),
  },
  {
    id: 'voters-mismatch',
    risk: 'high',
    source: 'Kafka documentation, controller.quorum.voters: id@host:port of every controller',
    find: ({ nodes, all }) =>
      nodes.flatMap((node) => {
        const said = votersOf(node).filter(({ id }) => id !== '');
        const wrong = said.flatMap(({ id, address }) => voterProblem(id, address, nodes, all));
        const isMissing = isController(node) && said.length > 0 && !said.some(({ id }) => id === idOf(node));
        return [
          ...wrong,
          ...(isMissing ? [`${node.id} is a controller with id ${idOf(node)}, which is no voter`] : []),
        ].map((text) => ({
          node: node.id,
          at: voters,
          text,
          fix: 'name each controller by its node.id, host and port',
        }));
      }),
  },
  {
    id: 'voters-differ',
    risk: 'high',
    source: 'Kafka documentation, controller.quorum.voters: the same on every node',
    find: ({ nodes }) => {
      const inOrder = (node: LintNode): string =>
        votersOf(node)
          .map(({ id, address }) => `${id}@${address}`)
          .toSorted()
          .join(',');
      const [first] = nodes.filter((node) => votersOf(node).length > 0);
      return nodes
        .filter(
          (node) => first !== undefined && votersOf(node).length > 0 && inOrder(node) !== inOrder(first),
        )
        .map((node) => ({
          node: node.id,
          at: voters,
          text: `${node.id} knows other voters than ${first?.id ?? ''}`,
          fix: 'say the same list on every node',
        }));
    },
  },
  {
    id: 'voters-even',
    risk: 'low',
    source: 'KIP-500 and the ZooKeeper administrator guide: a majority decides',
    find: ({ nodes, zookeepers }) => {
      const controllers = nodes.filter(isController);
      const members = controllers.length > 0 ? controllers : zookeepers;
      const [first] = members;
      if (first === undefined || members.length % 2 === 1) return [];
      const spare = members.length / 2 - 1;
      const text = `${members.length} members of the quorum survive the loss of ${spare === 0 ? 'none' : String(spare)}, as ${members.length - 1} do`;
      return [
        {
          node: first.id,
          text,
          fix: `use ${members.length - 1} or ${members.length + 1}`,
          ...(spare === 0 && { risk: 'medium' as const }),
        },
      ];
    },
  },
  {
    id: 'cluster-ids-differ',
    risk: 'high',
    source: 'Kafka, meta.properties: InconsistentClusterIdException',
    find: ({ nodes }) => {
      const [first] = nodes.filter(({ clusterId }) => clusterId !== undefined);
      return nodes
        .filter(({ clusterId }) => clusterId !== undefined && clusterId !== first?.clusterId)
        .map((node) => ({
          node: node.id,
          at: node.clusterId ?? '',
          text: `${node.id} is formatted for another cluster than ${first?.id ?? ''}`,
          fix: 'say the same cluster id on every node',
        }));
    },
  },
  {
    id: 'cluster-id-missing',
    risk: 'high',
    source:
      'Kafka documentation, kafka-storage.sh format; docs of the images cp-kafka (CLUSTER_ID) and bitnami/kafka',
    find: ({ nodes }) =>
      nodes.flatMap((node): readonly Said[] => {
        const isKraft = node.settings['process.roles'] !== undefined;
        const image = node.image ?? '';
        const asks =
          /\bcp-(kafka|server)\b/.test(image) || (nodes.length > 1 && /\bbitnami(legacy)?\//.test(image));
        // A command of its own may format the storage.
        if (!isKraft || !asks || node.clusterId !== undefined || node.hasCommand) return [];
        const variable = image.includes('bitnami') ? 'KAFKA_KRAFT_CLUSTER_ID' : 'CLUSTER_ID';
        const text = image.includes('bitnami')
          ? `${node.id} makes a cluster id of its own, which the others do not have`
          : `${node.id} has no cluster id, and its image does not start without`;
        return [{ node: node.id, text, fix: `set ${variable} to the same id on every node` }];
      }),
  },
  {
    id: 'two-metadata',
    risk: 'low',
    source:
      'Kafka, KafkaConfig: without process.roles zookeeper.connect holds, and with them only while a cluster migrates (KIP-866)',
    find: ({ nodes }) =>
      nodes
        .filter(
          ({ settings }) =>
            settings['process.roles'] !== undefined &&
            (settings['zookeeper.connect'] ?? '').trim() !== '' &&
            settings['zookeeper.metadata.migration.enable'] !== 'true',
        )
        .map(({ id }) => ({
          node: id,
          at: 'zookeeper.connect',
          text: `${id} has roles of KRaft, and so never goes to the ZooKeeper that it names`,
          fix: 'keep one of process.roles and zookeeper.connect',
        })),
  },
  {
    id: 'zookeeper-gone',
    risk: 'high',
    source: 'KIP-833: Kafka 4.0 has no ZooKeeper mode',
    find: ({ nodes }) =>
      nodes.flatMap((node): readonly Said[] => {
        const line = node.version ?? lineOfImage(node.image ?? '');
        const isOnly =
          (node.settings['zookeeper.connect'] ?? '').trim() !== '' &&
          node.settings['process.roles'] === undefined;
        if (line === undefined || !isOnly || Number(line.split('.')[0]) < 4 || supportsZooKeeper(line))
          return [];
        const text = `${node.image ?? ''} is Kafka ${line}, which knows no ZooKeeper`;
        return [{ node: node.id, at: 'zookeeper.connect', text, fix: 'use Kafka 3.9, or KRaft' }];
      }),
  },
  {
    id: 'zookeeper-unknown',
    ofCompose: true,
    risk: 'high',
    source: 'Kafka documentation, zookeeper.connect',
    find: ({ nodes, all }) =>
      nodes.flatMap((node) =>
        zooKeeperAddresses(node)
          // A name with dots is somebody's on the network.
          .filter(({ host }) => /^[\w-]+$/.test(host) && host !== 'localhost')
          .filter(({ host }) => !all.some(({ hosts }) => hosts.includes(host)))
          .map(({ host }) => ({
            node: node.id,
            at: 'zookeeper.connect',
            text: `${node.id} looks for ZooKeeper at ${host}, which is no service here`,
            fix: 'name a service of the file, or add one',
          })),
      ),
  },
];

function idOf({ settings }: LintNode): string | undefined {
  return settings['node.id'] ?? settings['broker.id'];
}

function voterProblem(
  id: string,
  address: string,
  nodes: Cluster['nodes'],
  all: Cluster['all'],
): readonly string[] {
  const { host, port } = partsOf(address);
  if (ofHere.test(host)) {
    const isEachItself = nodes.length > 1 && !nodes.every(({ isOnHost }) => isOnHost);
    return isEachItself ? [`voter ${id} is at ${host}, which is each container itself`] : [];
  }
  const there = all.find(({ hosts }) => hosts.includes(host));
  if (there === undefined)
    return /^[\w-]+$/.test(host) ? [`voter ${id} is at ${host}, which is no service here`] : [];
  const node = nodes.find((one) => one.id === there.id);
  // Roles and ids may stand where nobody looks: in a file of its image.
  if (node?.settings['process.roles'] === undefined) return [];
  if (!isController(node)) return [`voter ${id} is ${node.id}, which is no controller`];
  if (idOf(node) !== id) return [`voter ${id} is ${node.id}, whose id is ${idOf(node) ?? 'not said'}`];
  const names = listOf(node.settings['controller.listener.names']);
  const ports = listenersOf(node)
    .filter(({ name }) => names.includes(name))
    .map((one) => one.port);
  return ports.length === 0 || ports.includes(port)
    ? []
    : [`voter ${id} is at port ${port}, and ${node.id} listens for controllers at ${ports.join(', ')}`];
}
