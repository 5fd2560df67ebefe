/** Smoke check: no committed row is missing in Kafka after a broker and then the Connect worker died in mid-stream. */
import { assertAllRunning } from '../../cluster/all-running.ts';
import { viewPartitions } from '../../client/watch/living-view.ts';
import { untilRunning } from '../../client/services/connect.ts';
import { withSql } from '../../client/services/postgres.ts';
import { brokersOf, type LabNode } from '../../kafka/node.ts';
import { NotYet } from '../../wait.ts';
import { said } from '../../words.ts';
import { until } from '../kit/awaiting.ts';
import { changesIn, endOf, type ArrivedChange } from './changes-arrive.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { obstacleToFollowing, withFollowedTable, type FollowedTable } from './followed-table.ts';
import { RowStream } from './row-stream.ts';
import { brokerNumbered, isStoppable, obstacleToTakingOver } from '../kit/stoppable.ts';
import { waitForFullIsr } from '../kit/topics.ts';

/** Rows that are committed between two faults. */
const rowsBetween = 50;

/** How long a step may take until rows flow again, in milliseconds. */
const stepTimeoutMs = 120_000;

/** Rows are committed all along, one by one. */
export const changesSurvive: SmokeCheck = {
  name: 'changes-survive',
  service: 'kafka-connect',
  claim:
    'No committed row is missing in the topic after a broker and then the Connect worker was killed in mid-stream.',
  timeoutMs: 420_000,
  stopsNodes: true,
  skipReason: (context) => obstacleToTakingOver(context) ?? obstacleToFollowing(context.cluster.topology),
  async run(context) {
    await assertAllRunning(context.cluster, 'the check');
    return await withFollowedTable(context, 'survive', async (followed) => {
      const committed = await streamAcross(context, followed);
      const { topic, worker } = followed;
      const seen = await changesIn(context, topic, committed.length, distinctRows);
      const { problems, duplicates } = judgeArrivals(committed, seen, isExactlyOnce(worker));
      failOn(problems);
      return `${committed.length} rows committed while a broker and ${worker.id} were killed: all arrived in order, ${inWords(duplicates, worker)}`;
    });
  },
};

/** What came twice is one row. */
function distinctRows(seen: readonly ArrivedChange[]): number {
  return new Set(seen.map(({ change }) => change.id)).size;
}

/** @returns ids of the rows that were committed. */
async function streamAcross(context: CheckContext, followed: FollowedTable): Promise<readonly number[]> {
  const { cluster } = context;
  const { table, topic, worker, connect, connector, database } = followed;
  return await withSql(database, cluster.instance.portOffset, async (sql) => {
    const stream = new RowStream(sql, table);
    const more = (): Promise<void> => untilCommitted(context, stream, stream.committed.length + rowsBetween);
    try {
      await untilFlowing(context, followed);
      const broker = await brokerToKill(context, followed);
      context.note(`killing ${broker.id}`);
      await cluster.kill(broker.id);
      await more();
      context.note(`starting ${broker.id} again`);
      await cluster.start(broker.id);
      await waitForFullIsr(context, topic, 1, stepTimeoutMs);
      await untilFlowing(context, followed);
      context.note(`killing ${worker.id}`);
      await cluster.kill(worker.id);
      await more();
      context.note(`starting ${worker.id} again`);
      await cluster.start(worker.id);
      await untilRunning({ ...connect, signal: context.signal }, connector, stepTimeoutMs);
      await more();
    } finally {
      await stream.end();
    }
    return stream.committed;
  });
}

async function untilCommitted(context: CheckContext, stream: RowStream, count: number): Promise<void> {
  await until(context, `${count} committed rows`, stepTimeoutMs, async () => {
    stream.throwFailure();
    return stream.committed.length >= count ? true : new NotYet(`${stream.committed.length} so far`);
  });
}

/** A worker that is not writing when it dies leaves nothing half done, and would prove nothing. */
async function untilFlowing(context: CheckContext, { topic }: FollowedTable): Promise<void> {
  let before: number | undefined;
  await until(context, `${rowsBetween} more changes in ${topic}`, stepTimeoutMs, async () => {
    const end = await endOf(context, topic);
    if (end === undefined) return new NotYet('no broker tells');
    before ??= end;
    const arrived = end - before;
    return arrived >= rowsBetween ? true : new NotYet(`${arrived} so far`);
  });
}

/** The topic's leader, where the quorum keeps its majority without it. */
async function brokerToKill(context: CheckContext, { topic }: FollowedTable): Promise<LabNode> {
  const { topology } = context.cluster;
  const [partition] = await viewPartitions(context.cluster, topic);
  const leader = brokerNumbered(topology, partition?.leader ?? -1);
  return isStoppable(topology, leader)
    ? leader
    : brokersOf(topology).find((one) => isStoppable(topology, one))!;
}

/** Whether the worker writes a source's records once, whatever happens (Kafka, exactly.once.source.support). */
function isExactlyOnce({ service }: FollowedTable['worker']): boolean {
  return service.environment['CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT'] === 'enabled';
}

function inWords(duplicates: number, worker: FollowedTable['worker']): string {
  if (isExactlyOnce(worker)) return 'none twice, as exactly-once source support promises';
  const allowed = 'Connect promises at least once';
  return duplicates === 0 ? `none twice (${allowed})` : `${duplicates} duplicates: allowed, ${allowed}`;
}

/** What is wrong with what arrived, and how many changes arrived more than once. */
export function judgeArrivals(
  committed: readonly number[],
  seen: readonly ArrivedChange[],
  exactlyOnce: boolean,
): { readonly problems: string[]; readonly duplicates: number } {
  const ids = seen.toSorted((a, b) => a.offset - b.offset).map(({ change }) => change.id);
  const firstOnes = [...new Set(ids)];
  const duplicates = ids.length - firstOnes.length;
  const lost = committed.filter((id) => !firstOnes.includes(id));
  const strangers = firstOnes.filter((id) => !committed.includes(id));
  const disorder = firstOnes.findIndex((id, index) => index > 0 && id < (firstOnes[index - 1] ?? 0));
  return {
    duplicates,
    problems: said(
      lost.length > 0 && `${lost.length} of ${committed.length} committed rows are missing: ${lost[0]}…`,
      strangers.length > 0 && `${strangers.length} rows arrived that nobody committed: ${strangers[0]}…`,
      disorder > 0 && `row ${firstOnes[disorder]} arrived after row ${firstOnes[disorder - 1]}`,
      exactlyOnce &&
        duplicates > 0 &&
        `${duplicates} duplicates: NOT allowed with exactly-once source support`,
    ),
  };
}
