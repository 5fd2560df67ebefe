/** Addresses of a topology whose nodes are all processes of one host. */
import type { Addressing } from '../../kafka/addresses.ts';

/** The one interface local nodes bind: nothing of a lab is reachable from outside the host. */
export const localHost = '127.0.0.1';

/** @param portOffset added to every port, so that instances can run side by side. */
export function localAddressing(portOffset: number): Addressing {
  const portOf = (port: number): number => port + portOffset;
  return {
    target: 'local',
    bindHost: localHost,
    hostOf: () => localHost,
    advertised: (_node, listener) => `${localHost}:${portOf(listener.port)}`,
    portOf,
    // Relative to the instance's folder, in which every node's process runs.
    dataDirOf: (node) => `data/${node.id}`,
  };
}
