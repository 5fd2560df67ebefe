/** The pod of one node: its container, what it may do, and how it ends. */
import type { k8s } from 'cdk8s-plus-27';
import { settingsFor } from '../../kafka/addresses.ts';
import { imageEnvironment } from '../../kafka/image-environment.ts';
import { volumePath } from '../../kafka/image-paths.ts';
import { listenersOn, type LabNode } from '../../kafka/node.ts';
import { kubernetesAddressing } from './addressing.ts';
import type { KubernetesContext } from './context.ts';
import { placementOf } from './placement.ts';
import { probesOf } from './probes.ts';
import { resourcesOf } from './resources.ts';

/** User and group of the upstream images (their Dockerfiles: appuser). */
const imageUserId = 1000;

/** How long a broker may take to hand over its leaders, in seconds; killed after that. */
const controlledShutdownSeconds = 60;

/**
 * A pod that returns has a new address: Java would keep the old one for 30 s, and the answer that there is none for
 * 10 s (networkaddress.cache.ttl, networkaddress.cache.negative.ttl).
 */
const nameLookupFlags = '-Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0';

/** The pod of one node. */
export function podSpec(context: KubernetesContext, node: LabNode): k8s.PodSpec {
  return {
    containers: [container(context, node)],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: imageUserId,
      fsGroup: imageUserId,
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

function container(context: KubernetesContext, node: LabNode): k8s.Container {
  return {
    name: node.software,
    image: node.image,
    imagePullPolicy: 'IfNotPresent',
    env: environmentOf(context, node).map(([name, value]) => ({ name, value })),
    ports: [...listenersOn(node, 'kubernetes'), ...node.ports].map(({ port }) => ({
      containerPort: port,
      protocol: 'TCP',
    })),
    volumeMounts: node.volumes.map((volume) => ({ name: volume.name, mountPath: volumePath(node, volume) })),
    resources: resourcesOf(node),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      // The images write their configuration at each start, beside files they ship, in places that differ by image and
      // version (/opt/kafka/config, /opt/kafka/logs, /etc/kafka): an empty folder mounted there would hide those files.
      readOnlyRootFilesystem: false,
    },
    ...probesOf(node),
  };
}

/**
 * Environment of a node's container, by name; the same as on any target that runs the image, but for addresses.
 * Remote management (JMX) stays off even where the topology has it: it asks nobody for a password and lets any pod of a
 * shared cluster run code in the broker.
 */
function environmentOf(context: KubernetesContext, node: LabNode): readonly (readonly [string, string])[] {
  const settings = settingsFor(node, context.topology, kubernetesAddressing(context));
  const environment = imageEnvironment(
    node,
    settings,
    context.topology.mode === 'kraft' ? { clusterId: context.clusterId } : {},
  );
  const javaOptions = [environment['KAFKA_OPTS'], nameLookupFlags]
    .filter((text) => text !== undefined)
    .join(' ');
  return Object.entries({ ...environment, KAFKA_OPTS: javaOptions }).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
