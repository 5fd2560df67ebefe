/** Where the host finds side services: the same on every runtime. */
import { portNamed, type ServiceNode } from '../../kafka/node.ts';

/** `host:port` of one of a service's published ports. */
export function hostAddressOf(node: ServiceNode, portName: string, portOffset: number): string {
  return `127.0.0.1:${portNamed(node, portName) + portOffset}`;
}

/** Whether the host reaches a port of a service. @param portName @default the one that shows that it serves */
export function isPublished(node: ServiceNode, portName = node.readinessPort): boolean {
  return node.ports.some(({ name, published }) => name === portName && published);
}

/** A side service that speaks HTTP, as clients of it are told where it is. */
export interface ServicePlace {
  /** Id of the node; begins every error. */
  readonly nodeId: string;
  /** Root of what it answers, such as `http://127.0.0.1:8083`. */
  readonly url: string;
  readonly signal?: AbortSignal;
}

/** Where the host finds a service that speaks HTTP. @param signal ends every request to it. @default nothing does */
export function servicePlace(node: ServiceNode, portOffset: number, signal?: AbortSignal): ServicePlace {
  const url = `http://${hostAddressOf(node, node.readinessPort, portOffset)}`;
  return { nodeId: node.id, url, ...(signal && { signal }) };
}
