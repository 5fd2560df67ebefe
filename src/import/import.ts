/** Takes files of others over: understands it, writes it as code, and proves what the code renders to by the file. */
import { messageOf, UsageError } from '../errors.ts';
import { counted } from '../words.ts';
import { isBroker, type Cluster, type LintNode } from '../lint/cluster.ts';
import { clustersOf } from '../lint/clusters.ts';
import { textOf, type FromManifests, type ReadBeside } from '../lint/completed.ts';
import { blocksOf, wholeOf } from '../lint/from-manifests.ts';
import { placeOf, type Place } from '../lint/places.ts';
import { understandCluster } from './brokers.ts';
import { codeOf } from './code.ts';
import { noteFields } from './fields.ts';
import { noteObjects, topicsOf } from './objects.ts';
import { NotesOf, type ImportNote } from './notes.ts';
import { made, type ImportPlan } from './plan.ts';
import { separate, understandService } from './services.ts';
import { hostName } from './values.ts';

/** What came of it. */
export interface Imported {
  readonly plan: ImportPlan;
  /** Kafka's own nodes, as the files have them. */
  readonly nodes: readonly LintNode[];
  /** The topology as TypeScript. */
  readonly code: string;
  /** Whatever the files say, each with its line: not one word of them is left out. */
  readonly notes: readonly (ImportNote & Place)[];
  /** What the topology cannot be as it is, a line each; empty for one that can be brought up. */
  readonly problems: readonly string[];
}

/** Fields of a file that say nothing beside its services, or that klab says in its own way. */
const ofServices = /^(services|version|name|configs|x-.*)$/;
const ownWay = /^(volumes|networks)$/;

/**
 * Takes files over that belong together, in compose's order.
 * @param files by path
 * @param name of the topology
 * @throws UsageError where one is no compose file, or they hold no Kafka, or several clusters
 */
export function importFiles(
  files: ReadonlyMap<string, string>,
  readBeside: ReadBeside,
  name: string,
): Imported {
  const paths = [...files.keys()];
  const whole = wholeOf(files, readBeside);
  const { manifests } = whole;
  const blocks = blocksOf(whole);
  const clusters = clustersOf(whole, paths[0] ?? '', readBeside);
  const cluster = theOnly(clusters, paths, manifests);
  const notes: ImportNote[] = [];
  const texts = [...whole.services.values()].map(({ command, entrypoint }) =>
    [entrypoint, command].flat().map(textOf).join('\n'),
  );
  const understood = understandCluster(
    cluster,
    {
      texts: [...texts, ...cluster.all.flatMap(({ files: own }) => Object.values(own))],
      asked: (manifests?.users ?? []).map(({ name: user, acls }) => ({ name: user, acls })),
    },
    notes,
  );
  const topics = manifests === undefined ? [] : topicsOf(manifests);
  const kafka = { ...understood.cluster, ...(topics.length > 0 && { topics }) };
  const services = separate(
    cluster.all
      .filter(({ software }) => software === 'other')
      .flatMap(
        (node) =>
          understandService(node, whole.services.get(node.id) ?? {}, cluster, kafka.security, notes) ?? [],
      ),
    [...cluster.nodes, ...cluster.zookeepers].map(({ id }) => hostName(id)),
    new NotesOf(notes),
  );
  for (const { id, software } of cluster.all) {
    if (software === 'zookeeper' && !cluster.zookeepers.some((one) => one.id === id))
      new NotesOf(notes, id).lost(`${id} is a ZooKeeper that no broker is known to go to`);
  }
  const hostNetwork = manifests === undefined && haveHostNetwork(cluster, kafka);
  for (const node of cluster.all)
    noteFields(node, whole.services.get(node.id) ?? {}, new NotesOf(notes, node.id), {
      isPod: manifests !== undefined,
      isSecured: kafka.security !== undefined,
      hostNetwork,
    });
  for (const [path, text] of manifests === undefined ? files : []) {
    for (const [, field = ''] of text.matchAll(/^([\w.-]+):/gm)) {
      const of = new NotesOf(notes);
      if (ownWay.test(field)) of.changed(`${field}: klab has its own`, `${field}:`);
      else if (!ofServices.test(field)) of.lost(`${field} of ${path}`, `${field}:`);
    }
  }
  for (const note of whole.notes) new NotesOf(notes).lost(note);
  for (const { node, text, at } of whole.refusals) new NotesOf(notes, node).lost(text, at);
  const plan: ImportPlan = {
    name,
    summary: summaryOf(cluster, understood.metadata.kind, paths),
    hostNetwork,
    metadata: understood.metadata,
    cluster: kafka,
    services,
  };
  return {
    plan,
    nodes: cluster.nodes,
    code: codeOf(plan, placesOf(paths)),
    notes: [
      ...notes.map((note) => ({ ...note, ...placeOf(files, note.node ?? '', note.at, blocks) })),
      ...(manifests === undefined ? [] : noteObjects(manifests, files, kafka.security !== undefined)),
    ],
    problems: problemsOf(plan),
  };
}

