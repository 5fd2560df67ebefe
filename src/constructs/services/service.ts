/** Any container beside the cluster: a web page for Kafka, an application of one's own. */
import { Construct } from 'constructs';
import type { LabNode, NodePort } from '../../kafka/node.ts';
import { bootstrapReference } from '../../kafka/references.ts';
import type { Acl } from '../../kafka/security/users.ts';
import type { ServiceHealth, ServicePage } from '../../kafka/service.ts';
import {
  aPort,
  aText,
  aWord,
  having,
  listOf,
  needed,
  shapeOf,
  texts,
  wholeNumber,
  yesOrNo,
} from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';
import { aclRule } from '../security-props.ts';
import { Topology, type NodeSource } from '../topology.ts';
import { clientSettings, clientVariables, listenerForServices } from './kafka-client.ts';
import { clusterProblem, serviceNode, serviceRules, type ServiceProps } from './service-node.ts';

/** A port of a {@link Service}: the same in its container and, moved by the port offset, on the host. */
export interface ServicePortProps {
  /** Short name, unique in the service, such as `http`. */
  readonly name: string;
  readonly port: number;
  /** Whether clients on the host may use it. @default true */
  readonly published?: boolean;
}

/** How a {@link Service} is asked whether it serves: over HTTP at a path, or by a command in its container. */
export type ServiceHealthProps =
  | {
      /** 200 means that it serves. Such as `/health`. */
      readonly path: string;
      /** Name of the port that is asked. @default the first */
      readonly port?: string;
      /** Asks on compose in place of bash, which an image may lack; 0 means that it serves. @default bash asks */
      readonly command?: readonly string[];
    }
  | { readonly command: readonly string[] };

/** How a {@link Service} comes to the brokers of a secured cluster. */
export interface ServiceClientProps {
  /**
   * Begins the variables by which the image takes settings of Kafka's clients, `_` for `.`: with `KAFKA`,
   * `security.protocol` is `KAFKA_SECURITY_PROTOCOL`.
   */
  readonly variables: string;
  /** What it may do there. @default nothing */
  readonly acls?: readonly Acl[];
}

/** Something of a {@link Service} to open with a browser. */
export interface ServicePageProps {
  /** Begins with `/`. */
  readonly path: string;
  /** What it is, in a few words. @default the id of the service */
  readonly title?: string;
  /** Name of a published port. @default the first port */
  readonly port?: string;
}

/**
 * Props of {@link Service}. Values of `environment`, `command` and `files` may refer to other nodes: `@{bootstrap}` stands
 * for the brokers' addresses, `@{host:ID}` for the host name of a node.
 */
export interface ServiceOfYourOwnProps extends Omit<ServiceProps, 'image'> {
  readonly image: string;
  /** The first is the one that shows that it serves. @default none: nothing comes to it */
  readonly ports?: readonly ServicePortProps[];
  /** What the image's entry point is given. @default what the image says */
  readonly command?: readonly string[];
  /** Content of files by absolute path in the container. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Directories whose content outlives the container, by a short name. @default none */
  readonly volumes?: Readonly<Record<string, string>>;
  /** @default it takes connections at its first port; without ports, it runs */
  readonly health?: ServiceHealthProps;
  /** Ids of nodes that must serve first. @default the brokers, where it refers to them or is a client of theirs */
  readonly dependsOn?: readonly string[];
  /** @default it is no client, or the cluster is not secured */
  readonly client?: ServiceClientProps;
  /** @default none */
  readonly pages?: readonly ServicePageProps[];
  /** Number of the user that runs it in a pod, where none may be root. @default 1000 */
  readonly userId?: number;
}

const command = listOf(aText, "'--verbose'");

const rules: Rules<ServiceOfYourOwnProps> = {
  ...serviceRules,
  image: needed(aWord, 'the name of an image'),
  ports: listOf(
    having(
      'port',
      '8080',
      having('name', 'a short name', shapeOf({ name: aWord, port: aPort, published: yesOrNo })),
    ),
    "{ name: 'http', port: 8080 }",
  ),
  command,
  files: texts,
  volumes: texts,
  health: shapeOf({ path: aWord, port: aWord, command }),
  dependsOn: listOf(aWord, "'broker-1'"),
  client: having(
    'variables',
    "'KAFKA'",
    shapeOf({ variables: aWord, acls: listOf(aclRule, '{ topic, operations }') }),
  ),
  pages: listOf(having('path', "'/'", shapeOf({ path: aWord, title: aText, port: aWord })), "{ path: '/' }"),
  userId: wholeNumber(1, 2_147_483_647),
};

