/** Says what becomes of each field of a service, beside settings and variables. */
import { posix } from 'node:path';
import { isConfiguration } from '../kafka/images/configuration-paths.ts';
import { listenersOf, type LintNode } from '../lint/cluster.ts';
import { textOf, type WrittenService } from '../lint/completed.ts';
import { isVolume, writtenMount } from '../lint/mounts.ts';
import { portOf } from '../lint/published-ports.ts';
import { listOf } from '../untyped.ts';
import { discreet, type NotesOf } from './notes.ts';
import { writtenJmxPort } from './values.ts';
import { noStore } from './security/settings.ts';

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
  'configs',
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

/** Fields of pods and of what makes them. */
const ownWayOfPods: Readonly<Record<string, string>> = {
  podManagementPolicy: 'each node has a set of its own',
  updateStrategy: 'klab changes one node after another',
  strategy: 'klab changes one node after another',
  ordinals: 'each node has a set of its own',
  minReadySeconds: 'klab asks a node itself',
  revisionHistoryLimit: 'each node has a set of its own',
  progressDeadlineSeconds: 'each node has a set of its own',
  persistentVolumeClaimRetentionPolicy: 'klab down says what becomes of volumes',
  resources: 'klab gives each node what its heap needs',
  securityContext: "klab's pods keep to the restricted level",
  livenessProbe: 'klab asks a node itself',
  readinessProbe: 'klab asks a node itself',
  startupProbe: 'klab asks a node itself',
  imagePullPolicy: 'klab pulls what is not there',
  terminationGracePeriodSeconds: 'klab has one for each kind of node',
  restartPolicy: 'klab has one of its own',
  automountServiceAccountToken: "klab's pods have no token",
  enableServiceLinks: 'klab has none: their variables are taken for settings',
  terminationMessagePolicy: 'klab has one of its own',
  terminationMessagePath: 'klab has one of its own',
  hostNetwork: 'pods have addresses of their own, and clients outside come by ports of the host',
  dnsPolicy: 'nodes find each other by names of the cluster',
};

/** Where pods may run. */
const ofPlacement = new Set(['affinity', 'nodeSelector', 'topologySpreadConstraints', 'tolerations']);

/** Racks say where pods go, where there are any. */
function notePlacement(field: string, value: unknown, rack: string | undefined, notes: NotesOf): void {
  const text = JSON.stringify(value);
  if (rack !== undefined && /topology\.kubernetes\.io\/zone/.test(text))
    notes.changed(`${field}: a node with a rack runs in its zone`, `${field}:`);
  else if (/kubernetes\.io\/hostname/.test(text) && !/\/zone/.test(text))
    notes.changed(`${field}: klab spreads nodes over machines`, `${field}:`);
  else if (/\/zone/.test(text))
    notes.lost(`${field}: over zones, which are not named here: say racks`, `${field}:`);
  else notes.lost(`${field}: ${text}`, `${field}:`);
}

/** Where servers of an ensemble listen to each other (ZooKeeper Administrator's Guide). */
const ofEnsemble = new Set(['2888', '3888']);

/** Where Kafka listens that is not told (Kafka documentation, listeners). */
const defaultPort = '9092';

/** Ports for which the engine takes any of the host, and what is no port. */
function notePortsOfNoHost(written: unknown, notes: NotesOf): void {
  for (const port of listOf(written).filter((one) => portOf(one).length === 0)) {
    const text = textOf(port) || JSON.stringify(port);
    const isPort = typeof port === 'object' || /^[\d-]+(\/\w+)?$/.test(text);
    if (isPort) notes.changed(`port ${text} has none of the host that is known: not published`, text);
    else notes.lost(`port ${text}: no port that compose knows`, text);
  }
}

/** What a service beside Kafka's mounts to read, or for as long as its container is there. */
function notePassedOver(
  written: unknown,
  mounts: LintNode['mounts'],
  files: LintNode['files'],
  notes: NotesOf,
): void {
  const known = new Set([...mounts.map(({ target }) => target), ...Object.keys(files)]);
  for (const { source, target } of listOf(written).map(writtenMount)) {
    if (known.has(target)) continue;
    if (source === '')
      notes.changed(`${target}: goes with the container, as all that no volume holds`, target);
    else
      notes.lost(
        `${source} at ${target}: a folder or file of this machine; give its content by files`,
        target,
      );
  }
}

