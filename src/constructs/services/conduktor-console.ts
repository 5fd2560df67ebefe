/** Conduktor Console: a user interface for the topology's Kafka and what stands around it. */
import type { Construct } from 'constructs';
import { servicePorts } from '../../kafka/ports.ts';
import { usesSasl } from '../../kafka/security/listener.ts';
import { bootstrapReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { clientSettings, listenerForServices } from './kafka-client.ts';
import { KafkaConnect } from './kafka-connect.ts';
import { KsqlDb } from './ksqldb.ts';
import { PostgreSql } from './postgresql.ts';
import { SchemaRegistry } from './schema-registry.ts';
import {
  clusterProblem,
  HttpService,
  serviceRules,
  type HttpServiceDescription,
  type ServiceProps,
} from './service-node.ts';
import { Topology } from '../topology.ts';
import { aPort, madeBy, needed } from '../prop-rules.ts';
import type { Rules } from '../props.ts';

/** Props of {@link ConduktorConsole}. */
export interface ConduktorConsoleProps extends ServiceProps {
  /** Where it keeps what it knows, such as its users. */
  readonly database: PostgreSql;
  /** Port of its pages. @default 8080 */
  readonly port?: number;
  /** Shown with the cluster. @default none */
  readonly registry?: SchemaRegistry;
  /** Shown with the cluster. @default none */
  readonly connect?: KafkaConnect;
  /** Shown with the cluster. @default none */
  readonly ksqlDb?: KsqlDb;
}

/** User that the upstream image runs as, by its number (Conduktor's documentation of its images, user `conduktor`). */
const consoleUserId = 10_001;

const rules: Rules<ConduktorConsoleProps> = {
  ...serviceRules,
  database: needed(madeBy([PostgreSql]), 'a PostgreSql of this topology'),
  port: aPort,
  registry: madeBy([SchemaRegistry]),
  connect: madeBy([KafkaConnect]),
  ksqlDb: madeBy([KsqlDb]),
};

/** One console; the id of the construct is the id of the node. */
export class ConduktorConsole extends HttpService<ConduktorConsoleProps> {
  readonly database: PostgreSql;

  constructor(scope: Construct, id: string, given: ConduktorConsoleProps) {
    // Conduktor's chart asks for 2 GiB of memory and gives the heap 80 % of it.
    super(scope, id, given, rules, () => ({
      image: serviceImages.console,
      heapMb: 1536,
      port: servicePorts.console,
    }));
    this.database = this.props.database;
    // Its own users look at everything, and have rights of their own in it.
    Topology.of(this).addKafkaClient({ name: id });
  }

  protected override problems(): string[] {
    return [...clusterProblem(this, 'shows what is in Kafka'), ...this.passwordProblems()];
  }

  protected override describe(): HttpServiceDescription {
    return {
      software: 'console',
      volumes: [{ name: 'data' }],
      dependsOn: [this.database.node.id],
      service: {
        environment: this.environment(),
        userId: consoleUserId,
        volumePaths: { data: '/var/conduktor' },
        // 503 until every module is up (Conduktor's documentation: "API health endpoints").
        health: { kind: 'http', port: 'http', path: '/platform/api/modules/health/ready' },
        pages: [{ port: 'http', scheme: 'http', path: '', title: 'Conduktor Console' }],
      },
    };
  }

  /** Settings of a cluster are one variable of its own, in which everybody who may look at the container would see a password. */
  private passwordProblems(): string[] {
    const listener = listenerForServices(this);
    if (listener === undefined || !usesSasl(listener)) return [];
    return [
      `would have a password for ${listener.protocol} in its environment; use security.internal SSL with clientAuth required, or drop the console`,
    ];
  }

  /** Conduktor's documentation: "Environment variables", "Kafka clusters properties". */
  private environment(): Record<string, string> {
    const { registry, connect, ksqlDb } = this.props;
    const cluster = 'CDK_CLUSTERS_0';
    const clientLines = Object.entries(clientSettings(this)).map(([name, value]) => `${name}=${value}`);
    return {
      CDK_DATABASE_URL: this.database.url,
      CDK_LISTENING_PORT: String(this.port),
      CONSOLE_MEMORY_OPTS: `-Xmx${this.heapMb}m`,
      [`${cluster}_ID`]: 'default',
      [`${cluster}_NAME`]: Topology.of(this).name,
      [`${cluster}_BOOTSTRAPSERVERS`]: bootstrapReference,
      ...(clientLines.length > 0 && { [`${cluster}_PROPERTIES`]: clientLines.join('\n') }),
      ...(registry !== undefined && { [`${cluster}_SCHEMAREGISTRY_URL`]: registry.url }),
      ...namedService(`${cluster}_KAFKACONNECTS_0`, connect),
      ...namedService(`${cluster}_KSQLDBS_0`, ksqlDb),
    };
  }
}

function namedService(prefix: string, service: KafkaConnect | KsqlDb | undefined): Record<string, string> {
  if (service === undefined) return {};
  const { id } = service.node;
  return { [`${prefix}_ID`]: id, [`${prefix}_NAME`]: id, [`${prefix}_URL`]: service.url };
}
