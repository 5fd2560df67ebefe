/** Where an advertised address leads in a namespace: told by what Kubernetes itself makes of it, never by how a pod is called alone. */
import { hasLabels, type SeenPod, type SeenService } from './facts.ts';

/** What may be behind an address. */
export interface Neighbourhood {
  readonly namespace: string;
  readonly pods: readonly SeenPod[];
  readonly services: readonly SeenService[];
}

/** A port of a pod. */
export interface WayIn {
  readonly pod: SeenPod;
  readonly port: number;
}

/** The pods that an address leads to, each with its own port; several where a service shares them out. */
export function waysTo(address: string, around: Neighbourhood): readonly WayIn[] {
  const colon = address.lastIndexOf(':');
  const host = address
    .slice(0, colon)
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  const port = Number(address.slice(colon + 1));
  const pod = around.pods.find((one) => isPod(host, one, around.namespace));
  if (pod !== undefined) return [{ pod, port }];
  const named = around.services.find((one) => isService(host, one, around.namespace));
  if (named !== undefined) return behind(named, (ports) => ports.port === port, port, around);
  const outside = around.services.find((one) => isOutside(host, one));
  if (outside !== undefined) return behind(outside, (ports) => ports.port === port, undefined, around);
  // A port of every machine is one service's alone, whatever a machine is called.
  const everywhere = around.services.find(({ spec }) =>
    spec.ports?.some(({ nodePort }) => nodePort === port),
  );
  if (everywhere !== undefined)
    return behind(everywhere, ({ nodePort }) => nodePort === port, undefined, around);
  // What a pod calls itself leads to it from nowhere else, and tells whose address it is.
  return around.pods.filter((one) => ownName(one) === host).map((one) => ({ pod: one, port }));
}

/** `host.subdomain[.namespace[.svc…]]`, or its address. */
function isPod(host: string, pod: SeenPod, namespace: string): boolean {
  if (pod.status?.podIP === host) return true;
  const [name, subdomain, ...rest] = host.split('.');
  if (name !== ownName(pod) || subdomain === undefined) return false;
  return subdomain === pod.spec.subdomain && isIn(rest, namespace);
}

function ownName({ metadata, spec }: SeenPod): string {
  return spec.hostname ?? metadata.name;
}

/** `name[.namespace[.svc…]]`, or its address. */
function isService(host: string, { metadata, spec }: SeenService, namespace: string): boolean {
  if (spec.clusterIP === host) return true;
  const [name, ...rest] = host.split('.');
  return name === metadata.name && isIn(rest, namespace);
}

function isOutside(host: string, { spec, status }: SeenService): boolean {
  const ingress = status?.loadBalancer?.ingress ?? [];
  return (
    spec.externalIPs?.includes(host) === true ||
    ingress.some(({ ip, hostname }) => ip === host || hostname === host)
  );
}

/** What stands behind a name in DNS: nothing, `namespace`, `namespace.svc`, or `namespace.svc.cluster.local`. */
function isIn([first, second]: readonly string[], namespace: string): boolean {
  return first === undefined || (first === namespace && (second === undefined || second === 'svc'));
}

type Ports = NonNullable<SeenService['spec']['ports']>[number];

/** @param headless the port at the pods of a service without an address of its own, which translates none */
function behind(
  { spec }: SeenService,
  isMeant: (ports: Ports) => boolean,
  headless: number | undefined,
  { pods }: Neighbourhood,
): readonly WayIn[] {
  const { selector, clusterIP, ports = [] } = spec;
  if (selector === undefined) return [];
  const meant = ports.find(isMeant);
  const isHeadless = clusterIP === 'None' && headless !== undefined;
  return pods
    .filter((pod) => hasLabels(pod, selector))
    .flatMap((pod): WayIn[] => {
      const port = isHeadless ? headless : meant && portAt(pod, meant.targetPort ?? meant.port);
      return port === undefined ? [] : [{ pod, port }];
    });
}

/** A port of a pod by its number or its name. */
export function portAt({ spec }: SeenPod, target: number | string): number | undefined {
  if (typeof target === 'number') return target;
  return spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)
    ?.containerPort;
}
