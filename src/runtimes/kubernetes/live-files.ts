/** Writes down the objects of an instance as the cluster has them now, in the shape of manifests. */
import { stringify } from 'yaml';
import { labelKeys } from '../../render/kubernetes/labels.ts';
import type { Instance, LiveFiles } from '../runtime.ts';
import { orGone } from './gone.ts';
import { kubectlJson } from './kubectl.ts';
import { orWithoutRight } from './missing-right.ts';
import { placeOf } from './place.ts';
import { readRevisions } from './revisions.ts';

/** Kinds that the chart makes in its namespace; what Kubernetes makes of them is not asked for. */
const kinds = 'statefulsets,services,poddisruptionbudgets,configmaps';

/** The objects that carry the topology's label, and which pods are of an older revision or not there. */
export async function liveFiles(instance: Instance): Promise<LiveFiles> {
  const place = placeOf(instance);
  const selector = `${labelKeys.topology}=${instance.topology.name}`;
  const read = Promise.all([
    kubectlJson<{ items: readonly object[] }>(place, ['get', kinds, '--selector', selector]),
    orWithoutRight(
      kubectlJson<NamespaceObject>({ context: place.context }, ['get', 'namespace', place.namespace]),
      undefined,
    ),
    readRevisions(instance),
  ]);
  const [{ items }, namespace, revisions] = await orGone(instance, read);
  // One of somebody else's holds the topology's objects, and is none of them.
  const isOwn = namespace?.metadata.labels?.[labelKeys.topology] === instance.topology.name;
  const own = namespace !== undefined && isOwn ? [namespace] : [];
  const documents = [...own, ...items].map((object) => `---\n${stringify(object, yamlStyle)}`);
  const notes = revisions.flatMap(({ nodeId, pod }) => {
    if (pod === 'current') return [];
    return [pod === 'outdated' ? `${nodeId} still runs what was applied before` : `${nodeId} has no pod`];
  });
  const untold =
    namespace === undefined && place.namespaceStays !== true
      ? ['the namespace may not be read, so what was changed of it is not known']
      : [];
  return { files: [{ path: 'kubernetes.yaml', content: documents.join('') }], notes: [...untold, ...notes] };
}

/** The part of a namespace that is read. */
interface NamespaceObject {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
}

const yamlStyle = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
