/** Which ports of a node the host publishes, on which of its addresses. */
import { listenersOn, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { dockerBindAddress, hostAddress } from './addressing.ts';

/** A node's published ports as compose writes them: `address:host port:container port`. */
export function publishedPorts(
  node: LabNode,
  topology: ResolvedTopology,
  portOffset: number,
): readonly string[] {
  if (topology.hostNetwork === true) return [];
  const host = hostAddress(topology);
  const listeners = listenersOn(node, 'compose').flatMap(({ reach, port }) => {
    if (reach === 'host') return [`${host}:${port + portOffset}:${port}`];
    return reach === 'docker-host' ? [`${dockerBindAddress}:${port + portOffset}:${port}`] : [];
  });
  const others = node.ports
    .filter(({ published }) => published)
    .map(({ port }) => `${host}:${port + portOffset}:${port}`);
  const jmx = jmxPortOf(node, portOffset);
  return [...listeners, ...others, ...(jmx === undefined ? [] : [`${host}:${jmx}:${jmx}`])];
}

/** The ports of its host that a node binds itself; none where it has networks of its own. */
export function boundPorts(node: LabNode, topology: ResolvedTopology, portOffset: number): readonly string[] {
  if (topology.hostNetwork !== true) return [];
  const ports = [...listenersOn(node, 'compose'), ...node.ports].map(({ port }) => port + portOffset);
  return [...ports, ...[jmxPortOf(node, portOffset) ?? []].flat()].map(String);
}

/** JMX tells clients the port to come back to, so the container must bind the very port that the host publishes. */
export function jmxPortOf(node: LabNode, portOffset: number): number | undefined {
  return node.jmxPort === undefined ? undefined : node.jmxPort + portOffset;
}
