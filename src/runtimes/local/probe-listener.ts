/** Where the listeners of nodes answer that are processes of this host: each is asked from here, whoever it is meant for. */
import type { Instance } from '../../cluster/instance.ts';
import { endpointOf } from '../../cluster/running-cluster.ts';
import { describeBroker } from '../../client/wire/describe-cluster.ts';
import type { LabNode, Listener } from '../../kafka/node.ts';
import { localHost } from '../../render/local/addressing.ts';
import { nodeAddress } from '../../render/local/links.ts';
import { probing } from '../shared/listeners.ts';
import type { ThroughListener } from '../up/first-users.ts';

/** Every process of the host is inside the cluster's network here. */
export const probeListener = probing((instance, node, listener) =>
  describeBroker(endpointOf(instance, listener, addressOf(instance, node, listener))),
);

/** The node itself answers here, without anything between. */
export function throughHost(instance: Instance): ThroughListener {
  return (node, listener, work) => work(addressOf(instance, node, listener));
}

/** What only nodes use has no link for anybody else. */
function addressOf(
  { topology, isolatable = false, portOffset }: Instance,
  node: LabNode,
  { reach, port }: Listener,
): string {
  const host = isolatable && reach !== 'host' ? nodeAddress(topology, node) : localHost;
  return `${host}:${port + portOffset}`;
}
