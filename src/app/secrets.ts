/** What is secret of a topology that somebody deploys by hand or from an application of theirs, made as `up` would make it. */
import { readFile } from 'node:fs/promises';
import { instead, UsageError } from '../errors.ts';
import { topologyConfigMapName } from '../kafka/marks.ts';
import type { ResolvedTopology } from '../kafka/node.ts';
import { contextOf, type KubernetesContext, type KubernetesOptions } from '../render/kubernetes/context.ts';
import { secretsYaml } from '../render/kubernetes/secret-manifests.ts';
import { findTopologyConfigMap } from '../render/kubernetes/topology-config-map.ts';
import { instanceId, lockInstance } from '../runtimes/instances.ts';
import { prepareFiles, secretsOfNodes } from '../runtimes/kubernetes/objects/secrets.ts';
import { secretsDir } from '../runtimes/secrets/files.ts';
import { createSecured } from './secured.ts';
import type { TopologyRegistry } from './find/registry.ts';

/** Whose secrets are wanted, and for where. */
export interface SecretsRequest {
  readonly topologies: TopologyRegistry;
  /** Of the registry, or the path of manifests that hold a topology, as those of a chart do. */
  readonly name: string;
  /** Of the registry. @default as it is: one without `security` has no secrets */
  readonly secure?: boolean;
  /** As the manifests are rendered with; those that are named say it themselves. @default as those of `klab synth` */
  readonly namespace?: string;
  readonly portOffset?: number;
}

/** Secrets that were made, or were there already. */
export interface MadeSecrets {
  /** Under this name verbs find what is deployed, and are let in. */
  readonly instance: string;
  readonly namespace: string;
  /** Names of the Secrets. */
  readonly secrets: readonly string[];
  /** Folder of klab's own that keeps them. */
  readonly kept: string;
  /** All of them, as manifests in YAML: secret itself. */
  readonly manifests: () => string;
}

/**
 * Makes the Secrets that the pods of a secured topology wait for; those that were made before are the same again.
 * @throws UsageError for what has no secrets; LabError `unknown-topology`, `storage`
 */
export async function makeSecrets(request: SecretsRequest): Promise<MadeSecrets> {
  const { topology, context } = await wantedOf(request);
  if (topology.security === undefined) {
    throw new UsageError(
      `${topology.name} is not secured, so nothing of it is secret; give it security, or add --secure`,
    );
  }
  const id = instanceId(topology.name, 'kubernetes', context.portOffset);
  const release = await lockInstance(id);
  try {
    const secured = { id, topology, context };
    await prepareFiles(secured);
    const made = await secretsOfNodes(secured);
    return {
      instance: id,
      namespace: context.namespace,
      secrets: made.map(({ metadata }) => metadata.name),
      kept: secretsDir(id),
      manifests: () => secretsYaml(made),
    };
  } finally {
    await release();
  }
}

interface Wanted {
  readonly topology: ResolvedTopology;
  readonly context: KubernetesContext;
}

async function wantedOf({
  topologies,
  name,
  secure = false,
  namespace,
  portOffset,
}: SecretsRequest): Promise<Wanted> {
  const options = {
    ...(namespace !== undefined && { namespace }),
    ...(portOffset !== undefined && { portOffset }),
  };
  if (!/\.ya?ml$/.test(name)) {
    const topology = (secure ? createSecured(topologies, name, {}) : topologies.create(name)).resolve();
    return { topology, context: contextOf(topology, options) };
  }
  const said = Object.keys(options).concat(secure ? ['secure'] : []);
  if (said.length > 0)
    throw new UsageError(`${name} says where its pods are and what they need; leave options away`);
  return await readManifests(name);
}

/** Topology and place of rendered manifests. */
async function readManifests(path: string): Promise<Wanted> {
  const text = await readFile(path, 'utf8').catch(instead(undefined, 'ENOENT', 'ENOTDIR'));
  if (text === undefined) {
    throw new UsageError(`there is no file ${path}; name manifests, or a topology from klab list`);
  }
  const found = findTopologyConfigMap(text);
  if (found === undefined) {
    throw new UsageError(
      `${path} holds no topology, as the ConfigMap ${topologyConfigMapName} of a chart would; name manifests that do`,
    );
  }
  const { topology, portOffset, secretName, namespace } = found;
  const options: KubernetesOptions = {
    portOffset,
    ...(namespace !== undefined && { namespace }),
    ...(secretName !== undefined && { secretName }),
  };
  return { topology, context: contextOf(topology, options) };
}
