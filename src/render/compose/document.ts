/** The part of the compose file format that the lab writes, as types (compose-spec). */

/** A compose file. */
export interface ComposeDocument {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Absent where nodes have the network of their host. */
  readonly networks?: Readonly<Record<string, ComposeNetwork>>;
  readonly volumes: Readonly<Record<string, ComposeVolume>>;
  /** Configuration files of nodes. */
  readonly configs?: Readonly<Record<string, ComposeConfig>>;
}

/** One container to be. */
export interface ComposeService {
  readonly image: string;
  /** Absent where it has the network of its host, and so that one's name. */
  readonly hostname?: string;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly restart: 'no';
  /** Such as `30s`. */
  readonly stop_grace_period: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<
    Record<string, { readonly condition: 'service_healthy' | 'service_started' }>
  >;
  /** Nothing asks a service that only runs, or what its image says does. */
  readonly healthcheck?: ComposeHealthCheck;
  /** Absent where it has the network of its host. */
  readonly networks?: Readonly<Record<string, ComposeAttachment>>;
  readonly network_mode?: 'host';
  /** Ports that it binds of its host, where it has that one's network: nothing is published then. */
  readonly expose?: readonly string[];
  /** `address:host port:container port`. */
  readonly ports?: readonly string[];
  readonly extra_hosts?: readonly string[];
  /** Lines of `options` in the container's resolv.conf. */
  readonly dns_opt?: readonly string[];
  /** `volume:path`, or a folder of the host. */
  readonly volumes: readonly (string | ComposeBind)[];
  readonly tmpfs?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly labels: Readonly<Record<string, string>>;
}

/** A folder of the host in a container; one that is not there is an error, and not made. */
export interface ComposeBind {
  readonly type: 'bind';
  readonly source: string;
  readonly target: string;
  readonly read_only: true;
  readonly bind: { readonly create_host_path: false };
}

/** How a service is on a network; an empty object is compose's default. */
export interface ComposeAttachment {
  readonly aliases?: readonly string[];
}

/** How the engine asks a container whether it serves. */
export interface ComposeHealthCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

/** A network of the project. */
export interface ComposeNetwork {
  readonly internal?: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** A file that compose puts into containers; Docker Compose 2.23.1 and newer read `content`. */
export interface ComposeConfig {
  readonly content: string;
}

/** A named volume of the project. */
export interface ComposeVolume {
  readonly labels: Readonly<Record<string, string>>;
}
