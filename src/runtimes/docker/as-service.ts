/** What Docker Engine says of containers and images, as far as it is compared with files, and one container as a compose file would have it. */
import { marks } from '../../kafka/marks.ts';
import { docker } from './docker.ts';

/** The part of `docker inspect` that is read (Docker Engine API, ContainerInspect). */
export interface InspectedContainer {
  /** Id of its image. */
  readonly Image: string;
  readonly Id: string;
  /** With a slash before it. */
  readonly Name: string;
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly User?: string;
    readonly Hostname?: string;
  };
  readonly State?: { readonly Status: string };
  readonly HostConfig: {
    readonly Memory: number;
    readonly NanoCpus: number;
    /** Absent on engines that do not limit such a thing. */
    readonly MemorySwap?: number;
    readonly NetworkMode?: string;
    readonly MemoryReservation?: number;
    readonly CpuShares?: number;
    readonly CpuQuota?: number;
    readonly CpusetCpus?: string;
    readonly PidsLimit?: number | null;
    readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount?: number };
    readonly PortBindings: Readonly<Record<string, readonly PortBinding[] | null>> | null;
  };
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
    readonly RW?: boolean;
  }[];
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly Aliases: readonly string[] | null }>> | null;
  };
}

interface PortBinding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** The part of `docker image inspect` that is read. */
export interface InspectedImage {
  readonly Id: string;
  readonly Config: ImageConfig;
}

/** What comes with an image, and so is in no file. */
export interface ImageConfig {
  readonly Env: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly User?: string;
  /** Paths that get a volume of their own where nobody mounts one. */
  readonly Volumes?: Readonly<Record<string, object>> | null;
}

/** Set by compose itself on every container. */
const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';

/** All of these ids. */
export async function inspected<T>(
  kind: 'container' | 'image',
  ids: readonly string[],
): Promise<readonly T[]> {
  return ids.length === 0 ? [] : (JSON.parse(await docker([kind, 'inspect', ...ids])) as readonly T[]);
}

/** What the engine calls a volume that nobody named. */
const anonymous = /^[0-9a-f]{64}$/;

/** One container in compose's words. */
export interface LiveService {
  readonly image: string;
  readonly environment: readonly string[];
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly restart: string;
  /** Absent where the container has the network of its host. */
  readonly networks?: object;
  readonly network_mode?: 'host';
  readonly labels: object;
}

/**
 * One container as a service.
 * @param named variables that the file names: one may say what the image says anyway. @default none
 */
export function liveService(
  container: InspectedContainer,
  { Env: ofImage, Volumes: imageVolumes }: ImageConfig,
  named: readonly string[] = [],
): LiveService {
  const { Config, HostConfig, Mounts } = container;
  const project = `${Config.Labels[projectLabel] ?? ''}_`;
  const ports = Object.entries(HostConfig.PortBindings ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port.replace('/tcp', '')}`),
  );
  const volumes = Mounts.filter(({ Type }) => Type !== 'tmpfs').flatMap(({ Name, Source, Destination }) => {
    if (Name !== undefined && anonymous.test(Name)) {
      return Object.hasOwn(imageVolumes ?? {}, Destination) ? [] : [`anonymous:${Destination}`];
    }
    const source = Name ?? Source;
    return [`${source.startsWith(project) ? source.slice(project.length) : source}:${Destination}`];
  });
  return {
    image: Config.Image,
    // A file writes `$$` for what compose must not complete.
    environment: (Config.Env ?? [])
      .filter((line) => ofImage?.includes(line) !== true || named.includes(line.replace(/=.*/s, '')))
      .map((line) => line.replaceAll('$', '$$$$')),
    ports,
    volumes,
    ...limitsOf(HostConfig),
    restart: restartPolicyOf(HostConfig),
    ...(HostConfig.NetworkMode === 'host'
      ? { network_mode: 'host' }
      : { networks: networksOf(container, project) }),
    labels: { [marks.topology]: Config.Labels[marks.topology] },
  };
}

/** What `docker run` and `docker update` can limit, in compose's words; what the engine fills in by itself is left out. */
function limitsOf(config: InspectedContainer['HostConfig']): object {
  const { Memory, NanoCpus, MemorySwap = 0, MemoryReservation = 0, CpuShares = 0, CpuQuota = 0 } = config;
  const { CpusetCpus = '', PidsLimit } = config;
  return {
    ...(Memory > 0 && { mem_limit: Memory }),
    // Twice the memory is what an engine takes where only the memory is limited.
    ...(MemorySwap > 0 && MemorySwap !== 2 * Memory && { memswap_limit: MemorySwap }),
    ...(MemoryReservation > 0 && { mem_reservation: MemoryReservation }),
    ...(NanoCpus > 0 && { cpus: NanoCpus / 1e9 }),
    ...(CpuShares > 0 && { cpu_shares: CpuShares }),
    ...(CpuQuota > 0 && { cpu_quota: CpuQuota }),
    ...(CpusetCpus !== '' && { cpuset: CpusetCpus }),
    ...((PidsLimit ?? 0) > 0 && { pids_limit: PidsLimit }),
  };
}

/** When the engine starts the container again by itself, as compose writes it: `no`, `always`, `on-failure:3`. */
function restartPolicyOf({ RestartPolicy }: Pick<InspectedContainer['HostConfig'], 'RestartPolicy'>): string {
  const { Name = '', MaximumRetryCount = 0 } = RestartPolicy ?? {};
  if (Name === '') return 'no';
  return MaximumRetryCount > 0 ? `${Name}:${MaximumRetryCount}` : Name;
}

/** The engine finds a container by its name, its service's and the start of its id on every network: no file says so. */
function networksOf({ Id, Name, Config, NetworkSettings }: InspectedContainer, project: string): object {
  const given = new Set([Name.replace('/', ''), Config.Labels[serviceLabel], Config.Labels[marks.node]]);
  const networks = Object.entries(NetworkSettings.Networks ?? {}).map(([name, { Aliases }]) => {
    const aliases = (Aliases ?? []).filter((alias) => !given.has(alias) && !isShortId(alias, Id));
    return [
      name.startsWith(project) ? name.slice(project.length) : name,
      aliases.length > 0 ? { aliases: [...new Set(aliases)] } : {},
    ];
  });
  return Object.fromEntries(networks) as object;
}

/** Also of the container that this one was made after: whoever copies one by hand copies its names. */
function isShortId(alias: string, id: string): boolean {
  return id.startsWith(alias) || /^[0-9a-f]{12}$/.test(alias);
}
