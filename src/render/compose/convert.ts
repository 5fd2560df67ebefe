/** Turns a resolved topology into a compose document: what is run, not yet how it is written down. */
import { UsageError } from '../../errors.ts';
import { marks } from '../../kafka/marks.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import { kafkaUuidFrom } from '../../kafka/uuid.ts';
import type { ComposeDocument } from './document.ts';
import { composeInstance, composeInstanceId, networkNames, projectName, volumeName } from './names.ts';
import { configsOf, serviceOf } from './service.ts';

/** What a caller may change of a rendering. */
export interface ComposeOptions {
  /** Added to every port that the host publishes and brokers advertise there. @default 0 */
  readonly portOffset?: number;
  /** Id of the cluster, where it was made with ZooKeeper. @default derived from the instance with KRaft, so that files stay the same */
  readonly clusterId?: string;
}

/** The compose document of a topology. */
export function composeDocument(topology: ResolvedTopology, options: ComposeOptions = {}): ComposeDocument {
  const { portOffset = 0, clusterId = clusterIdOf(topology, portOffset) } = options;
  assertPortsMove(topology, portOffset);
  const instance = composeInstance(topology, portOffset);
  const labels = {
    [marks.instance]: composeInstanceId(instance),
    [marks.topology]: topology.name,
  };
  const context = { topology, portOffset, clusterId, labels };
  const configs = Object.assign(
    {},
    ...topology.nodes.map((node) => configsOf(node, context)),
  ) as Required<ComposeDocument>['configs'];
  return {
    name: projectName(instance),
    services: Object.fromEntries(topology.nodes.map((node) => [node.id, serviceOf(node, context)])),
    ...(topology.hostNetwork !== true && {
      networks: {
        // Without a way out, so that the engine publishes ports on the third network, which a node cut off may stay on.
        [networkNames.cluster]: { internal: true, labels },
        [networkNames.quorum]: { internal: true, labels },
        [networkNames.clients]: { labels },
      },
    }),
    volumes: Object.fromEntries(
      topology.nodes.flatMap((node) =>
        node.volumes.map(({ name }) => [
          volumeName(node.id, name),
          { labels: { ...labels, [marks.node]: node.id } },
        ]),
      ),
    ),
    ...(Object.keys(configs).length > 0 && { configs }),
  };
}

/** What an image or an agent opens by itself stays where it is, on a host that others are on too. */
function assertPortsMove({ name, hostNetwork, nodes }: ResolvedTopology, portOffset: number): void {
  if (hostNetwork !== true || portOffset === 0) return;
  const fixed = nodes.find(({ service, javaAgent }) => service !== undefined || javaAgent !== undefined);
  if (fixed === undefined) return;
  throw new UsageError(
    `--port-offset ${portOffset} cannot move the ports that ${fixed.id} of ${name} opens: it has the network of its host (hostNetwork); bring it up without an offset, or give the topology networks of its own`,
  );
}

/**
 * Id of the cluster that a KRaft topology's compose file makes: always the same, as the file is.
 * Undefined in ZooKeeper mode, where the first broker draws it.
 */
export function clusterIdOf(topology: ResolvedTopology, portOffset = 0): string | undefined {
  if (topology.mode === 'zookeeper') return undefined;
  return kafkaUuidFrom(composeInstanceId(composeInstance(topology, portOffset)));
}
