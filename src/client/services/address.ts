/** Where the host finds side services: the same on every runtime. */
import type { ServiceNode } from '../../kafka/node.ts';

/** `host:port` of one of a service's published ports. */
export function hostAddressOf(node: ServiceNode, portName: string, portOffset: number): string {
  const found = node.ports.find(({ name }) => name === portName);
  if (found === undefined) throw new Error(`${node.id} has no port ${portName}`);
  return `127.0.0.1:${found.port + portOffset}`;
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
