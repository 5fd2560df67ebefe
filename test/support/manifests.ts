/** Manifests as plain objects, as an API server would get them. */
import { parseAllDocuments } from 'yaml';
import type { ResolvedTopology } from '../../src/index.ts';
import type { KubernetesOptions } from '../../src/render/kubernetes/context.ts';
import { renderKubernetes } from '../../src/render/kubernetes/render.ts';

/** One object of the Kubernetes API, as far as tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- the schema is what judges its shape
  readonly spec?: any;
  /** Of a ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The objects of a file with many documents. */
export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as Manifest);
}

/** What a topology renders to. */
export function manifestsOf(topology: ResolvedTopology, options?: KubernetesOptions): readonly Manifest[] {
  return parseManifests(renderKubernetes(topology, options).content);
}

/** One object by kind and name. @throws Error when it is not there. */
export function named(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** Environment of a node's container, by name. */
export function environmentOf(manifests: readonly Manifest[], nodeId: string): Record<string, string> {
  const set = named(manifests, 'StatefulSet', nodeId);
  const entries = set.spec.template.spec.containers[0].env as { name: string; value: string }[];
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
