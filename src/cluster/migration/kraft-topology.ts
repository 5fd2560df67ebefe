/** A topology of ZooKeeper's with its metadata in a KRaft quorum: what a cluster becomes that is migrated while it runs. */
import { brokersOf, targets, zooKeepersOf, type LabNode, type ResolvedTopology } from '../../kafka/node.ts';
import { firstControllerNumber, portBases } from '../../kafka/ports.ts';
import {
  defaultSessionTimeoutMs,
  electionSettings,
  listenerNames,
  sessionSettings,
} from '../../kafka/settings.ts';
import { kafkaImage, type KafkaVersion } from '../../kafka/versions/versions.ts';
import { commonSettings } from '../changed/resized.ts';

/** What is a broker's own, or ZooKeeper's, and so nothing that controllers share with brokers. */
const ofBrokersAlone = [
  'inter.broker.listener.name',
  'inter.broker.protocol.version',
  'authorizer.class.name',
];

/**
 * The topology as it would have been made with controllers of their own: as many, as big and in the racks of the ZooKeeper
 * servers. Brokers stay who they are. A session timeout that is ZooKeeper's default becomes KRaft's.
 */
export function withKraft(topology: ResolvedTopology): ResolvedTopology {
  const brokers = brokersOf(topology);
  const servers = zooKeepersOf(topology);
  const was = topology.sessionTimeoutMs;
  const sessionTimeoutMs = was === defaultSessionTimeoutMs.zookeeper ? defaultSessionTimeoutMs.kraft : was;
  const added = { ...sessionSettings('kraft', sessionTimeoutMs), ...electionSettings('kraft') };
  const shared = sharedOf(brokers, added);
  const controllers = servers.map((server, index) =>
    controllerNode(server, { index, first: firstFree(brokers), shared }),
  );
  const others = topology.nodes.filter((node) => !brokers.includes(node) && !servers.includes(node));
  return {
    ...topology,
    summary: topology.summary.replace('ZooKeeper servers', 'KRaft controllers'),
    mode: 'kraft',
    sessionTimeoutMs,
    nodes: [...controllers, ...brokers.map((broker) => brokerNode(broker, controllers, added)), ...others],
  };
}

/** Brokers and controllers share one space of numbers. */
function firstFree(brokers: readonly LabNode[]): number {
  return Math.max(firstControllerNumber, ...brokers.map(({ number }) => number + 1));
}

function sharedOf(
  brokers: readonly LabNode[],
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const common = Object.entries(commonSettings(brokers)).filter(
    ([name]) => !name.startsWith('zookeeper.') && !ofBrokersAlone.includes(name),
  );
  return { ...Object.fromEntries(common), ...added };
}

interface ControllerOptions {
  readonly index: number;
  readonly first: number;
  readonly shared: Readonly<Record<string, string>>;
}

function controllerNode(server: LabNode, { index, first, shared }: ControllerOptions): LabNode {
  const number = first + index;
  const { heapMb, version, rack } = server;
  return {
    id: `controller-${number}`,
    role: 'controller',
    number,
    software: 'kafka',
    version,
    image: kafkaImage('kraft', version as KafkaVersion),
    heapMb,
    settings: {
      'process.roles': 'controller',
      'node.id': String(number),
      'controller.listener.names': listenerNames.controller,
      ...shared,
    },
    listeners: [
      {
        name: listenerNames.controller,
        protocol: 'PLAINTEXT',
        reach: 'quorum',
        port: portBases.controller + index,
        targets,
      },
    ],
    ports: [],
    volumes: [{ name: 'data' }],
    ...(rack !== undefined && { rack }),
    dependsOn: [],
    readinessPort: listenerNames.controller,
  };
}

function brokerNode(
  broker: LabNode,
  controllers: readonly LabNode[],
  added: Readonly<Record<string, string>>,
): LabNode {
  const [before, after] = (['zookeeper', 'kraft'] as const).map((mode) =>
    kafkaImage(mode, broker.version as KafkaVersion),
  );
  const kept = Object.entries(broker.settings).filter(
    ([name]) =>
      name !== 'broker.id' && name !== 'inter.broker.protocol.version' && !name.startsWith('zookeeper.'),
  );
  return {
    ...broker,
    image: broker.image === before ? after! : broker.image,
    settings: {
      'process.roles': 'broker',
      'node.id': String(broker.number),
      'controller.listener.names': listenerNames.controller,
      ...Object.fromEntries(kept),
      ...added,
    },
    dependsOn: controllers.map(({ id }) => id),
  };
}
