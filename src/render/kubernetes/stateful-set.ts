/** The StatefulSet of one node: one pod with one name and its own data, which nothing replaces unasked. */
import type { ApiObjectProps } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { LabNode } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';
import { nodeLabels, nodeSelector } from './labels.ts';
import { podSpec } from './pod/pod.ts';
import { volumeSize } from './pod/resources.ts';
import { filesInPod } from './pod/service-files.ts';

/**
 * One StatefulSet per node, not one for all: ids, ports and rack stand literally in its environment, as they do on
 * every other target, and any one node can be kept down while the others run.
 */
function statefulSetProps(context: KubernetesContext, node: LabNode): k8s.KubeStatefulSetProps {
  const labels = nodeLabels(context, node);
  const { mark } = filesInPod(context, node);
  return {
    metadata: { name: node.id, namespace: context.namespace, labels },
    spec: {
      serviceName: node.id,
      replicas: 1,
      selector: { matchLabels: nodeSelector(context, node) },
      // All at once: the members of a quorum wait for one another.
      podManagementPolicy: 'Parallel',
      // Whoever changes a setting decides when each broker restarts; Kubernetes does not know of in-sync replicas.
      updateStrategy: { type: 'OnDelete' },
      template: {
        metadata: { labels, ...(Object.keys(mark).length > 0 && { annotations: mark }) },
        spec: podSpec(context, node),
      },
      volumeClaimTemplates: node.volumes.map((volume) => ({
        metadata: { name: volume.name },
        // No storage class: the cluster's default is the only one that every cluster may have.
        spec: {
          accessModes: ['ReadWriteOnce'],
          volumeMode: 'Filesystem',
          resources: { requests: { storage: k8s.Quantity.fromString(volumeSize) } },
        },
      })),
    },
  };
}

/**
 * The same as an object of the API, with what the API server adds to a claim's template and the typed props have no place
 * for. kubectl compares the list of templates as a whole: without this it would take every StatefulSet for changed each
 * time it applies.
 */
export function statefulSetManifest(context: KubernetesContext, node: LabNode): ApiObjectProps {
  const manifest = k8s.KubeStatefulSet.manifest(statefulSetProps(context, node)) as ApiObjectProps & {
    readonly spec: { readonly volumeClaimTemplates: readonly object[] };
  };
  const served = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } };
  const volumeClaimTemplates = manifest.spec.volumeClaimTemplates.map((claim) => ({ ...claim, ...served }));
  return { ...manifest, spec: { ...manifest.spec, volumeClaimTemplates } };
}
