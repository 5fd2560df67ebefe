/** Writes down the objects of an instance as the cluster has them now, in the shape of manifests. */
import { marks } from '../../../kafka/marks.ts';
import { stringify } from 'yaml';
import type { HostAccess } from '../../../kafka/node.ts';
import { readTopologyConfigMap } from '../../../render/kubernetes/topology-config-map.ts';
import type { LiveFiles } from '../../../cluster/found.ts';
import type { Instance } from '../../../cluster/instance.ts';
import { listObjects, madeKinds, nodeOf, type KubernetesObject } from '../kubectl/objects.ts';
import { isTopology } from './belongings.ts';
import { orGone } from './gone.ts';
import { kubectlJson } from '../kubectl/kubectl.ts';
import { orWithoutRight } from '../kubectl/missing-right.ts';
import { placeOf } from '../place/place.ts';
import { podDrift, type ComparedSpec } from './pod-drift.ts';
import { readRevisions } from './revisions.ts';
import { nodesSelector } from '../kubectl/selectors.ts';

/** The objects that carry the topology's label, and which pods are of an older revision or not there. */
export async function liveFiles(instance: Instance): Promise<LiveFiles> {
  const place = placeOf(instance);
  const selector = `${marks.topology}=${instance.topology.name}`;
  const read = Promise.all([
    listObjects<LiveObject>(place, [madeKinds, '--selector', selector]),
    orWithoutRight(
      kubectlJson<KubernetesObject>({ context: place.context }, ['get', 'namespace', place.namespace]),
      undefined,
    ),
    readRevisions(instance),
    listObjects<PodSpecs>(place, ['pods', '--selector', nodesSelector(instance)]),
  ]);
  const [items, namespace, revisions, pods] = await orGone(instance, read);
  // One of somebody else's holds the topology's objects, and is none of them.
  const isOwn = namespace?.metadata.labels?.[marks.topology] === instance.topology.name;
  const own = namespace !== undefined && isOwn ? [namespace] : [];
  const documents = [...own, ...items].map((object) => `---\n${stringify(object, yamlStyle)}`);
  const notes = revisions.flatMap(({ nodeId, pod }) => {
    if (pod === 'current') {
      const template = items.find((object) => object.kind === 'StatefulSet' && nodeOf(object) === nodeId)
        ?.spec?.template?.spec;
      const running = pods.find((object) => nodeOf(object) === nodeId)?.spec;
      return template === undefined || running === undefined ? [] : podDrift(nodeId, template, running);
    }
    return [pod === 'outdated' ? `${nodeId} still runs what was applied before` : `${nodeId} has no pod`];
  });
  const untold =
    namespace === undefined && place.namespaceStays !== true
      ? ['the namespace may not be read, so what was changed of it is not known']
      : [];
  const hostAccess = renderedFor(items) ?? place.hostAccess;
  return {
    files: [{ path: 'kubernetes.yaml', content: documents.join('') }],
    notes: [...untold, ...notes],
    hostAccess,
  };
}

/** The part of an object that is read here; all of it is written down. */
interface LiveObject extends KubernetesObject {
  readonly spec?: { readonly template?: { readonly spec: ComparedSpec } };
}

/** As the chart itself says; undefined where somebody has removed that. */
function renderedFor(items: readonly LiveObject[]): HostAccess | undefined {
  return readTopologyConfigMap(items.find(isTopology)?.data)?.hostAccess;
}

/** The part of a pod that is read. */
interface PodSpecs extends KubernetesObject {
  readonly spec: ComparedSpec;
}

const yamlStyle = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
