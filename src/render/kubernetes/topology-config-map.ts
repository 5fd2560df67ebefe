/** The topology itself as an object of the cluster, so that a klab that has stored nothing of it can attach to it. */
import { marks, topologyConfigMapName } from '../../kafka/marks.ts';
import type { k8s } from 'cdk8s-plus-27';
import { Document, isMap, isScalar, parse, parseAllDocuments, visit } from 'yaml';
import type { HostAccess, ResolvedTopology } from '../../kafka/node.ts';
import { ownSecretName, type KubernetesContext } from './context.ts';
import { topologyLabels } from './labels.ts';

/** What the lab must know of an instance to use it, beside where it was found. */
export interface DeployedTopology {
  /** Id of the instance by its label. */
  readonly instance: string;
  readonly portOffset: number;
  readonly hostAccess: HostAccess;
  /** Only with KRaft: ZooKeeper mode makes its own. */
  readonly clusterId?: string;
  /** Name of each node's Secret, where it is not the lab's own. */
  readonly secretName?: string;
  readonly topology: ResolvedTopology;
}

/** The ConfigMap of one rendering; nothing mounts it, so a change to it restarts nothing. */
export function topologyConfigMapProps(context: KubernetesContext): k8s.KubeConfigMapProps {
  const { topology, namespace, portOffset, hostAccess, clusterId, secretName } = context;
  const labels = topologyLabels(context);
  const instance = {
    instance: labels[marks.instance],
    portOffset,
    hostAccess,
    ...(topology.mode === 'kraft' && { clusterId }),
    ...(secretName !== ownSecretName && { secretName }),
  };
  return {
    metadata: { name: topologyConfigMapName, namespace, labels },
    data: { 'instance.yaml': readableYaml(instance), 'topology.yaml': readableYaml(topology) },
  };
}

/** What such a ConfigMap says; undefined where it is not the lab's, or of a lab of another shape. */
export function readTopologyConfigMap(
  data: Readonly<Record<string, string>> = {},
): DeployedTopology | undefined {
  try {
    const instance = parse(data['instance.yaml'] ?? '', yamlVersion) as Partial<DeployedTopology> | null;
    const topology = parse(data['topology.yaml'] ?? '', yamlVersion) as Partial<ResolvedTopology> | null;
    if (typeof instance?.instance !== 'string' || typeof instance.portOffset !== 'number') return undefined;
    if (typeof topology?.name !== 'string' || !Array.isArray(topology.nodes)) return undefined;
    return { ...instance, topology } as DeployedTopology;
  } catch {
    // What is no YAML is nothing of the lab's.
    return undefined;
  }
}

/** What a file of manifests holds as such a ConfigMap, and in which namespace; undefined where it holds none. */
export function findTopologyConfigMap(
  text: string,
): (DeployedTopology & { readonly namespace?: string }) | undefined {
  for (const document of parseAllDocuments(text, yamlVersion)) {
    const { kind, metadata, data } = (document.toJS() ?? {}) as Manifest;
    if (kind !== 'ConfigMap' || metadata?.name !== topologyConfigMapName) continue;
    const deployed = readTopologyConfigMap(data);
    const { namespace } = metadata;
    return deployed && { ...deployed, ...(namespace !== undefined && { namespace }) };
  }
  return undefined;
}

/** An object of a file, as far as it is looked at. */
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** As all generated files, for whoever reads it with another tool. */
const yamlVersion = { version: '1.1' } as const;

/** Lists of plain values, and the entries of lists such as listeners, stand on a line each; a node is a block. */
function readableYaml(value: unknown): string {
  const document = new Document(value, { ...yamlVersion, aliasDuplicateObjects: false });
  visit(document, {
    Map(key, map) {
      map.flow = typeof key === 'number' && !map.items.some((pair) => isMap(pair.value));
    },
    Seq(_, list) {
      list.flow = list.items.every((item) => isScalar(item));
    },
  });
  return document.toString({ lineWidth: 0 });
}
