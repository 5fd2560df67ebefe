/** Where pods look for a dynamic quorum, and who begins it: ConfigMaps that all of them mount, and that are no part of what they are. */
import type { k8s } from 'cdk8s-plus-27';
import { quorumFileNames, quorumFiles } from '../../../kafka/images/quorum-files.ts';
import { quorumFilesPath } from '../../../kafka/images/image-paths.ts';
import { componentLabel, quorumComponents, quorumConfigMapNames } from '../../../kafka/marks.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { isOfKRaft } from '../../../kafka/node-metadata.ts';
import { kubernetesAddressing } from '../addressing.ts';
import type { KubernetesContext } from '../context.ts';
import { topologyLabels } from '../labels.ts';
import { fileMode } from './service-files.ts';

/** Name of the pod's volume. */
const quorumVolume = 'quorum';

/**
 * The ConfigMaps; none where voters are fixed. A pod that runs is not made anew for a change to them. Who begins the quorum is in one
 * of its own, since that is to go once the quorum is there.
 */
export function quorumConfigMaps(context: KubernetesContext): readonly k8s.KubeConfigMapProps[] {
  const files = quorumFiles(context.topology, kubernetesAddressing(context), []) ?? {};
  const mapOf = (file: string, name: string, component: string): readonly k8s.KubeConfigMapProps[] => {
    const content = files[file];
    if (content === undefined) return [];
    const labels = { ...topologyLabels(context), [componentLabel]: component };
    return [{ metadata: { name, namespace: context.namespace, labels }, data: { [file]: content } }];
  };
  const { sought, firstVoters } = quorumFileNames;
  return [
    ...mapOf(sought, quorumConfigMapNames.sought, quorumComponents.sought),
    ...mapOf(firstVoters, quorumConfigMapNames.firstVoters, quorumComponents.firstVoters),
  ];
}

/** What a node's pod needs to read them; a folder, so that what they said when the pod was made does not stay for good. */
export function quorumInPod(
  { topology }: KubernetesContext,
  node: LabNode,
): { readonly volumes: k8s.Volume[]; readonly mounts: k8s.VolumeMount[] } {
  if (topology.dynamicQuorum !== true || !isOfKRaft(node)) return { volumes: [], mounts: [] };
  const { sought, firstVoters } = quorumConfigMapNames;
  const sources = [{ configMap: { name: sought } }, { configMap: { name: firstVoters, optional: true } }];
  return {
    volumes: [{ name: quorumVolume, projected: { sources, defaultMode: fileMode } }],
    mounts: [{ name: quorumVolume, mountPath: quorumFilesPath, readOnly: true }],
  };
}
