/** Debezium's PostgreSQL connector: how it follows a table, and what it writes down of a change. */
import { portNamed, type ServiceNode } from '../../kafka/node.ts';
import type { Sql } from './postgres.ts';

/** What is followed. */
export interface FollowRequest {
  readonly database: ServiceNode;
  /** Host of the database as the worker finds it. */
  readonly host: string;
  /** First part of the topic's name; the rest is `.public.` and the table. */
  readonly topicPrefix: string;
  /** Also the name of the slot and of the publication, so that each can be found and removed. */
  readonly table: string;
}

/** Configuration of a connector that follows one table (Debezium documentation, PostgreSQL connector properties). */
export function followerConfig({
  database,
  host,
  topicPrefix,
  table,
}: FollowRequest): Record<string, string> {
  const { environment } = database.service;
  return {
    'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
    'tasks.max': '1',
    'database.hostname': host,
    'database.port': String(portNamed(database, database.readinessPort)),
    'database.user': environment['POSTGRES_USER'] ?? '',
    'database.password': environment['POSTGRES_PASSWORD'] ?? '',
    'database.dbname': environment['POSTGRES_DB'] ?? '',
    'topic.prefix': topicPrefix,
    'plugin.name': 'pgoutput',
    'slot.name': table,
    'publication.name': table,
    'publication.autocreate.mode': 'filtered',
    'table.include.list': `public.${table}`,
    'tombstones.on.delete': 'false',
    // Changes are sent as they come, not in batches of half a second.
    'poll.interval.ms': '50',
  };
}

/** Whether somebody reads a slot (PostgreSQL documentation, pg_replication_slots). */
export async function slotIsActive(sql: Sql, slot: string): Promise<boolean> {
  const { rows } = await sql.query('SELECT active FROM pg_replication_slots WHERE slot_name = $1', [slot]);
  return (rows[0] as { active?: boolean } | undefined)?.active === true;
}

/** One change of a row: created, updated, deleted, or read when the table was first looked at. */
export interface RowChange {
  readonly op: 'c' | 'u' | 'd' | 'r';
  readonly id: number;
  /** Undefined for what is deleted. */
  readonly value?: string;
}

/** Reads what Debezium writes of a change as JSON without schemas (Debezium documentation, data change events). */
export function readRowChange(text: string): RowChange {
  const { op, before, after } = JSON.parse(text) as {
    readonly op: RowChange['op'];
    readonly before: { readonly id: number } | null;
    readonly after: { readonly id: number; readonly value: string } | null;
  };
  return { op, id: after?.id ?? before?.id ?? -1, ...(after !== null && { value: after.value }) };
}
