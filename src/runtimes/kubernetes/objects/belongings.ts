/** What of a namespace belongs to an instance: what its `up` made, and not what somebody else applied from the same file. */
import { marks, topologyConfigMapName } from '../../../kafka/marks.ts';
import { LabError } from '../../../errors.ts';
import type { Instance } from '../../../cluster/runtime.ts';
import { kubectlList, type KubectlOptions } from '../kubectl/kubectl.ts';
import { placeOf } from '../place/place.ts';
import { instanceSelector } from '../kubectl/selectors.ts';
import { isSigned, showSignatures, type SignedObject } from '../kubectl/signature.ts';

/** The part of a labelled object that is read (Kubernetes API). */
export interface LabelledObject extends SignedObject {
  readonly kind: string;
  readonly metadata: SignedObject['metadata'] & {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Labelled objects of a namespace, by whose they are. */
export interface Belongings {
  readonly own: readonly LabelledObject[];
  /** Labelled as the instance's, and made by somebody else. */
  readonly others: readonly LabelledObject[];
}

/** What the lab makes in a namespace, and the pods that are made of it. */
const labelledKinds = 'statefulsets,services,poddisruptionbudgets,configmaps,pods';

/** What StatefulSets keep of themselves, and leave behind; who may not list it leaves it. */
const revisions = 'controllerrevisions';

/** Selects data, and what else StatefulSets leave behind: labelled with what they select by, which names topology and node. */
export function leftSelector({ topology }: Instance): string {
  return `${marks.topology}=${topology.name},${marks.node}`;
}

/** The labelled objects of an instance's namespace. @param signedNamespace whether klab's `up` made the namespace */
export async function listBelongings(
  instance: Instance,
  signedNamespace: boolean,
  options: KubectlOptions = {},
): Promise<Belongings> {
  const list = async (kinds: string, selector: string): Promise<readonly LabelledObject[]> => {
    const args = ['get', kinds, '--selector', selector, showSignatures];
    return await kubectlList<LabelledObject>(placeOf(instance), args, options);
  };
  const found = await Promise.all([
    list(labelledKinds, instanceSelector(instance)),
    list('persistentvolumeclaims', leftSelector(instance)),
    list(revisions, leftSelector(instance)).catch(nothingWhereRefused),
  ]);
  const all = found.flat();
  return tellsApart(instance) ? belongingsAmong(all, signedNamespace) : { own: all, others: [] };
}

function nothingWhereRefused(error: unknown): readonly LabelledObject[] {
  if (error instanceof LabError && error.code === 'cluster-refused') return [];
  throw error;
}

/** Whether what `up` made is signed: what others deployed, and what older labs did, is as a whole whoever removes it says. */
export function tellsApart({ signed = false }: Instance): boolean {
  return signed;
}

/**
 * Tells whose objects are. What controllers made belongs to whoever made the StatefulSet; where that is gone, data is
 * the instance's only where something else of `up`'s still stands beside it.
 */
export function belongingsAmong(objects: readonly LabelledObject[], signedNamespace: boolean): Belongings {
  const sets = objects.filter(({ kind }) => kind === 'StatefulSet');
  const signedSets = new Set(sets.filter(isSigned).map(nodeOf));
  const othersSets = new Set(sets.filter((set) => !isSigned(set)).map(nodeOf));
  const isTold = signedNamespace || objects.some((each) => isTopology(each) && isSigned(each));
  const isOwn = (object: LabelledObject): boolean => {
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

/** Id of the node that an object belongs to. */
export function nodeOf({ metadata }: LabelledObject): string {
  return metadata.labels?.[marks.node] ?? '';
}

/** Whether an object is the one that tells what the topology is. */
export function isTopology({ kind, metadata }: LabelledObject): boolean {
  return kind === 'ConfigMap' && metadata.name === topologyConfigMapName;
}
