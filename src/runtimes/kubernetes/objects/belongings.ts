/** What of a namespace belongs to an instance: what its `up` made, and not what somebody else applied from the same file. */
import { instead } from '../../../errors.ts';
import { topologyConfigMapName } from '../../../kafka/marks.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listObjects, madeKindsOf, nodeOf, type KubernetesObject } from '../kubectl/objects.ts';
import { instanceSelector, leftSelector } from '../kubectl/selectors.ts';
import { isSigned, showSignatures } from '../kubectl/signature.ts';
import type { KubectlOptions } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';

/** Labelled objects of a namespace, by whose they are. */
export interface Belongings {
  readonly own: readonly KubernetesObject[];
  /** Labelled as the instance's, and made by somebody else. */
  readonly others: readonly KubernetesObject[];
}

/** What StatefulSets keep of themselves, and leave behind; who may not list it leaves it. */
const revisions = 'controllerrevisions';

/** The labelled objects of an instance's namespace. @param signedNamespace whether klab's `up` made the namespace */
export async function listBelongings(
  instance: Instance,
  signedNamespace: boolean,
  options: KubectlOptions = {},
): Promise<Belongings> {
  const list = async (kinds: string, selector: string): Promise<readonly KubernetesObject[]> =>
    await listObjects(placeOf(instance), [kinds, '--selector', selector, showSignatures], options);
  const found = await Promise.all([
    list(`${madeKindsOf(instance)},pods`, instanceSelector(instance)),
    list('persistentvolumeclaims', leftSelector(instance)),
    list(revisions, leftSelector(instance)).catch(instead([], 'cluster-refused')),
  ]);
  const all = found.flat();
  return tellsApart(instance) ? belongingsAmong(all, signedNamespace) : { own: all, others: [] };
}

/** Whether what `up` made is signed: what others deployed, and what older labs did, is as a whole whoever removes it says. */
export function tellsApart({ signed = false }: Instance): boolean {
  return signed;
}

/**
 * Tells whose objects are. What controllers made belongs to whoever made the StatefulSet; where that is gone, data is
 * the instance's only where something else of `up`'s still stands beside it.
 */
export function belongingsAmong(objects: readonly KubernetesObject[], signedNamespace: boolean): Belongings {
  const sets = objects.filter(({ kind }) => kind === 'StatefulSet');
  const signedSets = new Set(sets.filter(isSigned).map(nodeOf));
  const othersSets = new Set(sets.filter((set) => !isSigned(set)).map(nodeOf));
  const isTold = signedNamespace || objects.some((each) => isTopology(each) && isSigned(each));
  const isOwn = (object: KubernetesObject): boolean => {
    if (!madeByControllers.has(object.kind)) return isSigned(object);
    const node = nodeOf(object);
    return signedSets.has(node) || (isTold && !othersSets.has(node));
  };
  return { own: objects.filter(isOwn), others: objects.filter((object) => !isOwn(object)) };
}

const madeByControllers: ReadonlySet<string> = new Set([
  'Pod',
  'PersistentVolumeClaim',
  'ControllerRevision',
]);

/** Whether an object is the one that tells what the topology is. */
export function isTopology({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'ConfigMap' && metadata.name === topologyConfigMapName;
}
