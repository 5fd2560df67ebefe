/** The services of one node: its name inside the cluster, and its way in from the host. */
import { k8s } from 'cdk8s-plus-27';
import { listenersOn, type LabNode } from '../../kafka/node.ts';
import type { KubernetesContext } from './context.ts';
import { hostServiceName, nodeLabels, nodeSelector } from './labels.ts';
import { portName, publishedPortsOf } from './node-ports.ts';

/**
 * The service that gives a pod its node's id as a name. It has no address of its own: the name is the pod.
 * Unready pods keep their name, since a quorum can only become ready by finding itself.
 */
export function headlessServiceProps(context: KubernetesContext, node: LabNode): k8s.KubeServiceProps {
  const listeners = listenersOn(node, 'kubernetes').filter(
    (listener) => listener.reach === 'cluster' || listener.reach === 'quorum',
  );
  return {
    metadata: { name: node.id, namespace: context.namespace, labels: nodeLabels(context, node) },
    spec: {
      clusterIp: 'None',
      publishNotReadyAddresses: true,
      selector: nodeSelector(context, node),
      ports: [...listeners, ...node.ports].map(({ name, port }) => servicePort(portName(name), port)),
    },
  };
}

/**
 * The service that the host uses, where the node publishes anything. Each has one pod and no other to turn to, so an
 * unready pod stays reachable: a frozen broker must look frozen from the host, as it does on every runtime.
 */
export function hostServiceProps(
  context: KubernetesContext,
  node: LabNode,
): k8s.KubeServiceProps | undefined {
  const published = publishedPortsOf(node);
  if (published.length === 0) return undefined;
  const byNodePort = context.hostAccess === 'node-port';
  return {
    metadata: {
      name: hostServiceName(node),
      namespace: context.namespace,
      labels: nodeLabels(context, node),
    },
    spec: {
      type: byNodePort ? 'NodePort' : 'ClusterIP',
      publishNotReadyAddresses: true,
      selector: nodeSelector(context, node),
      ports: published.map(({ name, port }) =>
        servicePort(name, port, byNodePort ? context.nodePorts.get(port) : undefined),
      ),
    },
  };
}

function servicePort(name: string, port: number, nodePort?: number): k8s.ServicePort {
  return {
    name,
    port,
    targetPort: k8s.IntOrString.fromNumber(port),
    protocol: 'TCP',
    ...(nodePort !== undefined && { nodePort }),
  };
}
