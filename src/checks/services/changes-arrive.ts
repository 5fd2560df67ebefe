/** Smoke check: what is changed in PostgreSQL arrives in Kafka, in order, and exactly that. */
import { lastOffsetsOf } from '../../client/topics/read-whole-topic.ts';
import { CheckFailure, messageOf } from '../../errors.ts';
import { readRowChange, type RowChange } from '../../client/services/follower.ts';
import type { Sql } from '../../client/services/postgres.ts';
import { NotYet } from '../../wait.ts';
import { until } from '../kit/awaiting.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { obstacleToFollowing, withFollowedTable } from './followed-table.ts';
import { readTopic } from '../kit/reading.ts';

const rows = 30;

/** How long changes may take to arrive, in milliseconds. */
const arrivalTimeoutMs = 60_000;

/** How long the broker that knows the end of a topic may be away, in milliseconds, until it is said that nobody does. */
const endTimeoutMs = 2_000;

/** A connector of the check's own follows a table of the check's own. */
export const changesArrive: SmokeCheck = {
  name: 'changes-arrive',
  service: 'kafka-connect',
  claim:
    'Rows that are inserted, updated and deleted in PostgreSQL arrive in the topic in order, and nothing else.',
  timeoutMs: 180_000,
  skipReason: ({ cluster: { topology } }) => obstacleToFollowing(topology),
  run: (context) =>
    withFollowedTable(context, 'changes', async ({ table, topic, sql, connector }) => {
      context.note(`changing ${rows} rows of ${table}`);
      const made = await changeRows(sql, table);
      const seen = (await changesIn(context, topic, made.length)).map(({ change }) => change);
      failOn(judgeChanges(made, seen));
      const count = (op: RowChange['op']): number => made.filter((change) => change.op === op).length;
      return `${connector} runs; ${count('c')} inserts, ${count('u')} updates and ${count('d')} deletes arrived in order, nothing else did`;
    }),
};

/** Inserts all rows, updates each, deletes every third. @returns the changes in their order. */
async function changeRows(sql: Sql, table: string): Promise<readonly RowChange[]> {
  const made: RowChange[] = [];
  const ids = Array.from({ length: rows }, (_, index) => index + 1);
  for (const id of ids) {
    await sql.query(`INSERT INTO ${table} VALUES ($1, $2)`, [id, `first ${id}`]);
    made.push({ op: 'c', id, value: `first ${id}` });
  }
  for (const id of ids) {
    await sql.query(`UPDATE ${table} SET value = $2 WHERE id = $1`, [id, `second ${id}`]);
    made.push({ op: 'u', id, value: `second ${id}` });
  }
  for (const id of ids.filter((each) => each % 3 === 0)) {
    await sql.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
    made.push({ op: 'd', id });
  }
  return made;
}

/** What is wrong with what arrived; empty when it is what was done. */
export function judgeChanges(made: readonly RowChange[], seen: readonly RowChange[]): string[] {
  const problems: string[] = [];
  if (seen.length !== made.length)
    problems.push(`${seen.length} changes arrived of ${made.length} that were made`);
  const wrong = made.findIndex((change, index) => inWords(change) !== inWords(seen[index]));
  if (wrong >= 0) {
    problems.push(`change ${wrong + 1} is ${inWords(seen[wrong])} instead of ${inWords(made[wrong])}`);
  }
  return problems;
}

function inWords(change: RowChange | undefined): string {
  if (change === undefined) return 'missing';
  return `${change.op} of row ${change.id}${change.value === undefined ? '' : ` (${change.value})`}`;
}

/** A change as it stands in the topic. */
export interface ArrivedChange {
  readonly change: RowChange;
  readonly offset: number;
}

/** Offset of the next record of a topic's one partition; undefined while the broker that knows it is away. */
export async function endOf({ cluster, signal }: CheckContext, topic: string): Promise<number | undefined> {
  try {
    const last = await lastOffsetsOf({ access: cluster, topic, timeoutMs: endTimeoutMs, signal });
    return (last.get(0) ?? -1) + 1;
  } catch {
    return undefined;
  }
}

/**
 * Waits until a topic of one partition has so many records, and reads all that there are then.
 * @param countOf how many of them count. @default all
 * @throws CheckFailure with how many there are when they do not come in time.
 */
export async function changesIn(
  context: CheckContext,
  topic: string,
  atLeast: number,
  countOf: (seen: readonly ArrivedChange[]) => number = (seen) => seen.length,
): Promise<readonly ArrivedChange[]> {
  const look = async (): Promise<readonly ArrivedChange[] | NotYet> => {
    const end = await endOf(context, topic);
    // Markers of transactions count as offsets too, so that only reading tells.
    if (end === undefined || end < atLeast) return new NotYet(`${end ?? 'nobody knows how many'} there`);
    const records = await readTopic(context, { topic, group: `${topic}-reader` });
    const read = records.map(({ value, offset }) => ({ change: readRowChange(value), offset }));
    const count = countOf(read);
    return count >= atLeast ? read : new NotYet(`${count} there`);
  };
  try {
    return await until(context, `${atLeast} changes in ${topic}`, arrivalTimeoutMs, look, 500);
  } catch (error) {
    context.signal.throwIfAborted();
    throw new CheckFailure(`changes are missing: ${messageOf(error)}`, { cause: error });
  }
}
