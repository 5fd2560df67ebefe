/**
 * The files with a node's secrets: a Secret that somebody else makes, mounted as a folder. Nothing that is rendered holds them;
 * a pod waits until its Secret is there.
 */
import type { k8s } from 'cdk8s-plus-27';
import { secretsPath } from '../../../kafka/images/image-paths.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { secretFilesOf } from '../../../kafka/security/secret-files.ts';
import type { KubernetesContext } from '../context.ts';

/** Name of the pod's volume that holds them. */
const secretsVolume = 'secrets';

/** Rights of the files: the group is the pod's (fsGroup), and nobody else reads them. */
const secretMode = 0o440;

/** What stands for a node's id in a pattern of names. */
const nodePlace = '{node}';

/** The Secret that a pod mounts; undefined for a node without secrets. */
export function secretNameOf(
  { topology: { security }, secretName }: Pick<KubernetesContext, 'topology' | 'secretName'>,
  node: LabNode,
): string | undefined {
  const hasSecrets = security !== undefined && secretFilesOf(node, security).length > 0;
  return hasSecrets ? secretName.replaceAll(nodePlace, node.id) : undefined;
}

/**
 * What a pod needs to have the files. The folder is mounted and not file by file: only so what is changed in the Secret
 * comes to a pod that runs.
 */
export function secretsInPod(
  context: KubernetesContext,
  node: LabNode,
): { readonly volumes: k8s.Volume[]; readonly mounts: k8s.VolumeMount[] } {
  const secretName = secretNameOf(context, node);
  if (secretName === undefined) return { volumes: [], mounts: [] };
  return {
    volumes: [{ name: secretsVolume, secret: { secretName, defaultMode: secretMode } }],
    mounts: [{ name: secretsVolume, mountPath: secretsPath, readOnly: true }],
  };
}
