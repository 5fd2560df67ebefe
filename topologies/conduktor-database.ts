/** The database that conduktor's console keeps its users in, as conduktor/kafka-stack-docker-compose has it. */
import { PostgreSql, type Topology } from '../src/index.ts';

/** Theirs publishes no port: only the console uses it. */
export function conduktorDatabase(topology: Topology): PostgreSql {
  return new PostgreSql(topology, 'postgresql', {
    database: 'conduktor-console',
    user: 'conduktor',
    password: 'some_password',
    published: false,
    logicalReplication: false,
  });
}
