/** The configuration files of a node: a ConfigMap, mounted file by file, whose change rolls the pod. */
import { marks } from '../../../kafka/marks.ts';
import { createHash } from 'node:crypto';
import type { k8s } from 'cdk8s-plus-27';
import { commandFiles } from '../../../kafka/images/node-command.ts';
import type { LabNode } from '../../../kafka/node.ts';
import { completeService, withFilesPlaced } from '../../../kafka/references.ts';
import type { ServiceSpec } from '../../../kafka/service.ts';
import { mountedName } from '../../rendered-file.ts';
import { kubernetesAddressing } from '../addressing.ts';
import type { KubernetesContext } from '../context.ts';
import { nodeLabels } from '../labels.ts';

/** Name of the pod's volume that holds the files. */
const filesVolume = 'files';

/** Rights of files from a ConfigMap; what the API server adds, said so that nothing seems to differ later. */
export const fileMode = 0o644;

/** How a service's image is run on Kubernetes; undefined for the cluster's own nodes. */
export function serviceSpecOf(context: KubernetesContext, node: LabNode): ServiceSpec | undefined {
  return node.service && completeService(node.service, context.topology, kubernetesAddressing(context));
}

/** The files by path; with the list of users where the software looks its own user up there. */
function filesOf(context: KubernetesContext, node: LabNode): Readonly<Record<string, string>> {
  const { files: ofService, userId, userName } = serviceSpecOf(context, node) ?? {};
  const files = {
    ...ofService,
    ...commandFiles(node, context.topology),
    ...withFilesPlaced(node, kubernetesAddressing(context)).files,
  };
  if (userName === undefined) return files;
  return {
    ...files,
    '/etc/passwd': `root:x:0:0::/root:/bin/bash\n${userName}:x:${userId}:${userId}::/:/bin/bash\n`,
  };
}

/** The ConfigMap of a node's files; undefined where it has none. */
export function filesConfigMapProps(
  context: KubernetesContext,
  node: LabNode,
): k8s.KubeConfigMapProps | undefined {
  const files = filesOf(context, node);
  if (Object.keys(files).length === 0) return undefined;
  return {
    metadata: { name: filesName(node), namespace: context.namespace, labels: nodeLabels(context, node) },
    data: Object.fromEntries(
      Object.entries(files).map(([path, content]) => [mountedName(path, Object.keys(files)), content]),
    ),
  };
}

/** What a pod needs to have the files: the volume, a mount for each, and a mark that changes with them. */
export function filesInPod(
  context: KubernetesContext,
  node: LabNode,
): {
  readonly volumes: k8s.Volume[];
  readonly mounts: k8s.VolumeMount[];
  readonly mark: Record<string, string>;
} {
  const files = filesOf(context, node);
  const paths = Object.keys(files);
  if (paths.length === 0) return { volumes: [], mounts: [], mark: {} };
  return {
    volumes: [{ name: filesVolume, configMap: { name: filesName(node), defaultMode: fileMode } }],
    mounts: paths.map((path) => ({
      name: filesVolume,
      mountPath: path,
      subPath: mountedName(path, paths),
      readOnly: true,
    })),
    mark: { [marks.files]: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16) },
  };
}

function filesName(node: LabNode): string {
  return `${node.id}-files`;
}