/**
 * Whether all that a compose file makes has the network of its host, as a topology has it as a whole. A listener for
 * containers is for those of other networks, where nothing leads to loopback.
 */
function haveHostNetwork({ all }: Cluster, { perBroker }: ImportPlan['cluster']): boolean {
  const isForContainers = perBroker.some(({ ports = {} }) => Object.hasOwn(ports, 'DOCKER'));
  return all.every(({ isOnHost }) => isOnHost) && !isForContainers;
}

/** What constructs say of a plan; one that cannot even be made is a problem too, and no end of the verb. */
function problemsOf(plan: ImportPlan): readonly string[] {
  try {
    return made(plan)
      .problems()
      .map(({ path, message }) => `${path}: ${message}`);
  } catch (error) {
    return [messageOf(error)];
  }
}

/** A name for the topology, where a person gives none. @param path of the file */
export function nameOf(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const file = hostName((parts.at(-1) ?? '').replace(/\.ya?ml$/, ''));
  const isUsual = /^((docker-)?compose(-override)?|kubernetes|k8s|manifests?|kustomization|chart)$/.test(
    file,
  );
  return (isUsual ? hostName(parts.at(-2) ?? '') : file) || 'imported';
}

/** A few paths as they are; of more how many there are. */
function placesOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  return paths.length > 3 ? `${first} and ${paths.length - 1} files beside it` : paths.join(', ');
}

function theOnly(
  clusters: readonly Cluster[],
  paths: readonly string[],
  manifests: FromManifests | undefined,
): Cluster {
  const [first, second] = clusters;
  const where = placesOf(paths);
  if (first === undefined || first.nodes.length === 0) {
    const there = [
      ...(first?.all.map(({ id, image = 'no image' }) => `${id} (${image})`) ?? []),
      ...new Set([...(manifests?.remarks ?? []), ...(manifests?.topics ?? [])].map(({ at }) => at.kind)),
    ].join(', ');
    throw new UsageError(
      `${where} has no Kafka that is known here, but ${there || 'no services'}; name a file with brokers`,
    );
  }
  if (second === undefined) return first;
  const each = clusters.map(({ nodes }) => nodes.map(({ id }) => id).join(' and ')).join('; ');
  throw new UsageError(
    `${where} has ${clusters.length} clusters (${each}); a topology has one: take each over from a file of its own`,
  );
}

function summaryOf(
  { nodes, zookeepers }: Cluster,
  kind: ImportPlan['metadata']['kind'],
  paths: readonly string[],
): string {
  const brokers = nodes.filter(isBroker).length;
  const servers = zookeepers.length > 0 ? counted(zookeepers.length, 'ZooKeeper server') : 'ZooKeeper';
  const keepers = kind === 'ZooKeeperEnsemble' ? ` and ${servers}` : ' with KRaft';
  const file = (paths[0] ?? '').split(/[/\\]/).at(-1) ?? '';
  return `${counted(brokers, 'broker')}${keepers}, as in ${file}`;
}
