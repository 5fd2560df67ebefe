/** Takes a compose file over: understands it, writes it as code, and proves what the code renders to by the file. */
import { UsageError } from '../errors.ts';
import { clustersOf, type Cluster, type LintNode } from '../lint/cluster.ts';
import { completed, type ReadBeside, type WrittenService } from '../lint/completed.ts';
import { placeOf, type Place } from '../lint/places.ts';
import { understandCluster } from './brokers.ts';
import { codeOf } from './code.ts';
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

/** Fields of a service that are read elsewhere, or that klab says in its own way. */
const read = new Set([
  'image',
  'environment',
  'ports',
  'volumes',
  'depends_on',
  'command',
  'healthcheck',
  'env_file',
  'extends',
]);
const ownWay: Readonly<Record<string, string>> = {
  hostname: 'a node is found by its id',
  container_name: 'compose names containers, so that several instances may run',
  networks: 'klab has networks of its own',
  restart: 'a node that was killed stays dead until somebody starts it',
  expose: 'nodes reach each other at every port',
  links: 'nodes reach each other by their ids',
  stop_grace_period: 'klab has one for each kind of node',
};

/** Fields of a file that belong to its services. */
const ofServices = /^(services|version|name|volumes|networks|x-.*)$/;

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
  for (const node of cluster.all)
    noteFields(node, whole.services.get(node.id) ?? {}, new NotesOf(notes, node.id));
  for (const [path, text] of files) {
    for (const [, field = ''] of text.matchAll(/^([\w.-]+):/gm)) {
      if (!ofServices.test(field)) new NotesOf(notes).lost(`${field} of ${path}`, `${field}:`);
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

function noteFields(
  { id, software, mounts, unread }: LintNode,
  written: WrittenService,
  notes: NotesOf,
): void {
  for (const [field, value] of Object.entries(written)) {
    if (Object.hasOwn(ownWay, field)) notes.changed(`${field}: ${ownWay[field] ?? ''}`, `${field}:`);
    else if (!read.has(field)) notes.lost(`${field} of ${id}: ${JSON.stringify(value)}`, `${field}:`);
  }
  if (software === 'other') return;
  for (const file of unread) notes.lost(`${file} is not there, so its settings are not known`, file);
  if (written['healthcheck'] !== undefined)
    notes.changed('healthcheck: klab asks a node itself', 'healthcheck:');
  if (written['command'] !== undefined) notes.lost('command: what it says beside settings', 'command:');
  if (written['depends_on'] !== undefined)
    notes.changed('depends_on: follows from who needs whom', 'depends_on:');
  for (const { source, target } of mounts) {
    const isNamed = /^\w[\w.-]*$/.test(source);
    if (isNamed)
      notes.changed(`${source} at ${target}: each node has a volume of its own for its data`, source);
    else notes.lost(`${source} at ${target}: a folder or file of this machine`, source);
  }
}

function summaryOf({ nodes, zookeepers }: Cluster, paths: readonly string[]): string {
  const keepers = zookeepers.length > 0 ? `, ${zookeepers.length} of ZooKeeper` : ' of KRaft';
  const file = (paths[0] ?? '').split(/[/\\]/).at(-1) ?? '';
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}${keepers}, as in ${file}`;
}
