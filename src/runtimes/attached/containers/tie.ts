/**
 * Ties nodes of Kafka to containers: by where they are advertised and what Docker leads there, and only where that tells
 * nothing by the number in their environment. A container's name counts as what Docker makes of it, a host name.
 */
import type { SoughtNode } from '../sought-nodes.ts';
import type { ContainerFacts } from './facts.ts';

/**
 * The container of each node, by the node's id; those that cannot be told are absent.
 * @param isThisHost whether clients that are told a host come to what is published here
 */
export function tiesOf(
  nodes: readonly SoughtNode[],
  containers: readonly ContainerFacts[],
  isThisHost: (host: string) => boolean,
): ReadonlyMap<string, ContainerFacts> {
  const ties = new Map<string, ContainerFacts>();
  const tie = (fits: (container: ContainerFacts, node: SoughtNode) => boolean): void => {
    const taken = [...ties.values()];
    const free = containers.filter((one) => !taken.includes(one));
    const open = nodes.filter(({ id }) => !ties.has(id));
    for (const node of open) {
      const [only, ...others] = free.filter((one) => fits(one, node));
      // One address of several nodes, or one number of several containers, tells nothing.
      if (only === undefined || others.length > 0) continue;
      if (open.filter((other) => fits(only, other)).length === 1) ties.set(node.id, only);
    }
  };
  tie((container, { address }) => address !== undefined && leadsTo(address, container, isThisHost));
  tie((container, { number }) => number !== undefined && container.number === number);
  return ties;
}

function leadsTo(
  address: string,
  { hosts, published }: ContainerFacts,
  isThisHost: (host: string) => boolean,
): boolean {
  const host = hostOf(address);
  if (hosts.includes(host)) return true;
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return isThisHost(host) && published.some((one) => one.port === port);
}

/** The host of a `host:port`. */
export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}
