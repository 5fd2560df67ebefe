/** Smoke check: an orderly stop of a partition's leader in mid-stream loses nothing that was acknowledged. */
import { assertAllRunning } from '../../cluster/all-running.ts';
import type { PartitionState } from '../../cluster/partition.ts';
import type { Producer } from '../../client/kafkajs/kafka.ts';
import { CheckFailure } from '../../errors.ts';
import { brokersOf, type LabNode } from '../../kafka/node.ts';
import { NotYet } from '../../wait.ts';
import { said } from '../../words.ts';
import { until } from '../kit/awaiting.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { readTopic } from '../kit/reading.ts';
import {
  byPartition,
  judgeOffsets,
  judgeOrder,
  some,
  type ReadRecord,
  type SentRecord,
} from '../kit/records.ts';
import {
  brokerNumbered,
  brokerToStop,
  isStoppable,
  obstacleToCopies,
  obstacleToTakingOver,
  stopInOrder,
} from '../kit/stoppable.ts';
import { AckedStream } from '../kit/stream.ts';
import { makeTopic, waitForFullIsr, waitForPartitions } from '../kit/topics.ts';

/** Records that each partition acknowledges before the stop, and again after it. */
const recordsPerHalf = 20;

/** How long the rest of the cluster may take to serve again, in milliseconds. */
const serveAgainTimeoutMs = 60_000;

/** How long a restarted broker may take to catch up, in milliseconds. */
const restartTimeoutMs = 120_000;

/** Every partition is written to all along: with acks=all those led by healthy brokers must go on too. */
export const leaderStop: SmokeCheck = {
  name: 'leader-stop',
  claim: 'An orderly stop of a partition leader in mid-stream loses no record acknowledged with acks=all.',
  timeoutMs: 240_000,
  stopsNodes: true,
  sharesOutage: true,
  skipReason: (context) => obstacleToTakingOver(context) ?? obstacleToCopies(context),
  async run(context) {
    await assertAllRunning(context.cluster, 'the check');
    const { topology } = context.cluster;
    const kafka = context.kafka();
    const count = brokersOf(topology).length;
    // With as many copies needed as there are, losing one would block writes instead of moving them.
    const minInSyncReplicas = Math.min(topology.minInSyncReplicas, topology.replicationFactor - 1);
    const made = await makeTopic(context, {
      suffix: 'leader-stop',
      partitions: count,
      minInSyncReplicas,
    });
    const { partition, leader } = await chooseLeader(context, made.partitions);
    const producer = kafka.producer({ metadataMaxAge: 1_000 });
    await producer.connect();
    const stream = await streamAcross(context, producer, made.topic, count, leader);
    const moved = await waitForNewLeader(context, made.topic, leader);
    context.note(`starting ${leader.id} again`);
    await context.cluster.start(leader.id);
    await waitForFullIsr(context, made.topic, count, restartTimeoutMs);
    const read = await readTopic(context, { topic: made.topic, group: 'leader-stop' });
    failOn(judgeStream(stream.acked, read));
    const newLeader = brokerNumbered(
      topology,
      moved.find((view) => view.partition === partition)?.leader ?? -1,
    );
    const repeated = read.length - new Set(read.map(({ value }) => value)).size;
    return (
      `${leader.id} stopped, partition ${partition} moved to ${newLeader.id}; ${stream.acked.length} acknowledged ` +
      `records all kept in order, ${repeated} doubled; longest wait ${Math.round(stream.longestWaitMs)} ms`
    );
  },
};

/** The broker that checks stop, as the leader of a partition; another leader only where it leads none. */
async function chooseLeader(
  context: CheckContext,
  partitions: readonly PartitionState[],
): Promise<{ partition: number; leader: LabNode }> {
  const { topology } = context.cluster;
  const { number } = await brokerToStop(context);
  const choices = partitions
    .map((view) => ({ partition: view.partition, leader: brokerNumbered(topology, view.leader) }))
    .filter(({ leader }) => isStoppable(topology, leader))
    .toSorted((a, b) => Number(b.leader.number === number) - Number(a.leader.number === number));
  const [choice] = choices;
  if (choice === undefined) throw new CheckFailure('every leader is needed for the majority of the quorum');
  return choice;
}

/** Stops the leader while records flow, and lets them flow until every partition has taken more of them. */
async function streamAcross(
  context: CheckContext,
  producer: Producer,
  topic: string,
  partitions: number,
  leader: LabNode,
): Promise<AckedStream> {
  context.note(`streaming to ${partitions} partitions`);
  const stream = new AckedStream(producer, topic, partitions);
  try {
    await waitForAcks(context, stream, stream.counts(), 'every partition to acknowledge records');
    await stopInOrder(context, leader);
    const without = `every partition to acknowledge records without ${leader.id}`;
    await waitForAcks(context, stream, stream.counts(), without);
  } finally {
    await stream.end();
    await producer.disconnect();
  }
  return stream;
}

async function waitForAcks(
  context: CheckContext,
  stream: AckedStream,
  before: readonly number[],
  what: string,
): Promise<void> {
  const look = async (): Promise<true | NotYet> => {
    const counts = stream.counts();
    const partition = counts.findIndex((acked, index) => acked < (before[index] ?? 0) + recordsPerHalf);
    if (partition < 0) return true;
    const missing = (before[partition] ?? 0) + recordsPerHalf - (counts[partition] ?? 0);
    const reason = stream.failure();
    return new NotYet(`partition ${partition} lacks ${missing}${reason === undefined ? '' : ` (${reason})`}`);
  };
  await until(context, what, serveAgainTimeoutMs, look, 20);
}

async function waitForNewLeader(
  context: CheckContext,
  topic: string,
  stopped: LabNode,
): Promise<readonly PartitionState[]> {
  const what = `new leaders in place of ${stopped.id}`;
  return waitForPartitions(context, topic, what, serveAgainTimeoutMs, (partitions) => {
    const left = partitions.filter(({ leader }) => leader < 0 || leader === stopped.number);
    if (left.length === 0) return undefined;
    return `partitions ${left.map(({ partition }) => partition).join(', ')} have none`;
  });
}

/**
 * What is wrong with what was kept; empty when nothing is.
 * Records without an acknowledgement may be there or not, and a retry may have written a record twice.
 */
export function judgeStream(acked: readonly SentRecord[], read: readonly ReadRecord[]): string[] {
  const values = new Set(read.map(({ value }) => value));
  const lost = acked.filter(({ value }) => !values.has(value)).map(({ value }) => value);
  const firstOnes = [...byPartition(read).values()].flatMap((records) => {
    const seen = new Set<string>();
    return records.filter(({ value }) => !seen.has(value) && seen.add(value));
  });
  return said(
    lost.length > 0 && `${lost.length} of ${acked.length} acknowledged records are lost: ${some(lost)}`,
    ...judgeOffsets(read),
    ...judgeOrder(acked, firstOnes),
  );
}
