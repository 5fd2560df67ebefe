/** Understands whatever stands beside Kafka in a file: each becomes a Service, with the addresses of others as references. */
import type {
  ServiceHealthProps,
  ServiceOfYourOwnProps,
  ServicePortProps,
} from '../constructs/services/service.ts';
import type { SecurityProps } from '../constructs/security-props.ts';
import { portBases } from '../kafka/ports.ts';
import { bootstrapReference } from '../kafka/references.ts';
import { escaped } from '../words.ts';
import { textOf, type WrittenService } from '../lint/completed.ts';
import { hostPortsOf } from '../lint/host-ports.ts';
import { isVolume } from '../lint/mounts.ts';
import { recordOf } from '../untyped.ts';
import { isBroker, listenersOf, type Cluster, type LintNode } from '../lint/cluster.ts';
import { discreet, NotesOf, type ImportNote } from './notes.ts';
import type { ImportPlan } from './plan.ts';
import { understandClient, withoutPasswords } from './security/client.ts';
import { hostName, zooKeeperIds } from './values.ts';

/** The service of one container that runs no Kafka; undefined where it cannot be one. */
export function understandService(
  { id, image, environment, ports, mounts, files, isOnHost }: LintNode,
  written: WrittenService,
  cluster: Cluster,
  security: SecurityProps | undefined,
  notes: ImportNote[],
): { readonly id: string; readonly props: ServiceOfYourOwnProps } | undefined {
  const of = new NotesOf(notes, id);
  if (image === undefined || image === '') {
    of.lost(`${id} has no image: what is built from a folder is not taken over`, 'build');
    return undefined;
  }
  const isKafkas = (host: string): boolean =>
    [...cluster.nodes, ...cluster.zookeepers].some(({ hosts }) => hosts.includes(host));
  // One that is built from a folder is not taken over, and nobody can wait for it.
  const isTaken = (other: string): boolean =>
    cluster.all.some((one) => one.id === other && (one.image ?? '') !== '');
  const command = wordsOf(written['command']);
  const given = (text: string, at: string): string => {
    const bare = withoutPasswords(text);
    if (bare !== text)
      of.lost(
        `${at.replace(/:$/, '')}: its passwords for brokers are not taken over, klab makes them anew`,
        at,
      );
    return withReferences(bare, cluster, isOnHost);
  };
  const said = [...Object.values(environment), ...command, ...Object.values(files)];
  const comes = said.some((text) => withReferences(text, cluster, isOnHost).includes(bootstrapReference));
  const { client, replaced } = understandClient(environment, security, comes, of);
  const own = Object.entries(environment).filter(([name]) => !replaced.has(name));
  const kept = Object.fromEntries(
    own.map(([name, value]) => {
      const completed = given(value, name);
      if (completed === value) of.taken(name, name);
      else of.changed(`${name}: ${discreet(name, value)} becomes ${discreet(name, completed)}`, name);
      return [name, completed];
    }),
  );
  if (!/:[^/:]+$/.test(image) || image.endsWith(':latest'))
    of.lost(`${image} is another image tomorrow: name a version`, image);
  else of.taken(image, image);
  const volumes = volumesOf(
    mounts.filter(({ target }) => !Object.hasOwn(files, target)),
    of,
  );
  for (const path of Object.keys(files)) of.taken(`file ${path}`, path);
  const health = healthOf(written['healthcheck'], of);
  const needed = dependenciesOf(written['depends_on']).filter((one) => !isKafkas(one) && isTaken(one));
  if (command.length > 0) of.taken('command', 'command:');
  if (written['depends_on'] !== undefined) of.taken('depends_on', 'depends_on:');
  return {
    id: hostName(id),
    props: {
      image,
      ...(ports.length > 0 && { ports: portsOf(ports, of) }),
      ...(Object.keys(kept).length > 0 && { environment: kept }),
      ...(command.length > 0 && { command: command.map((word) => given(word, 'command:')) }),
      ...(Object.keys(files).length > 0 && {
        files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, given(text, path)])),
      }),
      ...(Object.keys(volumes).length > 0 && { volumes }),
      ...(health && { health }),
      ...(client && { client }),
      ...(needed.length > 0 && {
        dependsOn: [
          ...cluster.nodes.filter(isBroker).map((one) => hostName(one.id)),
          ...needed.map(hostName),
        ],
      }),
    },
  };
}

