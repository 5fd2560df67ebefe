/** Every object of an instance in a namespace, by name: what an `up` that fails has made is the difference. */
import type { Instance } from '../../../cluster/instance.ts';
import { kubectl, type KubectlOptions } from '../kubectl/kubectl.ts';
import { listNames, madeKindsOf } from '../kubectl/objects.ts';
import { placeOf } from '../place/place.ts';
import { instanceSelector, leftSelector, nodesSelector } from '../kubectl/selectors.ts';

/** Removing a claim may wait for its volume's storage, in milliseconds. */
const removeTimeoutMs = 120_000;

/** Pods that are given a second to end are gone in a few, in milliseconds. */
const podsTimeoutMs = 30_000;

/** The objects as `kind/name`. */
export async function listMade(
  instance: Instance,
  options: KubectlOptions = {},
): Promise<ReadonlySet<string>> {
  const place = placeOf(instance);
  const found = await Promise.all([
    listNames(place, [madeKindsOf(instance), '--selector', instanceSelector(instance)], options),
    listNames(place, ['persistentvolumeclaims', '--selector', leftSelector(instance)], options),
  ]);
  return new Set(found.flat());
}

/** Removes what is there now and was not before; what was there stays, with its data. */
export async function removeMadeSince(instance: Instance, before: ReadonlySet<string>): Promise<void> {
  const place = placeOf(instance);
  const made = [...(await listMade(instance))].filter((name) => !before.has(name));
  if (made.length === 0) return;
  const ofKind = (kind: string): readonly string[] =>
    made.filter((name) => name.replace(/[./].*/, '') === kind);
  const sets = ofKind('statefulset');
  const claims = ofKind('persistentvolumeclaim');
  const remove = async (names: readonly string[]): Promise<void> => {
    const args = ['delete', ...names, '--ignore-not-found'];
    if (names.length > 0) await kubectl(place, args, { timeoutMs: removeTimeoutMs });
  };
  // Pods without a StatefulSet stay dead, and a quorum that ends at once has nobody to hand anything to.
  await remove(sets);
  if (sets.length > 0) {
    const selector = nodesSelector(
      instance,
      sets.map((name) => name.replace(/^.*\//, '')),
    );
    const pods = ['delete', 'pods', '--selector', selector, '--ignore-not-found', '--grace-period=1'];
    await kubectl(place, pods, { timeoutMs: podsTimeoutMs });
  }
  await remove(made.filter((name) => !sets.includes(name) && !claims.includes(name)));
  await remove(claims);
}
