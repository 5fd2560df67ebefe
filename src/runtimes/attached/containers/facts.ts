/** What Docker says of containers of others, as far as it tells which node of Kafka runs in which, and where this host gets to them. */
import { lines } from '../../../words.ts';
import { readEnvironment } from '../../../kafka/images/read-environment.ts';
import { docker } from '../../docker/docker.ts';
import { numberIn } from '../number-in.ts';

/** A network that a container is on, as it is put back on it. */
export interface OnNetwork {
  readonly name: string;
  /** Names that lead to the container there. */
  readonly aliases: readonly string[];
  /** Its address there, where somebody has chosen it. @default the engine gives it one */
  readonly fixedAddress?: string;
}

/** One container. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  /** Names and addresses that lead to it from containers of its networks. */
  readonly hosts: readonly string[];
  readonly networks: readonly OnNetwork[];
  /**
   * Ports of this host that lead into it, and at which of its addresses; empty for all of them. Of one that has the network of
   * the host: those that its environment names, or else its image.
   */
  readonly published: readonly { readonly at: string; readonly port: number }[];
  /** Kafka's own number in its environment; absent where there is none. */
  readonly number?: number;
  /** Whether its process has ended, or never began. @default false */
  readonly isStopped?: boolean;
  /** When Docker starts it again, such as `always`; absent where it never does. */
  readonly policy?: string;
  /** Why it would not stay dead, in words; absent where it would. */
  readonly restarter?: string;
}

/** What is read of `docker container inspect` (Docker Engine API, ContainerInspect). */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State?: { readonly Running?: boolean };
  readonly Config: {
    readonly Hostname?: string;
    readonly Env?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Image?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  };
  readonly HostConfig: {
    readonly NetworkMode?: string;
    readonly PortBindings?: PortMap | null;
    readonly RestartPolicy?: { readonly Name?: string } | null;
  };
  readonly NetworkSettings: {
    readonly Ports?: PortMap | null;
    readonly Networks?: Readonly<Record<string, InspectedNetwork>> | null;
  };
}

type PortMap = Readonly<
  Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>
>;

interface InspectedNetwork {
  readonly Aliases?: readonly string[] | null;
  readonly IPAddress?: string;
  readonly IPAMConfig?: { readonly IPv4Address?: string } | null;
}

/** The containers of these ids or names. @throws RuntimeError `engine-refused` where one is not there */
export async function factsOf(containers: readonly string[]): Promise<readonly ContainerFacts[]> {
  if (containers.length === 0) return [];
  const output = await docker(['container', 'inspect', '--format', '{{json .}}', ...containers]);
  return lines(output).map((line) => parseFacts(JSON.parse(line) as Inspected));
}

/** Takes what is needed alone: an environment holds passwords too. */
export function parseFacts({
  Id,
  Name,
  State,
  Config,
  HostConfig,
  NetworkSettings,
}: Inspected): ContainerFacts {
  const name = Name.replace(/^\//, '');
  const inEngine = Object.entries(NetworkSettings.Networks ?? {});
  const networks = inEngine.map(([network, { Aliases, IPAMConfig }]): OnNetwork => {
    const fixedAddress = IPAMConfig?.IPv4Address;
    return {
      name: network,
      // The beginning of its id the engine adds by itself.
      aliases: [...new Set(Aliases ?? [])].filter((alias) => !Id.startsWith(alias)),
      ...(fixedAddress !== undefined && fixedAddress !== '' && { fixedAddress }),
    };
  });
  const addresses = inEngine.map(([, { IPAddress = '' }]) => IPAddress);
  // Of its host, where it has that one's network: the name of all that run there.
  const isOnHost = HostConfig.NetworkMode === 'host';
  const hosts = [
    name,
    isOnHost ? '' : (Config.Hostname ?? ''),
    ...networks.flatMap(({ aliases }) => aliases),
    ...addresses,
  ];
  const number = numberIn(Config.Env ?? []);
  const policy = HostConfig.RestartPolicy?.Name ?? '';
  const restarter = Config.Labels?.['com.docker.swarm.task.id'] === undefined ? undefined : 'Swarm';
  return {
    id: Id,
    name,
    hosts: [...new Set(hosts)].filter((host) => host !== ''),
    networks,
    published: isOnHost
      ? boundBy(Config)
      : publishedIn(NetworkSettings.Ports ?? {}, HostConfig.PortBindings ?? {}),
    ...(number !== undefined && { number }),
    ...(State?.Running === false && { isStopped: true }),
    ...(policy !== '' && policy !== 'no' && { policy }),
    ...(restarter !== undefined && { restarter }),
  };
}

/** What a container may bind of its host: addresses of Kafka or ZooKeeper in its environment, or what its image says. */
function boundBy({ Env, ExposedPorts, Image: image }: Inspected['Config']): ContainerFacts['published'] {
  const variables = (Env ?? []).map((line) => [line.replace(/=.*$/s, ''), line.replace(/^[^=]*=/, '')]);
  const { settings } = readEnvironment(Object.fromEntries(variables) as Record<string, string>, {
    ...(image !== undefined && { image }),
  });
  const addresses = [settings['listeners'], settings['advertised.listeners']].join(',');
  const texts = [...addresses.matchAll(/:(\d+)(?=,|\s|$)/g)].map(([, port]) => port);
  const named = [...texts, settings['clientPort']].map(Number).filter((port) => port > 0);
  const exposed = Object.keys(ExposedPorts ?? {}).filter((port) => port.endsWith('/tcp'));
  const ports = named.length > 0 ? named : exposed.map((port) => Number.parseInt(port, 10));
  return [...new Set(ports)].map((port) => ({ at: '', port }));
}

/** As they are now; of a container that does not run, as they will be. */
function publishedIn(now: PortMap, asked: PortMap): ContainerFacts['published'] {
  const isNow = Object.values(now).some((bindings) => bindings !== null);
  const all = Object.entries(isNow ? now : asked)
    .filter(([port]) => port.endsWith('/tcp'))
    .flatMap(([, bindings]) => bindings ?? [])
    .map(({ HostIp = '', HostPort = '' }) => ({
      at: HostIp === '0.0.0.0' || HostIp === '::' ? '' : HostIp,
      port: Number(HostPort),
    }))
    .filter(({ port }) => port > 0);
  // The engine lists what is published for every address once for each kind of address.
  return all.filter(
    (one, index) => all.findIndex(({ at, port }) => at === one.at && port === one.port) === index,
  );
}
