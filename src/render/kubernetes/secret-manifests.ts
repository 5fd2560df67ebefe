/** The Secrets that a secured topology's pods wait for, as objects: never part of what is rendered, and made apart from it. */
import { stringify } from 'yaml';
import { isBroker, type LabNode } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';
import { hostServiceName, nodeLabels } from './labels.ts';
import { secretNameOf } from './pod/secrets.ts';

/** A Secret of the API (v1), as far as the lab makes one. */
export interface SecretManifest {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly type: 'Opaque';
  /** Files by name, in base64. */
  readonly data: Readonly<Record<string, string>>;
}

/** The Secret of one node; undefined for a node without secrets. @param files by name */
export function secretManifest(
  context: KubernetesContext,
  node: LabNode,
  files: Readonly<Record<string, string>>,
): SecretManifest | undefined {
  const name = secretNameOf(context, node);
  if (name === undefined) return undefined;
  const data = Object.entries(files).map(([file, text]) => [file, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: context.namespace, labels: nodeLabels(context, node) },
    type: 'Opaque',
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

/** Domain of every cluster that nobody has given another. */
const clusterDomain = 'cluster.local';

/**
 * Names at which a node is reached besides its id, for its certificate: of its services, from other namespaces too, and of
 * its pod, by which Kafka calls itself where nothing is said.
 */
export function namesInCluster(
  { namespace }: Pick<KubernetesContext, 'namespace'>,
  node: LabNode,
): readonly string[] {
  const pod = `${node.id}-0`;
  const services = [node.id, ...(isBroker(node) ? [hostServiceName(node)] : []), `${pod}.${node.id}`];
  const suffixes = ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${clusterDomain}`];
  return [pod, ...services.flatMap((name) => suffixes.map((suffix) => name + suffix))];
}

/** Secrets as a file of manifests, secret itself; as YAML 1.1, which kubectl reads. */
export function secretsYaml(secrets: readonly SecretManifest[]): string {
  return secrets.map((secret) => `---\n${stringify(secret, { lineWidth: 0, version: '1.1' })}`).join('');
}
