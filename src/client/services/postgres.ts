/** Sessions with a topology's PostgreSQL server, as the owner of its database. */
import type { Client } from 'pg';
import { messageOf, RuntimeError } from '../../errors.ts';
import type { ServiceNode } from '../../kafka/node.ts';
import { hostAddressOf } from './address.ts';

/** A session that can be asked. */
export type Sql = Pick<Client, 'query'>;

/** The server's word for a password that is wrong (PostgreSQL documentation, error codes: invalid_password). */
const wrongPassword = '28P01';

/**
 * Does something in a session of its own.
 * @throws RuntimeError `service-refused` for a wrong password, else `service-unavailable`; both name the service.
 */
export async function withSql<T>(
  node: ServiceNode,
  portOffset: number,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const {
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: database,
  } = node.service.environment;
  const address = hostAddressOf(node, node.readinessPort, portOffset);
  const [host, port] = address.split(':');
  // Loaded only here: no verb but a check of such a topology needs it.
  const { default: pg } = await import('pg');
  const patience = { connectionTimeoutMillis: 5_000, application_name: 'klab' };
  const client = new pg.Client({ host, port: Number(port), user, password, database, ...patience });
  // The server may go away at any time; whoever asks next hears of it.
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw refusal(node.id, user ?? '', address, error);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refusal(nodeId: string, user: string, address: string, error: unknown): RuntimeError {
  if ((error as { code?: unknown }).code === wrongPassword) {
    return new RuntimeError(
      'service-refused',
      `${nodeId} refuses the password of user ${user}: its data was made with another one; use that, or take the instance down with its data`,
      { cause: error },
    );
  }
  const said = `${nodeId} takes no session at ${address}: ${messageOf(error)}`;
  return new RuntimeError('service-unavailable', said, { cause: error });
}
