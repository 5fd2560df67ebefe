/** The pod of one node: its container, what it may do, and how it ends. */
import type { k8s } from 'cdk8s-plus-27';
import { settingsFor } from '../../../kafka/addresses.ts';
import { imageEnvironment } from '../../../kafka/images/image-environment.ts';
import { volumePath } from '../../../kafka/images/image-paths.ts';
import { nodeCommand } from '../../../kafka/images/node-command.ts';
import { agentDirectory, agentJarsName } from '../../../kafka/java-agent.ts';
import { isAsked, listenersOn, type LabNode } from '../../../kafka/node.ts';
import { isOfKRaft } from '../../../kafka/node-metadata.ts';
import { withFilesPlaced } from '../../../kafka/references.ts';
import { literally } from '../../rendered-file.ts';
import { kubernetesAddressing } from '../addressing.ts';
import { awaitNodes } from './await-nodes.ts';
import type { KubernetesContext } from '../context.ts';
import { placementOf } from './placement.ts';
import { probesOf } from './probes.ts';
import { quorumInPod } from './quorum.ts';
import { resourcesOf } from './resources.ts';
import { secretsInPod } from './secrets.ts';
import { fileMode, filesInPod, serviceSpecOf } from './service-files.ts';

/** User and group of Kafka's and ZooKeeper's upstream images (their Dockerfiles: appuser). */
const imageUserId = 1000;

/** Name of the pod's volume that holds the jars of its agent. */
const agentVolume = 'agent';

/** How long a broker may take to hand over its leaders, in seconds; killed after that. */
const controlledShutdownSeconds = 60;

/** The pod of one node. */
export function podSpec(context: KubernetesContext, node: LabNode): k8s.PodSpec {
  const userId = node.service?.userId ?? imageUserId;
  const waiting = awaitNodes(context, node);
  const volumes = [
    ...scratchVolumes(node),
    ...filesInPod(context, node).volumes,
    ...agentVolumes(node),
    ...secretsInPod(context, node).volumes,
    ...quorumInPod(context, node).volumes,
  ];
  return {
    ...(waiting.length > 0 && { initContainers: [...waiting] }),
    containers: [container(context, node)],
    ...(volumes.length > 0 && { volumes }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      fsGroup: userId,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    // Alone in its namespace the JVM is process 1, which ignores SIGKILL and SIGSTOP from inside: no fault would be real.
    shareProcessNamespace: true,
    // Services would appear as variables such as KAFKA_PORT, at which cp-kafka exits.
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: controlledShutdownSeconds,
    ...placementOf(context, node),
  };
}

function scratchVolumes(node: LabNode): k8s.Volume[] {
  return emptyPaths(node).map((_, index) => ({ name: `scratch-${index}`, emptyDir: {} }));
}

/** A pod has no anonymous volumes, so what images merely declare as volumes needs nothing here. */
function emptyPaths({ service }: LabNode): readonly string[] {
  return service?.ownedPaths ?? [];
}

/** Its jars are no part of the manifests, which would be hundreds of times longer: the pod waits until they are there. */
function agentVolumes({ javaAgent }: LabNode): k8s.Volume[] {
  return javaAgent === undefined
    ? []
    : [{ name: agentVolume, configMap: { name: agentJarsName(javaAgent), defaultMode: fileMode } }];
}

function container(context: KubernetesContext, node: LabNode): k8s.Container {
  const environment = environmentOf(context, node);
  const command = commandOf(context, node, environment);
  return {
    name: node.software,
    image: node.image,
    imagePullPolicy: 'IfNotPresent',
    ...(command !== undefined && { args: command.map(literally) }),
    env: environment.map(([name, value]) => ({ name, value: literally(value) })),
    ports: [...listenersOn(node, 'kubernetes'), ...node.ports].map(({ port }) => ({
      containerPort: port,
      protocol: 'TCP',
    })),
    ...mountsOf([
      ...node.volumes.map((volume) => ({ name: volume.name, mountPath: volumePath(node, volume) })),
      ...emptyPaths(node).map((mountPath, index) => ({
        name: `scratch-${index}`,
        mountPath,
      })),
      ...filesInPod(context, node).mounts,
      ...(node.javaAgent === undefined
        ? []
        : [{ name: agentVolume, mountPath: agentDirectory, readOnly: true }]),
      ...secretsInPod(context, node).mounts,
      ...quorumInPod(context, node).mounts,
    ]),
    resources: resourcesOf(node),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      // The images write their configuration at each start, beside files they ship, in places that differ by image and
      // version (/opt/kafka/config, /opt/kafka/logs, /etc/kafka): an empty folder mounted there would hide those files.
      readOnlyRootFilesystem: false,
    },
    ...(isAsked(node) && probesOf(node, context.topology.security)),
  };
}

/** The image's own where nothing is to be said. */
function commandOf(
  context: KubernetesContext,
  node: LabNode,
  environment: readonly (readonly [string, string])[],
): readonly string[] | undefined {
  const service = serviceSpecOf(context, node);
  if (service !== undefined) return service.command;
  return nodeCommand(node, context.topology, new Map(environment).get('KAFKA_OPTS') ?? '');
}

/** Without an empty list, which the API server does not keep: `kubectl diff` would show it for ever. */
function mountsOf(volumeMounts: k8s.VolumeMount[]): Pick<k8s.Container, 'volumeMounts'> {
  return volumeMounts.length > 0 ? { volumeMounts } : {};
}

/**
 * Environment of a node's container, by name; the same as on any target that runs the image, but for addresses.
 * Remote management (JMX) stays off even where the topology has it: it asks nobody for a password and lets any pod of a
 * shared cluster run code in the broker.
 */
function environmentOf(context: KubernetesContext, node: LabNode): readonly (readonly [string, string])[] {
  const service = serviceSpecOf(context, node);
  if (service !== undefined) return Object.entries(service.environment);
  const addressing = kubernetesAddressing(context);
  const own = withFilesPlaced(node, addressing);
  const environment = imageEnvironment(
    own,
    settingsFor(own, context.topology, addressing),
    isOfKRaft(node) ? { clusterId: context.clusterId } : {},
  );
  return Object.entries(environment);
}
