/** What a node is, from step to step, while its cluster moves from ZooKeeper to KRaft. */
import { isBroker, isController, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { migrationSetting } from '../../kafka/node-metadata.ts';
import { listenerNames } from '../../kafka/settings.ts';

/** As a node was before; as one that knows ZooKeeper and the quorum; and as one that knows the quorum alone. */
export type NodeForm = 'zookeeper' | 'migration' | 'kraft';

/** The topologies between which a cluster is led. */
export interface MigratedTopologies {
  readonly zookeeper: ResolvedTopology;
  readonly kraft: ResolvedTopology;
}

/** What brokers must speak with each other while metadata moves (Kafka 3.9, Preparing for migration). */
export const protocolVersion = '3.9';

/** Every node that the cluster has at some time: ZooKeeper servers, controllers, brokers, each in its form. */
export function nodesInForm(
  { zookeeper, kraft }: MigratedTopologies,
  formOf: (id: string) => NodeForm,
): readonly LabNode[] {
  const servers = zookeeper.nodes.filter((node) => !isBroker(node));
  const controllers = kraft.nodes.filter(isController);
  const brokers = kraft.nodes.filter(isBroker);
  return [
    ...servers,
    ...controllers.map((node) => (formOf(node.id) === 'kraft' ? node : migratingController(node))),
    ...brokers.map((node) => {
      const form = formOf(node.id);
      const before = zookeeper.nodes.find(({ id }) => id === node.id) ?? node;
      return form === 'kraft' ? node : form === 'migration' ? migratingBroker(before) : before;
    }),
  ];
}

function migratingBroker(node: LabNode): LabNode {
  const settings = {
    'inter.broker.protocol.version': protocolVersion,
    [migrationSetting]: 'true',
    'controller.listener.names': listenerNames.controller,
  };
  return { ...node, settings: { ...node.settings, ...settings } };
}

/** It sends requests to brokers that know of it by ZooKeeper alone, and so must know their listener. */
function migratingController(node: LabNode): LabNode {
  const settings = { [migrationSetting]: 'true', 'inter.broker.listener.name': listenerNames.internal };
  return { ...node, settings: { ...node.settings, ...settings } };
}
