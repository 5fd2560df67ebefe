/** Says what becomes of each field of a service, beside settings and variables. */
import { listenersOf, type LintNode } from '../lint/cluster.ts';
import { textOf, type WrittenService } from '../lint/completed.ts';
import { isVolume } from '../lint/mounts.ts';
import { listOf, recordOf } from '../untyped.ts';
import { discreet, type NotesOf } from './notes.ts';

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

/** What becomes of a service's fields, and of what Kafka's own nodes publish and mount. */
export function noteFields(
  { id, software, mounts, ports, settings, unread }: LintNode,
  written: WrittenService,
  notes: NotesOf,
): void {
  for (const [field, value] of Object.entries(written)) {
    if (Object.hasOwn(ownWay, field)) notes.changed(`${field}: ${ownWay[field] ?? ''}`, `${field}:`);
    else if (!read.has(field))
      notes.lost(`${field} of ${id}: ${discreet(field, JSON.stringify(value))}`, `${field}:`);
  }
  if (software === 'other') return;
  for (const file of unread) notes.lost(`${file} is not there, so its settings are not known`, file);
  if (written['healthcheck'] !== undefined)
    notes.changed('healthcheck: klab asks a node itself', 'healthcheck:');
  if (written['command'] !== undefined) notes.lost('command: what it says beside settings', 'command:');
  if (written['depends_on'] !== undefined)
    notes.changed('depends_on: follows from who needs whom', 'depends_on:');
  const listened = [
    ...listenersOf({ settings }).map(({ port }) => port),
    ...(software === 'zookeeper' ? [settings['clientPort'] ?? '2181'] : []),
  ];
  for (const { host, container } of ports) {
    if (listened.includes(container)) notes.taken(`port ${host}`, `${host}:${container}`);
    else notes.lost(`port ${host} leads to ${container}, which is none of its listeners`, host);
  }
  const known = new Set(mounts.map(({ target }) => target));
  for (const volume of listOf(written['volumes'])) {
    const [source = '', target = ''] =
      typeof volume === 'string'
        ? volume.split(':')
        : [textOf(recordOf(volume)['source']), textOf(recordOf(volume)['target'])];
    if (!known.has(target))
      notes.lost(
        `${source} at ${target}: a file of this machine, of which only settings are taken over`,
        target,
      );
  }
  for (const { source, target } of mounts) {
    if (isVolume(source))
      notes.changed(`${source} at ${target}: each node has a volume of its own for its data`, target);
    else notes.lost(`${source} at ${target}: a folder or file of this machine`, target);
  }
}
