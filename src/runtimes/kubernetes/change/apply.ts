/** Brings the rendered manifests into a cluster, and takes out again what failed half-way. */
import { join } from 'node:path';
import { componentLabel, quorumComponents, marks } from '../../../kafka/marks.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { applyAgents } from '../objects/agent-jars.ts';
import { removeMadeSince } from '../objects/made-since.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { removeNamespace } from '../remove/remove-namespace.ts';
import { readReplicas } from '../objects/replicas.ts';
import { fieldManager } from '../kubectl/signature.ts';

/** What of an instance was there before `up`, and so stays when that fails. */
export interface Found {
  readonly namespace: boolean;
  /** Replicas of each node, 0 or 1; nodes that are not there are absent. */
  readonly replicas: ReadonlyMap<string, number>;
  /** Every object of the instance, as `kind/name`. */
  readonly belongings: ReadonlySet<string>;
}

/** What applying in full may take on a busy API server. */
const applyTimeoutMs = 120_000;

/** Path of an instance's manifests. */
export function manifestsPath({ filesDir }: Instance): string {
  return join(filesDir, 'kubernetes.yaml');
}

/** What is left out of the manifests. */
interface LeftOut {
  /** Ids of nodes, for now. @default none */
  readonly without?: readonly string[];
  /** Whether a dynamic quorum begins now, and who does that is said. @default it is there */
  readonly begins?: boolean;
}

/** What a person does by hand, with exactly the file that a person would take, signed. */
export async function applyManifests(
  instance: Instance,
  options: KubectlOptions,
  { without = [], begins = false }: LeftOut = {},
): Promise<void> {
  const isPast = instance.topology.dynamicQuorum === true && !begins;
  const selectors = [
    ...(without.length > 0 ? [`${marks.node} notin (${without.join(',')})`] : []),
    ...(isPast ? [`${componentLabel}!=${quorumComponents.firstVoters}`] : []),
  ];
  await apply(instance, options, selectors.length > 0 ? selectors.join(',') : undefined);
  await applyAgents(instance, options);
}

/** The same with what is of one node. A StatefulSet says that its pod is to run. */
export async function applyNode(instance: Instance, nodeId: string): Promise<void> {
  await apply(instance, {}, `${marks.node}=${nodeId}`);
}

/** The same with what carries these labels alone. */
export async function applySelected(instance: Instance, selector: string): Promise<void> {
  await apply(instance, {}, selector);
}

async function apply(
  instance: Instance,
  options: KubectlOptions,
  selector: string | undefined,
): Promise<void> {
  const { context } = placeOf(instance);
  const args = [
    'apply',
    `--field-manager=${fieldManager}`,
    '--filename',
    manifestsPath(instance),
    ...(selector === undefined ? [] : ['--selector', selector]),
  ];
  await kubectl({ context }, args, { ...options, timeoutMs: applyTimeoutMs });
}

/** Removes what was made since, and stops what was started; what was found stays, with its data. */
export async function undoApply(instance: Instance, found: Found): Promise<void> {
  if (!found.namespace) {
    await removeNamespace(instance);
    return;
  }
  const now = await readReplicas(instance);
  const idle = [...now.keys()].filter((id) => found.replicas.get(id) === 0);
  for (const id of idle) {
    await kubectl(placeOf(instance), ['scale', 'statefulset', id, '--replicas', '0']);
  }
  await removeMadeSince(instance, found.belongings);
}
