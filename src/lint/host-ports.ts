/** Ports of the host that services take, and which of them cannot be taken together. */
import { listenersOf, type LintNode } from './cluster.ts';
import type { PublishedPort } from './published-ports.ts';

/** A port of the host, or a range of them. */
export type HostPort = Pick<PublishedPort, 'host' | 'address' | 'protocol'>;

/** What a service takes: of one without a network of its own its listeners, whatever it publishes. */
export function hostPortsOf(node: LintNode): readonly HostPort[] {
  if (!node.isOnHost) return node.ports;
  return listenersOf(node)
    .filter(({ port }) => port !== '')
    .map(({ port }) => ({ host: port, address: '', protocol: 'tcp' }));
}

/** Whether only one of two services gets its port; who listens at all addresses listens at each. */
export function collide(one: HostPort, other: HostPort): boolean {
  const isEverywhere = [one, other].some(({ address }) => address === '' || address === '0.0.0.0');
  return (
    one.host === other.host &&
    one.protocol === other.protocol &&
    (isEverywhere || one.address === other.address)
  );
}

/** Whether a person may run both at once: services of different profiles are alternatives. */
export function runTogether(one: LintNode, other: LintNode): boolean {
  const isAlways = one.profiles.length === 0 || other.profiles.length === 0;
  return isAlways || one.profiles.some((profile) => other.profiles.includes(profile));
}
