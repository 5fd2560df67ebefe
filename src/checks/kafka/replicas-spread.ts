/** Smoke check: a topic's leaders and copies are spread over brokers and racks, all in sync. */
import type { PartitionState } from '../../cluster/partition.ts';
import { describeBroker } from '../../client/wire/describe-cluster.ts';
import { firstAnswer } from '../../client/wire/first-answer.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import { counted, said } from '../../words.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { makeTopic } from '../kit/topics.ts';

/** Rack of each broker by its number, as the brokers themselves say it. */
export type RackOf = ReadonlyMap<number, string>;

/** Partitions for each broker: two, so that a broker left out is no accident of a start position. */
const partitionsPerBroker = 2;

/** Placement is Kafka's own: the check asks for copies, never for places. */
export const replicasSpread: SmokeCheck = {
  name: 'replicas-spread',
  claim:
    'Copies of a topic are spread over all brokers and racks, its leaders over all racks, or brokers where there are none, and all copies are in sync.',
  async run(context) {
    const { topology } = context.cluster;
    const count = brokersOf(topology).length * partitionsPerBroker;
    const { partitions } = await makeTopic(context, { suffix: 'spread', partitions: count });
    const racks = await racksOf(context);
    failOn(judgeSpread(topology, partitions, racks));
    const rackNames = [...new Set(racks.values())];
    const brokers = counted(brokersOf(topology).length, 'broker');
    const where =
      rackNames.length === 0
        ? `leaders and copies on ${brokers}`
        : `copies on ${brokers}, leaders in racks ${rackNames.toSorted().join(', ')}`;
    return `${count} partitions × ${topology.replicationFactor} copies, all in sync; ${where}`;
  },
};

async function racksOf(context: CheckContext): Promise<RackOf> {
  const { brokers } = await firstAnswer(context.cluster, 'describes the cluster', (broker) =>
    describeBroker(broker),
  );
  return new Map(
    brokers.flatMap(({ number, rack }) => (rack === undefined ? [] : [[number, rack] as const])),
  );
}

/** What is wrong with the placement; empty when nothing is. */
export function judgeSpread(
  topology: ResolvedTopology,
  partitions: readonly PartitionState[],
  racks: RackOf,
): string[] {
  return [
    ...judgeRacks(topology, racks),
    ...partitions.flatMap((partition) => judgePartition(topology, partition, racks)),
    ...judgeLeaders(topology, partitions, racks),
    ...judgeCopies(topology, partitions),
  ];
}

function judgeRacks(topology: ResolvedTopology, racks: RackOf): string[] {
  return brokersOf(topology).flatMap(({ id, number, rack }) => {
    const said = racks.get(number);
    if (said === rack) return [];
    return [
      `${id} says it is in ${said === undefined ? 'no rack' : `rack ${said}`}; the topology puts it in ${rack ?? 'none'}`,
    ];
  });
}

function judgePartition(topology: ResolvedTopology, view: PartitionState, racks: RackOf): string[] {
  const where = `partition ${view.partition}`;
  const copies = new Set(view.replicas);
  const lagging = view.replicas.filter((number) => !view.isr.includes(number));
  const rackCount = new Set(racks.values()).size;
  const used = new Set(view.replicas.map((number) => racks.get(number)));
  const wanted = Math.min(topology.replicationFactor, rackCount);
  return said(
    copies.size !== topology.replicationFactor &&
      `${where} has ${copies.size} copies, not ${topology.replicationFactor}`,
    lagging.length > 0 && `${where}: copies on broker ${lagging.join(', ')} are not in sync`,
    view.leader !== view.replicas[0] &&
      `${where} is led by ${view.leader}, not by its first copy ${view.replicas[0]}`,
    used.size < wanted &&
      `${where} has its copies (${view.replicas.join(', ')}) in ${used.size} of ${wanted} racks`,
  );
}

/**
 * Kafka takes leaders from the racks in turn, and in each rack its brokers in turn: where a rack has as many brokers as there
 * are racks, the two turns meet at the same broker each time (StripedReplicaPlacer).
 */
function judgeLeaders(
  topology: ResolvedTopology,
  partitions: readonly PartitionState[],
  racks: RackOf,
): string[] {
  const leaders = new Set(partitions.map(({ leader }) => leader));
  const of = `of ${partitions.length} partitions`;
  if (racks.size === 0)
    return brokersOf(topology).flatMap(({ id, number }) =>
      said(!leaders.has(number) && `${id} leads none ${of}`),
    );
  const leading = new Set([...leaders].map((number) => racks.get(number)));
  return [...new Set(racks.values())]
    .filter((rack) => !leading.has(rack))
    .map((rack) => `no broker of rack ${rack} leads any ${of}`);
}

function judgeCopies(topology: ResolvedTopology, partitions: readonly PartitionState[]): string[] {
  return brokersOf(topology).flatMap(({ id, number }) =>
    said(
      partitions.every(({ replicas }) => !replicas.includes(number)) &&
        `${id} has no copy of any of ${partitions.length} partitions`,
    ),
  );
}
