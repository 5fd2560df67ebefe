/** Manifests of Kubernetes in compose's words, so that rules and import ask one kind of nodes. */
import { UsageError } from '../errors.ts';
import { readManifestFiles } from '../manifests/cluster.ts';
import { looksLikeManifests } from '../manifests/documents.ts';
import type { ContainerSoftware } from '../kafka/images/dialects.ts';
import type { ManifestNode } from '../manifests/node.ts';
import { completed, type Completed, type ReadBeside, type WrittenService } from './completed.ts';
import type { Blocks } from './places.ts';

/**
 * What files say together, compose's or manifests.
 * @param files by path
 * @throws UsageError where one is neither, or they are of both kinds
 */
export function wholeOf(files: ReadonlyMap<string, string>, readBeside: ReadBeside): Completed {
  const ofKubernetes = [...files].flatMap(([path, text]) => (looksLikeManifests(text) ? [path] : []));
  if (ofKubernetes.length === 0) return completed(files, readBeside);
  const [other] = [...files.keys()].filter((path) => !ofKubernetes.includes(path));
  if (other === undefined) return completedManifests(files);
  throw new UsageError(
    `${ofKubernetes[0] ?? ''} is of Kubernetes, and ${other} is not; name files of one kind`,
  );
}

/** Lines of each node of manifests, and of what belongs to none. */
export function blocksOf({ manifests }: Completed): Blocks {
  const nodes = [...(manifests?.nodes ?? [])].map(([id, { blocks }]) => [id, blocks] as const);
  return new Map(nodes);
}

/** @throws UsageError where a file is no YAML */
function completedManifests(files: ReadonlyMap<string, string>): Completed {
  const { nodes, notes, topics, users, remarks } = readManifestFiles(files);
  const named = new Map<string, ManifestNode>();
  for (const node of nodes) named.set(freeName(node.id, named), node);
  return {
    services: new Map([...named].map(([id, node]) => [id, serviceOf(node)])),
    manifests: { nodes: named, topics, users, remarks },
    folders: new Map(),
    refusals: [],
    notes,
  };
}

/** One name may be that of objects of two kinds, or of two namespaces. */
function freeName(id: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? id : `${id}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function serviceOf({
  image,
  environment,
  entrypoint,
  command,
  volumes,
  health,
  rest,
}: ManifestNode): WrittenService {
  return {
    ...(image !== undefined && { image }),
    environment,
    ...(entrypoint.length > 0 && { entrypoint }),
    ...(command.length > 0 && { command }),
    volumes,
    ...(health !== undefined && { healthcheck: { test: ['CMD', ...health] } }),
    ...rest,
  };
}

/** What a container runs: settings in a pod's file of properties tell what nobody else does. */
export function softwareBy(read: ContainerSoftware, pod: ManifestNode | undefined): ContainerSoftware {
  const names = Object.keys(pod?.settings ?? {});
  const isKafka = names.some((name) =>
    /^(broker\.id|node\.id|process\.roles|zookeeper\.connect|advertised\.listeners|log\.dirs)$/.test(name),
  );
  if (isKafka) return 'kafka';
  return names.includes('dataDir') && names.includes('clientPort') ? 'zookeeper' : read;
}