/** Of a file of which something has networks of its own, and of pods. */
function noteHostNetwork(software: LintNode['software'], notes: NotesOf): void {
  const what =
    software === 'other'
      ? '; what it opens is reached by the ports that it publishes: say ports'
      : ', and publishes the same ports at 127.0.0.1';
  notes.changed(
    `network_mode host: klab has networks of its own, since others here have not that of the host${what}`,
    'network_mode',
  );
}

/** What becomes of a service's fields, and of what Kafka's own nodes publish and mount. */
export function noteFields(
  { id, software, mounts, ports, settings, environment, unread, files, zone }: LintNode,
  written: WrittenService,
  notes: NotesOf,
  {
    isPod = false,
    isSecured = false,
    hostNetwork = false,
  }: { readonly isPod?: boolean; readonly isSecured?: boolean; readonly hostNetwork?: boolean } = {},
): void {
  for (const [field, value] of Object.entries(written)) {
    const why = isPod && Object.hasOwn(ownWayOfPods, field) ? ownWayOfPods[field] : undefined;
    if (why !== undefined) {
      notes.changed(`${field}: ${why}`, `${field}:`);
      continue;
    }
    if (isPod && ofPlacement.has(field)) {
      notePlacement(field, value, settings['broker.rack'] ?? zone, notes);
      continue;
    }
    if (field === 'network_mode' && value === 'host') {
      if (hostNetwork) notes.taken('network_mode host: hostNetwork of the topology', 'network_mode');
      else noteHostNetwork(software, notes);
      continue;
    }
    if (Object.hasOwn(ownWay, field)) notes.changed(`${field}: ${ownWay[field] ?? ''}`, `${field}:`);
    else if (!read.has(field))
      notes.lost(`${field} of ${id}: ${discreet(field, JSON.stringify(value))}`, `${field}:`);
  }
  for (const file of unread)
    notes.lost(isPod ? file : `${file} is not there, so its settings are not known`, file.split(/[: ]/)[0]);
  notePortsOfNoHost(written['ports'], notes);
  if (software === 'other') {
    notePassedOver(written['volumes'], mounts, files, notes);
    return;
  }
  const noteMount = (source: string, target: string, why: string): void => {
    const store = isSecured ? noStore(`${source} ${target}`) : undefined;
    if (store === undefined) notes.lost(`${source} at ${target}: ${why}`, target);
    else notes.changed(`${source} at ${target}: ${store}`, target);
  };
  for (const path of Object.keys(files)) {
    if (isSecured && noStore(path) !== undefined)
      notes.changed(`${path}: ${noStore(path) ?? ''}`, posix.basename(path));
    else if (isConfiguration(path) !== true)
      notes.lost(`${path}: a file of which nothing is taken over`, posix.basename(path));
  }
  if (written['healthcheck'] !== undefined)
    notes.changed('healthcheck: klab asks a node itself', 'healthcheck:');
  if (written['command'] !== undefined) notes.lost('command: what it says beside settings', 'command:');
  if (written['depends_on'] !== undefined)
    notes.changed('depends_on: follows from who needs whom', 'depends_on:');
  const open = listenersOf({ settings }).map(({ port }) => port);
  const listened = [
    ...(software === 'kafka' && open.length === 0 ? [defaultPort] : open),
    ...[writtenJmxPort(environment) ?? []].flat(),
    ...(software === 'zookeeper' ? [settings['clientPort'] ?? '2181'] : []),
  ];
  for (const { host, container } of ports) {
    if (software === 'zookeeper' && ofEnsemble.has(container))
      notes.changed(`port ${host}: servers of an ensemble reach each other inside`, `${host}:${container}`);
    else if (listened.includes(container)) notes.taken(`port ${host}`, isPod ? host : `${host}:${container}`);
    else notes.lost(`port ${host} leads to ${container}, which is none of its listeners`, host);
  }
  const known = new Set(mounts.map(({ target }) => target));
  for (const { source, target } of listOf(written['volumes']).map(writtenMount)) {
    if (known.has(target)) continue;
    if (source === '')
      notes.changed(
        `${target}: goes with the container; each node has a volume of its own for its data`,
        target,
      );
    else noteMount(source, target, 'a file of this machine, of which only settings are taken over');
  }
  for (const { source, target } of mounts) {
    if (isVolume(source))
      notes.changed(`${source} at ${target}: each node has a volume of its own for its data`, target);
    else noteMount(source, target, 'a folder or file of this machine');
  }
}
