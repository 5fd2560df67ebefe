/** All that some manifests say: nodes of sets and of Strimzi's resources, topics, and what else there is. */
import { marks, topologyConfigMapName } from '../kafka/marks.ts';
import { recordOf } from '../untyped.ts';
import { readManifests, type Manifest } from './documents.ts';
import type { ManifestCluster, Remark } from './node.ts';
import { strimziGroup, strimziNodes, strimziTopics } from './strimzi.ts';
import { strimziUsers } from './strimzi-users.ts';
import { isWorkload, nodesOf } from './workloads.ts';

/** Kinds that klab makes by itself, and why nothing of them is taken over. */
const ownWay: Readonly<Record<string, string>> = {
  Service: 'klab has services of its own',
  Namespace: 'klab has a namespace of its own for each instance',
  PersistentVolumeClaim: 'each node has a volume of its own for its data',
  PersistentVolume: 'each node has a volume of its own for its data',
  PodDisruptionBudget: "klab's has as many brokers as writes need",
  StorageClass: "the cluster's own is used",
  Kustomization: 'its files are read themselves, and not what it makes of them',
};

/** Kinds of Strimzi's that are read. */
const readOfStrimzi = ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser'];

/** What some files of manifests say together. @throws UsageError where one is no YAML */
export function readManifestFiles(
  files: ReadonlyMap<string, string>,
): ManifestCluster & { readonly notes: readonly string[] } {
  const notes: string[] = [];
  const all = [...files].flatMap(([file, text]) => readManifests(text, file, (note) => notes.push(note)));
  return { ...clusterOf(all), notes };
}

function clusterOf(all: readonly Manifest[]): ManifestCluster {
  const remarks: Remark[] = [];
  const onRemark = (remark: Remark): void => void remarks.push(remark);
  const workloads = all.filter(isWorkload);
  const nodes = [...workloads.flatMap((one) => nodesOf(one, all, onRemark)), ...strimziNodes(all, onRemark)];
  const users = strimziUsers(
    all.filter(({ group }) => group === strimziGroup),
    onRemark,
  );
  const used = new Set(nodes.flatMap(({ blocks }) => blocks));
  for (const one of all.filter((other) => !used.has(other) && !workloads.includes(other))) {
    if (one.group === strimziGroup && readOfStrimzi.includes(one.kind)) continue;
    if (one.kind === 'ConfigMap' && one.name === topologyConfigMapName && isMarked(one)) continue;
    const why = ownWay[one.kind];
    onRemark({ isOwnWay: why !== undefined, text: why ?? 'nothing of it is taken over', at: one });
  }
  return { nodes: withWholeHosts(nodes, all), topics: strimziTopics(all), users, remarks };
}

/** Names that objects write out, such as `kafka-0.kafka.shop.svc.cluster.local`, are those of the node they begin with. */
function withWholeHosts(nodes: ManifestCluster['nodes'], all: readonly Manifest[]): ManifestCluster['nodes'] {
  const said = new Set(
    [
      ...all.map(({ content }) => JSON.stringify(content)),
      ...nodes.flatMap(({ environment, settings }) => [
        ...Object.values(environment),
        ...Object.values(settings),
      ]),
    ].flatMap((text) => text.match(/[a-z0-9][\w-]*(?:\.[\w-]+)+(?=:\d)/g) ?? []),
  );
  return nodes.map((node) => ({
    ...node,
    hosts: [
      ...node.hosts,
      ...[...said].filter(
        (host) => !node.hosts.includes(host) && node.hosts.some((own) => isWhole(host, own)),
      ),
    ],
  }));
}

function isMarked({ content }: Manifest): boolean {
  return recordOf(recordOf(content['metadata'])['labels'])[marks.topology] !== undefined;
}

/** Whether a name is another one with the namespace behind it (Kubernetes documentation, "DNS for Services and Pods"). */
function isWhole(host: string, own: string): boolean {
  return host.startsWith(`${own}.`) && /^[\w-]+(\.svc(\.[\w.-]+)?)?$/.test(host.slice(own.length + 1));
}
