/** A table that Debezium follows into a topic, made for one check and removed after it, slot and connector included. */
import { servicePlace, type ServicePlace } from '../../client/services/address.ts';
import { followerConfig, slotIsActive } from '../../client/services/follower.ts';
import { deleteConnector, putConnector, untilRunning } from '../../client/services/connect.ts';
import { withSql, type Sql } from '../../client/services/postgres.ts';
import { findService, type ResolvedTopology, type ServiceNode } from '../../kafka/node.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { CheckContext } from '../kit/check.ts';
import { tidyAfter } from '../kit/tidy-after.ts';
import { makeTopic } from '../kit/topics.ts';

/** What a check has of its table. */
export interface FollowedTable {
  /** Its name, with columns `id` (int, the key) and `value` (text). */
  readonly table: string;
  /** The topic that its changes arrive in, with one partition. */
  readonly topic: string;
  /** Name of the connector. */
  readonly connector: string;
  readonly worker: ServiceNode;
  readonly database: ServiceNode;
  readonly connect: ServicePlace;
  readonly sql: Sql;
}

/** How long a connector may take to run and to open its slot, in milliseconds. */
const runTimeoutMs = 90_000;

/** Whether a worker runs Debezium's image, or one that is made of it. */
export function isDebezium({ service }: ServiceNode): boolean {
  return service.environment['ADVERTISED_HOST_NAME'] !== undefined;
}

/** Why no table can be followed here; undefined where one can. */
export function obstacleToFollowing(topology: ResolvedTopology): string | undefined {
  const worker = findService(topology, 'kafka-connect');
  if (worker === undefined) return 'needs Kafka Connect: the topology has none';
  if (!isDebezium(worker)) return `needs Debezium's connectors: ${worker.id} runs ${worker.image}`;
  if (findService(topology, 'postgresql') === undefined) return 'needs PostgreSQL: the topology has none';
  return undefined;
}

/** Makes the table, its topic and its connector, and waits until changes are followed; removes all of it afterwards. */
export async function withFollowedTable<T>(
  context: CheckContext,
  suffix: string,
  use: (table: FollowedTable) => Promise<T>,
): Promise<T> {
  const { topology, instance } = context.cluster;
  const worker = findService(topology, 'kafka-connect')!;
  const database = findService(topology, 'postgresql')!;
  const connect = servicePlace(worker, instance.portOffset);
  const connector = `${context.topicPrefix}-${suffix}`;
  const names = { table: connector.replaceAll('-', '_'), connector, worker, database, connect };
  const tidy = async (): Promise<void> => {
    await deleteConnector(connect, connector);
    await dropTable(database, instance.portOffset, names.table);
  };
  const work = (): Promise<T> =>
    withSql(database, instance.portOffset, async (sql) => {
      await sql.query(`CREATE TABLE ${names.table} (id int PRIMARY KEY, value text NOT NULL)`);
      const topic = await follow(context, { ...names, sql }, suffix);
      return await use({ ...names, topic, sql });
    });
  const what = `connector ${connector}, or what it followed in ${database.id}`;
  return await tidyAfter(context, { what, work, tidy });
}

/** @returns the topic that changes arrive in. */
async function follow(
  context: CheckContext,
  { table, connector, database, connect, sql }: Omit<FollowedTable, 'topic'>,
  suffix: string,
): Promise<string> {
  const { topic } = await makeTopic(context, { suffix: `${suffix}.public.${table}`, partitions: 1 });
  context.note(`waiting for connector ${connector} to follow ${table}`);
  const host = context.cluster.clusterHostOf(database.id);
  const config = followerConfig({ database, host, topicPrefix: connector, table });
  await putConnector(connect, { name: connector, config });
  await untilRunning({ ...connect, signal: context.signal }, connector, runTimeoutMs);
  await untilFollowed(context, sql, table);
  return topic;
}

/** What is inserted before its slot is open is no change that the connector sees. */
async function untilFollowed(context: CheckContext, sql: Sql, table: string): Promise<void> {
  const wait = { what: `the slot of ${table} to be read`, timeoutMs: runTimeoutMs, signal: context.signal };
  await waitFor(wait, async () => (await slotIsActive(sql, table)) || new NotYet('nobody reads it'));
}

/** A slot that is kept would keep the server's log for ever. */
async function dropTable(database: ServiceNode, portOffset: number, table: string): Promise<void> {
  await withSql(database, portOffset, async (sql) => {
    await waitFor({ what: `the slot of ${table} to be let go`, timeoutMs: 60_000 }, async () =>
      (await slotIsActive(sql, table)) ? new NotYet('it is still read') : true,
    );
    const drop = 'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1';
    await sql.query(drop, [table]);
    await sql.query(`DROP PUBLICATION IF EXISTS ${table}`);
    await sql.query(`DROP TABLE IF EXISTS ${table}`);
  });
}