/** Any container beside the cluster; the id of the construct is the id of the node. */
export class Service extends Construct implements NodeSource {
  private readonly props: ServiceOfYourOwnProps;
  private readonly ports: readonly NodePort[];

  constructor(scope: Construct, id: string, given: ServiceOfYourOwnProps) {
    super(scope, id);
    this.props = checkedProps(this, given, rules);
    const { ports = [], client } = this.props;
    this.ports = ports.map(({ name, port, published = true }) => ({ name, port, published }));
    this.node.addValidation({ validate: () => this.problems() });
    const topology = Topology.of(this);
    topology.addNodes(this);
    if (client !== undefined) topology.addKafkaClient({ name: id, acls: client.acls ?? [] });
  }

  resolveNodes(): readonly LabNode[] {
    const { image, heapMb = 256, volumes = {}, files, client, userId = 1000, pages = [] } = this.props;
    const health = this.health();
    const first = this.ports[0]?.name ?? '';
    const node = serviceNode(
      this,
      {
        software: 'service',
        image,
        heapMb,
        ports: this.ports,
        readinessPort: first,
        volumes: Object.keys(volumes).map((name) => ({ name })),
        dependsOn: this.props.dependsOn ?? [],
        needsKafka: this.props.dependsOn === undefined && this.comesToBrokers(),
        service: {
          environment: client === undefined ? {} : clientVariables(client.variables, clientSettings(this)),
          ...(this.props.command !== undefined && { command: this.props.command }),
          ...(files !== undefined && { files }),
          userId,
          volumePaths: volumes,
          ...(health && { health }),
          ...(pages.length > 0 && {
            pages: pages.map(({ path, title = this.node.id, port = first }): ServicePage => ({
              port,
              scheme: 'http',
              path,
              title,
            })),
          }),
        },
      },
      this.props,
    );
    return [node];
  }

  private health(): ServiceHealth | undefined {
    const { health } = this.props;
    const [first] = this.ports;
    if (health === undefined) return first && { kind: 'port', port: first.name };
    if (!('path' in health)) return { kind: 'command', command: health.command };
    const { path, port = first?.name ?? '', command: instead } = health;
    return { kind: 'http', port, path, ...(instead !== undefined && { command: instead }) };
  }

  private comesToBrokers(): boolean {
    const { environment = {}, files = {}, client } = this.props;
    const said = [...Object.values(environment), ...Object.values(files), ...(this.props.command ?? [])];
    return client !== undefined || said.some((text) => text.includes(bootstrapReference));
  }

  private problems(): string[] {
    const { files = {}, volumes = {}, health, pages = [], client } = this.props;
    if (this.comesToBrokers() && client === undefined && listenerForServices(this) !== undefined)
      Topology.of(this).addWarning(this, 'comes to brokers of a secured cluster as nobody; give it a client');
    const names = this.ports.map(({ name }) => name);
    const asked =
      health !== undefined && 'path' in health ? [['health.port', health.port ?? names[0]] as const] : [];
    const opened = pages.map(({ port = names[0] }, index) => [`pages[${index}].port`, port] as const);
    return [
      ...(this.comesToBrokers() ? clusterProblem(this, 'comes to brokers') : []),
      ...names.flatMap((name) => portNameProblem(name, names)),
      ...[...Object.entries(volumes).map(([, path]) => path), ...Object.keys(files)]
        .filter((path) => !path.startsWith('/') || path.endsWith('/'))
        .map((path) => `"${path}" is no path in a container; begin with / and name a file or a directory`),
      ...Object.keys(volumes)
        .filter((name) => !shortName.test(name))
        .map(
          (name) => `volume "${name}" is not possible; use 1-15 of a-z, 0-9 and -, beginning with a letter`,
        ),
      ...[...asked, ...opened]
        .filter(([, port]) => port === undefined || !names.includes(port))
        .map(
          ([at, port]) =>
            `${at} ${port ?? 'is missing, and'} is no port of it; use ${names.join(' or ') || 'ports, which it has none of'}`,
        ),
    ];
  }
}

/** As Kubernetes takes names of ports (RFC 6335), and compose those of volumes. */
const shortName = /^[a-z](?:[-a-z0-9]{0,13}[a-z0-9])?$/;

function portNameProblem(name: string, all: readonly string[]): string[] {
  if (!shortName.test(name))
    return [`port name "${name}" is not possible; use 1-15 of a-z, 0-9 and -, beginning with a letter`];
  return all.indexOf(name) === all.lastIndexOf(name)
    ? []
    : [`port name "${name}" is used twice; use another`];
}
