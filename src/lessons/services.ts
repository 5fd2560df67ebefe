/** What lessons look at beside Kafka: the schema registry and the database of their topology. */
import {
  compatibilityOf,
  demandBackwardCompatibility,
  refusalOf,
  registerSchema,
  registryOf,
  removeSubject,
  versionsIn,
  type RegisteredSchema,
} from '../client/services/schema-registry.ts';
import { withSql } from '../client/services/postgres.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { RuntimeError } from '../errors.ts';
import { findService, type ServiceNode } from '../kafka/node.ts';

/** Where schemas are kept. Each speaks to the registry. @throws RuntimeError where it does not answer, or there is none */
export interface SchemaDesk {
  /** All versions of a subject, in order; none where it is not there. */
  versions(subject: string): Promise<readonly RegisteredSchema[]>;
  /** The rule of a subject, such as `BACKWARD`; undefined where it has none of its own. */
  compatibility(subject: string): Promise<string | undefined>;
  /** Gives a subject the rule `BACKWARD`. */
  demandBackward(subject: string): Promise<void>;
  /** Registers an Avro schema. @returns its id */
  register(subject: string, schema: object): Promise<number>;
  /** Whether a schema is refused, in the registry's words; one that is not is registered. */
  refusal(subject: string, schema: object): Promise<string | undefined>;
  remove(subject: string): Promise<void>;
}

/** What stands around Kafka. */
export interface LabServices {
  readonly schemas: SchemaDesk;
  /** Asks the database as its owner. @returns the rows. @throws RuntimeError where it does not answer, or there is none */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The services of a cluster, by their ports on the host. */
export function labServices({ topology, instance: { portOffset } }: RunningCluster): LabServices {
  const node = (software: 'schema-registry' | 'postgresql'): ServiceNode => {
    const found = findService(topology, software);
    if (found !== undefined) return found;
    throw new RuntimeError('service-unavailable', `${topology.name} has no ${software}`);
  };
  const registry = () => registryOf(node('schema-registry'), portOffset);
  return {
    schemas: {
      versions: (subject) => versionsIn(registry(), subject),
      compatibility: (subject) => compatibilityOf(registry(), subject),
      demandBackward: (subject) => demandBackwardCompatibility(registry(), subject),
      register: (subject, schema) => registerSchema(registry(), subject, schema),
      refusal: (subject, schema) => refusalOf(registry(), subject, schema),
      remove: (subject) => removeSubject(registry(), subject),
    },
    sql: (statement) =>
      withSql(node('postgresql'), portOffset, async (sql) => {
        const { rows } = await sql.query<Record<string, unknown>>(statement);
        return rows;
      }),
  };
}
