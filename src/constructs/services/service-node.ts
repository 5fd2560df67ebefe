/** What every side service shares: how its props become a neutral node, and what can be wrong with them. */
import type { Construct } from 'constructs';
import { isBroker, type LabNode, type NodePort, type Volume } from '../../kafka/node.ts';
import { hostReference } from '../../kafka/references.ts';
import type { ServiceSoftware, ServiceSpec } from '../../kafka/service.ts';
import { aWord, heapMb, texts } from '../prop-rules.ts';
import type { Rules } from '../props.ts';
import { Topology } from '../topology.ts';

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

/** A construct of a service with one port, on which it speaks HTTP. */
export interface HttpService extends Construct {
  readonly image: string;
  readonly heapMb: number;
  readonly port: number;
}

/** The node of a service that is all on one published HTTP port, called `http`. */
export function httpServiceNode(
  construct: HttpService,
  description: Omit<ServiceDescription, 'image' | 'heapMb' | 'ports' | 'readinessPort'>,
  props: ServiceProps,
): LabNode {
  const { image, heapMb, port } = construct;
  const ports = [{ name: 'http', port, published: true }];
  return serviceNode(construct, { ...description, image, heapMb, ports, readinessPort: 'http' }, props);
}

/** Where clients inside the cluster find such a service. @param path where its API begins; @default its root */
export function httpServiceUrl({ node, port }: HttpService, path = ''): string {
  return `http://${hostReference(node.id)}:${port}${path}`;
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
