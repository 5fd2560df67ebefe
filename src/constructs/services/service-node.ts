/** What every side service shares: how its props become a neutral node, and what can be wrong with them. */
import { Construct } from 'constructs';
import { isBroker, type LabNode, type NodePort, type Volume } from '../../kafka/node.ts';
import { hostReference } from '../../kafka/references.ts';
import type { ServiceSoftware, ServiceSpec } from '../../kafka/service.ts';
import { aWord, heapMb, texts } from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';
import { Topology, type NodeSource } from '../topology.ts';

/** Props that every side service has. */
export interface ServiceProps {
  /** Image of the service. @default upstream's */
  readonly image?: string;
  /** Memory of the service, in MiB: the largest heap of a JVM. @default enough for a laptop's data */
  readonly heapMb?: number;
  /** Any variable of the image's environment; replaces the lab's own. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Rules of the props that every side service has. */
export const serviceRules: Rules<ServiceProps> = { image: aWord, heapMb, environment: texts };

/** A service as its construct describes it. */
export interface ServiceDescription {
  readonly software: ServiceSoftware;
  readonly image: string;
  readonly heapMb: number;
  readonly ports: readonly NodePort[];
  /** Name of the port that accepts connections once the service serves. */
  readonly readinessPort: string;
  readonly volumes?: readonly Volume[];
  /** Ids of nodes it needs besides the brokers. @default none */
  readonly dependsOn?: readonly string[];
  /** Whether it needs the brokers. @default true */
  readonly needsKafka?: boolean;
  readonly service: ServiceSpec;
}

/** The node of a service; its id is the construct's own, which is how other nodes find it. */
export function serviceNode(
  construct: Construct,
  description: ServiceDescription,
  props: ServiceProps,
): LabNode {
  const { software, image, heapMb, ports, readinessPort, service } = description;
  const { volumes = [], dependsOn = [], needsKafka = true } = description;
  return {
    id: construct.node.id,
    role: 'service',
    // Kafka numbers its own nodes alone.
    number: 0,
    software,
    version: versionOf(image),
    image,
    heapMb,
    settings: {},
    listeners: [],
    ports,
    volumes,
    dependsOn: [...(needsKafka ? brokerIds(construct) : []), ...dependsOn],
    readinessPort,
    service: { ...service, environment: { ...service.environment, ...props.environment } },
  };
}

/** Image, memory and port of a service that is all on one HTTP port. */
export type HttpServiceDefaults = Required<Pick<ServiceProps, 'image' | 'heapMb'>> & {
  readonly port: number;
};

/** What a service on one HTTP port says of itself beside those. */
export type HttpServiceDescription = Omit<
  ServiceDescription,
  keyof HttpServiceDefaults | 'ports' | 'readinessPort'
>;

/** A service that is all on one published HTTP port, called `http`; the id of the construct is the id of the node. */
export abstract class HttpService<Props extends ServiceProps & { readonly port?: number }>
  extends Construct
  implements NodeSource
{
  readonly image: string;
  readonly heapMb: number;
  readonly port: number;
  protected readonly props: Props;

  /** @param defaults what stands in for props that are left away */
  constructor(
    scope: Construct,
    id: string,
    given: Props,
    rules: Rules<Props>,
    defaults: (props: Props) => HttpServiceDefaults,
  ) {
    super(scope, id);
    this.props = checkedProps(this, given, rules);
    const { image, heapMb, port } = { ...defaults(this.props), ...this.props };
    this.image = image;
    this.heapMb = heapMb;
    this.port = port;
    this.node.addValidation({ validate: () => this.problems() });
    Topology.of(this).addNodes(this);
  }

  /** Where clients inside the cluster find its API. */
  get url(): string {
    return `http://${hostReference(this.node.id)}:${this.port}`;
  }

  resolveNodes(): readonly LabNode[] {
    const { image, heapMb, port } = this;
    const ports = [{ name: 'http', port, published: true }];
    const own = { image, heapMb, ports, readinessPort: 'http' };
    return [serviceNode(this, { ...this.describe(), ...own }, this.props)];
  }

  protected abstract describe(): HttpServiceDescription;

  /** What is wrong with its props, beyond what each of them can be. */
  protected abstract problems(): string[];
}

/** Ids of the brokers; none where the topology has no cluster, which is a problem. */
function brokerIds(construct: Construct): readonly string[] {
  return Topology.of(construct)
    .clusterNodes()
    .filter(isBroker)
    .map(({ id }) => id);
}

/** How many copies a service's own topics get: as many as the cluster gives others. */
export function replicationFactorFor(construct: Construct): number {
  return Topology.of(construct).kafka?.cluster.replicationFactor ?? 1;
}

/** @returns a problem where a service has no cluster to serve. */
export function clusterProblem(construct: Construct, why: string): string[] {
  if (Topology.of(construct).kafka !== undefined) return [];
  return [`${why}, and the topology has no KafkaCluster; add one`];
}

/** @returns a problem for each prop that is an empty text. */
export function emptyProblems(props: Readonly<Record<string, string>>): string[] {
  return Object.entries(props)
    .filter(([, value]) => value.trim() === '')
    .map(([name]) => `${name} is empty; give it a value, or leave it away`);
}

/** An image's tag, as far as it can be the value of a label. */
function versionOf(image: string): string {
  const tag = /:([\w.-]{1,63})$/.exec(image)?.[1];
  return tag ?? 'unknown';
}
