/** Where pods look for a dynamic quorum: a ConfigMap that all of them mount, and that is no part of what they are. */
import type { k8s } from 'cdk8s-plus-27';
import { quorumFiles } from '../../../kafka/images/quorum-files.ts';
import { quorumFilesPath } from '../../../kafka/images/image-paths.ts';
import { quorumConfigMapName } from '../../../kafka/marks.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { isOfKRaft } from '../../../kafka/node-metadata.ts';
import { kubernetesAddressing } from '../addressing.ts';
import type { KubernetesContext } from '../context.ts';
import { topologyLabels } from '../labels.ts';
import { fileMode } from './service-files.ts';

/** Name of the pod's volume. */
const quorumVolume = 'quorum';

/** The ConfigMap; undefined where voters are fixed. A pod that runs is not made anew for a change to it. */
export function quorumConfigMapProps(context: KubernetesContext): k8s.KubeConfigMapProps | undefined {
  const data = quorumFiles(context.topology, kubernetesAddressing(context), []);
  if (data === undefined) return undefined;
  const labels = { ...topologyLabels(context), 'app.kubernetes.io/component': quorumVolume };
  return { metadata: { name: quorumConfigMapName, namespace: context.namespace, labels }, data };
}

/** What a node's pod needs to read it; the folder, so that what it says when the pod was made does not stay for good. */
export function quorumInPod(
  { topology }: KubernetesContext,
  node: LabNode,
): { readonly volumes: k8s.Volume[]; readonly mounts: k8s.VolumeMount[] } {
  if (topology.dynamicQuorum !== true || !isOfKRaft(node)) return { volumes: [], mounts: [] };
  return {
    volumes: [{ name: quorumVolume, configMap: { name: quorumConfigMapName, defaultMode: fileMode } }],
    mounts: [{ name: quorumVolume, mountPath: quorumFilesPath, readOnly: true }],
  };
}
