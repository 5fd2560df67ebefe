/** A topology with another Kafka version: what a cluster becomes that is upgraded while it runs. */
import type { LabNode, ResolvedTopology } from '../../kafka/node.ts';
import { replicationSettings } from '../../kafka/settings.ts';
import { kafkaImage, type KafkaVersion } from '../../kafka/versions/versions.ts';

/** The topology as it would have been made with that version; images that are nobody's but its owner's stay what they are. */
export function withVersion(topology: ResolvedTopology, version: KafkaVersion): ResolvedTopology {
  const { mode, kafkaVersion: before } = topology;
  const settingsOf = (one: KafkaVersion): Readonly<Record<string, string>> =>
    replicationSettings(topology, one);
  const [had, has] = [settingsOf(before as KafkaVersion), settingsOf(version)];
  const ownImage = kafkaImage(mode, before as KafkaVersion);
  const upgraded = (node: LabNode): LabNode => ({
    ...node,
    version,
    image: node.image === ownImage ? kafkaImage(mode, version) : node.image,
    settings: renewed(node.settings, had, has),
  });
  return {
    ...topology,
    kafkaVersion: version,
    nodes: topology.nodes.map((node) => (node.software === 'kafka' ? upgraded(node) : node)),
  };
}

/** What only one of the versions has comes or goes; what both have stays as it is, since a person may have changed it. */
function renewed(
  settings: LabNode['settings'],
  had: Readonly<Record<string, string>>,
  has: Readonly<Record<string, string>>,
): LabNode['settings'] {
  const kept = Object.entries(settings).filter(([name]) => !(name in had) || name in has);
  const come = Object.entries(has).filter(([name]) => !(name in had));
  return { ...Object.fromEntries(come), ...Object.fromEntries(kept) };
}
