/** What compose files of others say of services, as `docker compose config` completes them, in the shape in which containers are written down too. */
import { recordOf, listOf, textOf } from '../../../untyped.ts';

/** What compose makes of some files (compose specification; `docker compose config --format json`). */
export interface ComposedProject {
  readonly services?: Readonly<Record<string, ComposedService>>;
  readonly networks?: Readonly<Record<string, { readonly name?: string } | null>>;
  readonly volumes?: Readonly<Record<string, { readonly name?: string } | null>>;
}

/** A service of it. */
export type ComposedService = Readonly<Record<string, unknown>>;

/** Limits under `deploy`, and the fields that say the same. */
const deployed = [
  ['limits', 'memory', 'mem_limit'],
  ['limits', 'cpus', 'cpus'],
  ['limits', 'pids', 'pids_limit'],
  ['reservations', 'memory', 'mem_reservation'],
] as const;

const limits = [
  'mem_limit',
  'memswap_limit',
  'mem_reservation',
  'cpus',
  'cpu_shares',
  'cpu_quota',
  'cpuset',
  'pids_limit',
];

/** What else both a file and a container say. */
const alike = ['image', 'restart', 'command', 'entrypoint', 'user', 'hostname', ...limits];

/** Networks that are the host's, or none: a container is on no other. */
const withoutNetwork = ['host', 'none'];

/** One service, less what a container does not tell. @param prefix that begins the names of what compose itself makes */
export function composedService(service: ComposedService, project: ComposedProject, prefix: string): object {
  const said = Object.fromEntries(
    alike.flatMap((name) => {
      const value = service[name];
      return value === null || value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
  const mode = modeOf(service['network_mode']);
  return {
    ...deployedLimits(service['deploy']),
    ...said,
    environment: Object.entries(recordOf(service['environment'])).flatMap(([name, value]) =>
      value === null ? [] : [`${name}=${textOf(value) ?? ''}`],
    ),
    ports: listOf(service['ports']).map((port) => portOf(recordOf(port))),
    volumes: listOf(service['volumes']).flatMap((volume) => volumeOf(recordOf(volume), project, prefix)),
    ...(mode === undefined
      ? { networks: networksOf(service['networks'], project, prefix) }
      : { network_mode: mode }),
  };
}

/** The mode that leaves a container without networks; undefined for any other. */
export function modeOf(mode: unknown): string | undefined {
  return withoutNetwork.find((one) => one === mode);
}

/** Without the name of the project, as files write what belongs to it. */
function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Every address, in whatever way it is written. */
export function boundAt(host: string): string {
  return ['0.0.0.0', '::'].includes(host) ? '' : host;
}

function deployedLimits(deploy: unknown): object {
  const resources = recordOf(recordOf(deploy)['resources']);
  return Object.fromEntries(
    deployed.flatMap(([kind, field, name]) => {
      const value = recordOf(resources[kind])[field];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function portOf({ host_ip: host, published, target, protocol }: ComposedService): string {
  const inside = `${textOf(target)}${protocol === undefined || protocol === 'tcp' ? '' : `/${textOf(protocol)}`}`;
  return `${boundAt(textOf(host) ?? '')}:${textOf(published) ?? ''}:${inside}`;
}

/** Volumes without a name say nothing that lasts. */
function volumeOf(
  volume: ComposedService,
  { volumes = {} }: ComposedProject,
  prefix: string,
): readonly string[] {
  const { type, source, target, read_only: readOnly } = volume;
  const name = textOf(source) ?? '';
  if (name === '' || type === 'tmpfs') return [];
  const whole = type === 'volume' ? withoutPrefix(volumes[name]?.name ?? name, prefix) : name;
  return [`${whole}:${textOf(target)}${readOnly === true ? ':ro' : ''}`];
}

function networksOf(networks: unknown, { networks: all = {} }: ComposedProject, prefix: string): object {
  return Object.fromEntries(
    Object.entries(recordOf(networks)).map(([name, attachment]) => {
      const aliases = listOf(recordOf(attachment)['aliases']);
      return [withoutPrefix(all[name]?.name ?? name, prefix), aliases.length > 0 ? { aliases } : {}];
    }),
  );
}
