/** Takes a compose file over: understands it, writes it as code, and proves what the code renders to by the file. */
import { UsageError } from '../errors.ts';
import { counted } from '../words.ts';
import { clustersOf, isBroker, type Cluster, type LintNode } from '../lint/cluster.ts';
import { completed, type ReadBeside } from '../lint/completed.ts';
import { placeOf, type Place } from '../lint/places.ts';
import { understandCluster } from './brokers.ts';
import { codeOf } from './code.ts';
import { noteFields } from './fields.ts';
import { NotesOf, type ImportNote } from './notes.ts';
import { made, type ImportPlan } from './plan.ts';
import { understandService } from './services.ts';
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
const ofServices = /^(services|version|name|x-.*)$/;
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
  const whole = completed(files, readBeside);
  const clusters = clustersOf(whole, paths[0] ?? '', readBeside);
  const cluster = theOnly(clusters, paths);
  const notes: ImportNote[] = [];
  const { metadata, cluster: kafka } = understandCluster(cluster, notes);
  const services = cluster.all
    .filter(({ software }) => software === 'other')
    .flatMap((node) => understandService(node, whole.services.get(node.id) ?? {}, cluster, notes) ?? []);
  for (const { id, software } of cluster.all) {
    if (software === 'zookeeper' && !cluster.zookeepers.some((one) => one.id === id))
      new NotesOf(notes, id).lost(`${id} is a ZooKeeper that no broker is known to go to`);
  }
  for (const node of cluster.all)
    noteFields(node, whole.services.get(node.id) ?? {}, new NotesOf(notes, node.id));
  for (const [path, text] of files) {
    for (const [, field = ''] of text.matchAll(/^([\w.-]+):/gm)) {
      const of = new NotesOf(notes);
      if (ownWay.test(field)) of.changed(`${field}: klab has its own`, `${field}:`);
      else if (!ofServices.test(field)) of.lost(`${field} of ${path}`, `${field}:`);
    }
  }
  for (const note of whole.notes) new NotesOf(notes).lost(note);
  const plan: ImportPlan = { name, summary: summaryOf(cluster, paths), metadata, cluster: kafka, services };
  const problems = made(plan)
    .problems()
    .map(({ path, message }) => `${path}: ${message}`);
  return {
    plan,
    nodes: cluster.nodes,
    code: codeOf(plan, paths.join(', ')),
    notes: notes.map((note) => ({ ...note, ...placeOf(files, note.node ?? '', note.at) })),
    problems,
  };
}

/** A name for the topology, where a person gives none. @param path of the file */
export function nameOf(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  const file = hostName((parts.at(-1) ?? '').replace(/\.ya?ml$/, ''));
  const isUsual = /^(docker-)?compose(-override)?$/.test(file);
  return (isUsual ? hostName(parts.at(-2) ?? '') : file) || 'imported';
}

function theOnly(clusters: readonly Cluster[], paths: readonly string[]): Cluster {
  const [first, second] = clusters;
  const where = paths.join(', ');
  if (first === undefined || first.nodes.length === 0) {
    const there = first?.all.map(({ id, image = 'no image' }) => `${id} (${image})`).join(', ') ?? '';
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

function summaryOf({ nodes, zookeepers }: Cluster, paths: readonly string[]): string {
  const brokers = nodes.filter(isBroker).length;
  const keepers =
    zookeepers.length > 0 ? ` and ${counted(zookeepers.length, 'ZooKeeper server')}` : ' with KRaft';
  const file = (paths[0] ?? '').split(/[/\\]/).at(-1) ?? '';
  return `${counted(brokers, 'broker')}${keepers}, as in ${file}`;
}
