/** What manifests say together: containers as one would start them by hand, each told apart from the others of its set. */
import type { Acl } from '../kafka/security/users.ts';
import type { Block, Manifest } from './documents.ts';

/** One container that runs, with whatever its objects say of it. */
export interface ManifestNode {
  /** Name of its pod; of its set, where that has one pod alone. */
  readonly id: string;
  /** What makes it and others of its cluster. */
  readonly group: string;
  /** The object that makes it, and those that it has settings of. */
  readonly blocks: readonly Block[];
  readonly image?: string;
  /** Of Kafka, where another word than the image says it. @default the image says it */
  readonly version?: string;
  /** Its variables, those of ConfigMaps among them, and those that its command makes. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settings of the properties files that it is given, by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What takes the place of the image's own start, and what that is given; with what they know of their pod in them. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Names under which others reach it. */
  readonly hosts: readonly string[];
  /** What it opens to others. */
  readonly ports: readonly string[];
  /** Those of them that clients outside of the Kubernetes cluster reach. @default none */
  readonly outside?: readonly OutsidePort[];
  /** Whether it has the network of its machine, and no address of its own. @default false */
  readonly isOnHost?: boolean;
  /** Where it keeps what outlives it. */
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  /** Content of files that ConfigMaps give it, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The zone that its pod must run in. @default any */
  readonly zone?: string;
  /** What nobody knows here of what it is given, in words. */
  readonly unknown: readonly string[];
  /** How it is asked whether it serves, where that is by a command. @default by something else */
  readonly health?: readonly string[];
  /** All that its objects say besides, by field. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** A port that leads from outside of the Kubernetes cluster to a pod. */
export interface OutsidePort {
  /** Name of the Service that opens it. */
  readonly service: string;
  readonly type: 'NodePort' | 'LoadBalancer';
  /** Of the machine or the balancer; empty where Kubernetes chooses it. */
  readonly port: string;
  /** Of the container. */
  readonly container: string;
}

/** Something that an object says and that belongs to no node. */
export interface Remark {
  /** Whether klab has its own way for it; otherwise somebody must look at it. */
  readonly isOwnWay: boolean;
  readonly text: string;
  readonly at: Manifest;
  /** A word by which its line is found in there. @default its first line */
  readonly word?: string;
}

/** A topic that an object asks for. */
export interface ManifestTopic {
  readonly name: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly configs: Readonly<Record<string, string>>;
  readonly at: Manifest;
}

/** A user that an object asks for. */
export interface ManifestUser {
  readonly name: string;
  readonly acls: readonly Acl[];
  readonly at: Manifest;
}

/** All of it. */
export interface ManifestCluster {
  readonly nodes: readonly ManifestNode[];
  readonly topics: readonly ManifestTopic[];
  readonly users: readonly ManifestUser[];
  readonly remarks: readonly Remark[];
}

/** Objects by kind and name. */
export function findManifest(
  all: readonly Manifest[],
  kind: string,
  name: string,
  namespace: string,
): Manifest | undefined {
  const named = all.filter((one) => one.kind === kind && one.name === name);
  return named.find((one) => one.namespace === namespace) ?? named[0];
}
