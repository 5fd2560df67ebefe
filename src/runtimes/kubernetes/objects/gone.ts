/** Says that a cluster, a namespace or a node's StatefulSet has gone, where it would else be waited for, or be told in kubectl's words. */
import { upCommandOf } from '../../shared/node-states.ts';
import { LabError, RuntimeError } from '../../../errors.ts';
import * as places from '../place/words.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { isNotFound } from '../kubectl/errors.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { listMachines } from '../place/machines.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { readNamespace } from '../kubectl/namespaces.ts';
import { placeOf } from '../place/place.ts';

/**
 * Asserts that the namespace of an instance is there to stay; who may not look at it believes that it is.
 * @throws RuntimeError `no-instance` for one that is gone or being deleted.
 */
export async function assertThere(instance: Instance, options: KubectlOptions = {}): Promise<void> {
  const { context, namespace } = placeOf(instance);
  const stays = { metadata: {}, status: { phase: 'Active' } };
  const found = await orWithoutRight(readNamespace(context, namespace, options), stays);
  if (found !== undefined && found.status?.phase !== 'Terminating') return;
  const how =
    found === undefined ? 'is gone: what was in it is lost' : 'is being deleted: what is in it is lost';
  throw lost(instance, `namespace ${namespace} of context ${context} ${how}`);
}

/**
 * Work on an instance that takes it for granted.
 * @throws RuntimeError `no-instance` in place of the work's own error where the cluster or the namespace has gone.
 */
export async function orGone<T>(instance: Instance, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LabError) await assertNotGone(instance, error);
    throw error;
  }
}

async function assertNotGone(instance: Instance, error: LabError): Promise<void> {
  const { kindCluster } = placeOf(instance);
  if (isNotFound(error)) return assertThere(instance);
  const isSilent = error.code === 'usage' || error.code === 'cluster-unavailable';
  if (!isSilent || kindCluster === undefined) return;
  const machines = await listMachines(kindCluster).catch(() => undefined);
  if (machines?.length === 0)
    throw lost(instance, `kind cluster ${kindCluster} is gone: what was in it is lost`);
}

/** The StatefulSet of a node that is no more, in a namespace that is. */
export function withoutStatefulSet(instance: Instance, nodeIds: readonly string[]): RuntimeError {
  const { context, namespace } = placeOf(instance);
  const sets = nodeIds.length === 1 ? 'StatefulSet' : 'StatefulSets';
  return new RuntimeError(
    'node-state',
    `${sets} ${nodeIds.join(', ')} of namespace ${namespace} in context ${context} ${nodeIds.length === 1 ? 'is' : 'are'} gone: somebody deleted what keeps the node; bring it up again: ${upCommandOf(instance, { places })}`,
  );
}

function lost({ id }: Instance, what: string): RuntimeError {
  return new RuntimeError('no-instance', `${what}; forget it: klab down ${id}`);
}
