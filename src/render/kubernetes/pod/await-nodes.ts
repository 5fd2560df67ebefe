/** Lets a side service start only once the nodes that it needs serve, as compose does with `depends_on`. */
import type { k8s } from 'cdk8s-plus-27';
import { isBroker, portNamed, type LabNode } from '../../../kafka/node.ts';
import type { KubernetesContext } from '../context.ts';
import { resourcesOf } from './resources.ts';

/** How long it waits for the last of them, in seconds: brokers that start together are there by then. */
const patienceSeconds = 30;

/**
 * One container that ends when every needed node takes connections, or after a while some do: one that was lost must not
 * keep a service from coming back; none for the cluster's own nodes, which must start
 * side by side to find each other. Software that finds no broker may give up half-way and stay so (Apicurio Registry
 * 3.3.3), or make its topics with as many copies as there are brokers at that moment.
 * It runs the brokers' own image, which is there anyway and has bash.
 */
export function awaitNodes({ topology }: KubernetesContext, node: LabNode): readonly k8s.Container[] {
  const broker = topology.nodes.find(isBroker);
  // What has no port cannot be seen from here.
  const needed = topology.nodes.filter(
    ({ id, readinessPort }) => node.dependsOn.includes(id) && readinessPort !== '',
  );
  if (node.service === undefined || needed.length === 0 || broker === undefined) return [];
  const addresses = needed.map((one) => `${one.id}/${portNamed(one, one.readinessPort, 'kubernetes')}`);
  const script = [
    'while :; do up=0',
    `for at in ${addresses.join(' ')}; do (exec 3<>/dev/tcp/$at) 2>/dev/null && up=$((up + 1)); done`,
    `[ $up -eq ${addresses.length} ] || { [ $up -gt 0 ] && [ $SECONDS -ge ${patienceSeconds} ]; } && exit 0`,
    'sleep 0.5; done',
  ].join('; ');
  return [
    {
      name: 'await-nodes',
      image: broker.image,
      imagePullPolicy: 'IfNotPresent',
      command: ['bash', '-c', script],
      resources: resourcesOf({ ...node, heapMb: 0 }),
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      },
    },
  ];
}
