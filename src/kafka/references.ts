/** References to other nodes in the texts of a side service, which every target completes with its own addresses. */
import type { Addressing } from './addresses.ts';
import { isBroker, listenersOn, type LabNode, type ResolvedTopology } from './node.ts';
import type { ServiceSpec } from './service.ts';

/** Stands for the brokers' addresses inside the cluster: `host:port`, with commas between. */
export const bootstrapReference = '@{bootstrap}';

/** Stands for the host name under which other nodes reach this one. */
export function hostReference(nodeId: string): string {
  return `@{host:${nodeId}}`;
}

/** Stands for the folder in which a node finds the files with its secrets. */
export const secretsReference = '@{secrets}';

/** Stands for the folder in which a node of the cluster itself finds its own files. */
export const filesReference = '@{files}';

/** Ids of the nodes whose hosts a text refers to. */
export function referredNodes(text: string): readonly string[] {
  return [...text.matchAll(/@\{host:([^}]*)\}/g)].map(([, id = '']) => id);
}

/** A service's texts with every reference completed for one target. */
export function completeService(
  service: ServiceSpec,
  topology: ResolvedTopology,
  addressing: Addressing,
): ServiceSpec {
  const complete = (text: string): string => completeText(text, topology, addressing);
  return {
    ...service,
    environment: mapValues(service.environment, complete),
    ...(service.command !== undefined && { command: service.command.map(complete) }),
    ...(service.files !== undefined && { files: mapValues(service.files, complete) }),
    ...(service.connectors !== undefined && {
      connectors: service.connectors.map((one) => ({ ...one, config: mapValues(one.config, complete) })),
    }),
  };
}

/**
 * A node of the cluster itself with its files by path, and with everything that refers to their folder completed for one
 * target.
 */
export function withFilesPlaced(node: LabNode, { filesDirOf }: Pick<Addressing, 'filesDirOf'>): LabNode {
  if (node.files === undefined) return node;
  const folder = filesDirOf(node);
  const complete = (text: string): string => text.replaceAll(filesReference, () => folder);
  const files = Object.entries(node.files).map(([name, content]) => [
    name.startsWith('/') ? name : `${folder}/${name}`,
    complete(content),
  ]);
  return {
    ...node,
    settings: mapValues(node.settings, complete),
    ...(node.jvmOptions && { jvmOptions: node.jvmOptions.map(complete) }),
    ...(node.environment && { environment: mapValues(node.environment, complete) }),
    files: Object.fromEntries(files) as Record<string, string>,
  };
}

/** The topology with the texts of every service completed for one target. */
export function completeTopology(topology: ResolvedTopology, addressing: Addressing): ResolvedTopology {
  const nodes = topology.nodes.map((node) =>
    node.service === undefined
      ? node
      : { ...node, service: completeService(node.service, topology, addressing) },
  );
  return { ...topology, nodes };
}

function completeText(text: string, topology: ResolvedTopology, addressing: Addressing): string {
  return text
    .replaceAll(bootstrapReference, () => clusterBootstrap(topology, addressing))
    .replaceAll(secretsReference, () => addressing.secretsDir)
    .replaceAll(/@\{host:([^}]*)\}/g, (_, id: string) => addressing.clusterHostOf(nodeNamed(topology, id)));
}

/** What a client inside the cluster connects to. */
function clusterBootstrap(topology: ResolvedTopology, addressing: Addressing): string {
  return topology.nodes
    .filter(isBroker)
    .flatMap((node) =>
      listenersOn(node, addressing.target)
        .filter(({ reach }) => reach === 'cluster')
        .map((listener) => addressing.advertised(node, listener)),
    )
    .join(',');
}

function nodeNamed(topology: ResolvedTopology, id: string): LabNode {
  const found = topology.nodes.find((node) => node.id === id);
  // Topologies are validated before they are resolved: a reference to nobody is a problem there.
  if (found === undefined) throw new Error(`${topology.name} has no node ${id} to refer to`);
  return found;
}

/** The same names, with every value changed. */
export function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
