/** Addresses of a topology whose nodes are all processes of one host. */
import type { Addressing } from '../../kafka/addresses.ts';
import type { LabNode } from '../../kafka/node.ts';

/** Folder of an instance that holds the data of its nodes, each in a folder of its own. */
export const dataFolder = 'data';

/** Folder of an instance that holds what it was rendered to. */
export const renderedFolder = 'files/local';

/** Folder of an instance that holds the secrets of its nodes. */
export const secretsFolder = 'secrets';

/** The one interface local nodes bind: nothing of a lab is reachable from outside the host. */
export const localHost = '127.0.0.1';

/** @param portOffset added to every port, so that instances can run side by side. */
export function localAddressing(portOffset: number): Addressing {
  const portOf = (port: number): number => port + portOffset;
  return {
    target: 'local',
    bindHost: localHost,
    hostOf: () => localHost,
    clusterHostOf: () => localHost,
    advertised: (_node, listener) => `${localHost}:${portOf(listener.port)}`,
    portOf,
    // Relative to the instance's folder, in which every node's process runs.
    dataDirOf: (node) => `${dataFolder}/${node.id}`,
    filesDirOf: (node) => `${renderedFolder}/${node.id}/files`,
    secretsDir: secretsFolder,
  };
}

/**
 * As {@link localAddressing}, for a node of an instance whose nodes can be cut off. It binds and gives away names, which its
 * own hosts file leads to an address of its own and every other node's to a link. An address would be a way around the links:
 * controllers tell one another what they bind (Kafka 3.9, KafkaConfig.effectiveAdvertisedControllerListeners).
 */
export function isolatableAddressing(node: LabNode, portOffset: number): Addressing {
  const shared = localAddressing(portOffset);
  return {
    ...shared,
    bindHost: node.id,
    hostOf: ({ id }) => id,
    clusterHostOf: ({ id }) => id,
    advertised: (broker, listener) =>
      listener.reach === 'cluster'
        ? `${broker.id}:${shared.portOf(listener.port)}`
        : shared.advertised(broker, listener),
  };
}
