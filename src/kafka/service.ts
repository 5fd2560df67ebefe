/** What a side service adds to a neutral node: how its image is run, so that no renderer knows a service by name. */

/** Software of side services. */
export const serviceSoftware = [
  'schema-registry',
  'kafka-connect',
  'rest-proxy',
  'ksqldb',
  'console',
  'postgresql',
  'prometheus',
  // Whatever a topology's author runs beside it.
  'service',
] as const;

/** Software of one side service. */
export type ServiceSoftware = (typeof serviceSoftware)[number];

/**
 * How a service is asked whether it serves: over HTTP, where 200 means yes; by a command in its container that ends with
 * 0, which needs nothing that the image may lack; or by less, where nothing better is known of it. A service with an HTTP address may have a command besides, for
 * targets that ask from within its container, which otherwise use bash.
 */
export type ServiceHealth =
  | {
      readonly kind: 'http';
      /** Name of one of the node's ports. */
      readonly port: string;
      /** Such as `/health/ready`. */
      readonly path: string;
      /** @default bash asks at the address */
      readonly command?: readonly string[];
    }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  /** By connections that it takes at one of the node's ports. */
  | { readonly kind: 'port'; readonly port: string };

/**
 * How the image of a side service is run.
 * Texts may refer to other nodes, since addresses differ by target: `references.ts` says how.
 */
export interface ServiceSpec {
  /** Environment of the container, by name; values may hold references. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the image's entry point is given; may hold references. @default what the image says */
  readonly command?: readonly string[];
  /** Content of configuration files by absolute path in the container; may hold references. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** User that the upstream image runs as: clusters that restrict pods want its number. */
  readonly userId: number;
  /**
   * Name of that user, for software that looks its own user up in the image's list: there it may have another number.
   * @default the software does not care
   */
  readonly userName?: string;
  /** Directories of the node's volumes, by the name of the volume. */
  readonly volumePaths: Readonly<Record<string, string>>;
  /** Directories that the image declares as volumes and the lab leaves empty. @default none */
  readonly scratchPaths?: readonly string[];
  /**
   * Directories that only the image's own user may write to; where another number runs it, they are replaced by empty
   * ones. @default none
   */
  readonly ownedPaths?: readonly string[];
  /** @default it serves while it runs */
  readonly health?: ServiceHealth;
  /** Of Kafka Connect: what it runs once it serves; values of their configuration may hold references. @default none */
  readonly connectors?: readonly ConnectorSpec[];
  /**
   * What a person opens, by a short word such as `API`: a path on one of the published ports. @default the address alone
   */
  readonly pages?: readonly ServicePage[];
}

/** A connector that belongs to a topology. */
export interface ConnectorSpec {
  readonly name: string;
  /** By Kafka Connect's names; `connector.class` is needed. */
  readonly config: Readonly<Record<string, string>>;
}

/** Something to open with a browser, or to give to a client. */
export interface ServicePage {
  /** Name of one of the node's published ports. */
  readonly port: string;
  /** Such as `http` or `postgresql`. */
  readonly scheme: string;
  /** Begins with `/`, or is empty. */
  readonly path: string;
  /** What it is, in a few words. */
  readonly title: string;
}