/** Services as they can stand side by side: each with a name of its own, and each port published once. */
export function separate(
  services: ImportPlan['services'],
  nodes: readonly string[],
  notes: NotesOf,
): ImportPlan['services'] {
  const names = new Set(nodes);
  const published = new Map<number, string>();
  return services.map(({ id: wanted, props }) => {
    let id = wanted;
    for (let number = 2; names.has(id); number += 1) id = `${wanted}-${number}`;
    names.add(id);
    if (id !== wanted) notes.changed(`${wanted} is called ${id}: another node has its name`, wanted);
    const ports = props.ports?.map((one): ServicePortProps => {
      const first = published.get(one.port);
      if (first === undefined) {
        published.set(one.port, id);
        return one;
      }
      notes.changed(
        `port ${one.port} of ${id} is not published: ${first} has it on the host, and a port is the same on both sides`,
        id,
      );
      return { ...one, published: false };
    });
    return { id, props: { ...props, ...(ports !== undefined && { ports }) } };
  });
}

/** Confluent's programs may have it before each address; an address of klab's says nothing, and is of plain text then. */
const protocol = '(?:(?:SASL_)?(?:PLAINTEXT|SSL)://)?';

/**
 * Addresses of brokers become what stands for them on every target; those of other services stay: they keep their names.
 * @param isOnHost whether the service has the network of the host, where ports that brokers publish are at `localhost`
 */
function withReferences(text: string, { nodes, zookeepers, all }: Cluster, isOnHost: boolean): string {
  const addresses = nodes.flatMap((node) => [
    ...listenersOf(node).flatMap(({ port }) => node.hosts.map((host) => `${host}:${port}`)),
    ...(isOnHost ? hostPortsOf(node).flatMap(({ host }) => [`localhost:${host}`, `127.0.0.1:${host}`]) : []),
  ]);
  const word = addresses.map(escaped).join('|');
  const brokers =
    word === ''
      ? text
      : text.replaceAll(
          new RegExp(`(?<![\\w.-])${protocol}(?:${word})(?:,${protocol}(?:${word}))*(?![\\w-])`, 'g'),
          '@{bootstrap}',
        );
  const ids = zooKeeperIds(zookeepers.map(({ id }) => id));
  const known = zookeepers.reduce((now, { hosts }, index) => {
    const at = new RegExp(`(?<=^|[\\s,@])(?:${hosts.map(escaped).join('|')}):2181`, 'g');
    return now.replaceAll(at, `@{host:${ids[index] ?? ''}}:${portBases.zooKeeperClient + index}`);
  }, brokers);
  // On Kubernetes a host is found under the name that klab gives it.
  return all
    .filter(({ software, image = '' }) => software === 'other' && image !== '')
    .reduce((now, { id, hosts }) => {
      const names = hosts.map(escaped).join('|');
      return now.replaceAll(
        new RegExp(`(?<=^|://|[\\s,@])(?:${names})(?=:\\d)`, 'g'),
        `@{host:${hostName(id)}}`,
      );
    }, known);
}

function portsOf(ports: LintNode['ports'], of: NotesOf): readonly ServicePortProps[] {
  const first = new Map(ports.toReversed().map((port) => [port.container, port]));
  for (const { host, container } of ports.filter((port) => first.get(port.container) !== port))
    of.changed(
      `port ${host} leads to ${container} too: a port is the same on both sides, and published once`,
      host,
    );
  return [...first.values()].toReversed().map(({ host, container }, index) => {
    const port = Number(container);
    if (host === container) of.taken(`port ${container}`, host);
    else
      of.changed(
        `port ${container} is published as ${container}, and was as ${host}: a port is the same on both sides`,
        host,
      );
    return { name: index === 0 ? 'http' : `port-${container}`, port };
  });
}

function volumesOf(mounts: LintNode['mounts'], of: NotesOf): Record<string, string> {
  const volumes: Record<string, string> = {};
  for (const { source, target } of mounts) {
    if (isVolume(source)) {
      volumes[`data${Object.keys(volumes).length === 0 ? '' : Object.keys(volumes).length + 1}`] =
        target.replace(/(?<=.)\/$/, '');
      of.taken(`volume ${source} at ${target}`, target);
    } else
      of.lost(`${source} at ${target}: a folder or file of this machine; give its content by files`, target);
  }
  return volumes;
}

function healthOf(written: unknown, of: NotesOf): ServiceHealthProps | undefined {
  const { test, disable } = recordOf(written);
  if (written === undefined || disable === true) return undefined;
  const words = Array.isArray(test) ? test.map(textOf) : ['CMD-SHELL', textOf(test)];
  const [kind = '', ...command] = words;
  if (kind === 'NONE' || command.length === 0) return undefined;
  of.taken('healthcheck', 'healthcheck');
  return { command: kind === 'CMD-SHELL' ? ['sh', '-c', command.join(' ')] : command };
}

function dependenciesOf(written: unknown): readonly string[] {
  return Array.isArray(written) ? written.map(textOf) : Object.keys(recordOf(written));
}

/** Words of a command as a shell would part them (compose specification, command). */
function wordsOf(command: unknown): readonly string[] {
  if (Array.isArray(command)) return command.map(textOf);
  return [...textOf(command).matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replaceAll(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
}
