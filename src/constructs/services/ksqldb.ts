/** A ksqlDB server: SQL over the topology's own topics. */
import type { Construct } from 'constructs';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { aPort, aWord, madeBy } from '../prop-rules.ts';
import { clientSettings, variablesOfClients } from './kafka-client.ts';
import { SchemaRegistry } from './schema-registry.ts';
import {
  clusterProblem,
  HttpService,
  replicationFactorFor,
  serviceRules,
  type HttpServiceDescription,
  type ServiceProps,
} from './service-node.ts';
import type { Rules } from '../props.ts';
import { Topology } from '../topology.ts';

/** Props of {@link KsqlDb}. */
export interface KsqlDbProps extends ServiceProps {
  /** Port of the API. @default 8088 */
  readonly port?: number;
  /** Where the schemas of Avro, JSON Schema and Protobuf records are kept. @default none: formats without a registry */
  readonly registry?: SchemaRegistry;
  /** Servers that share it share queries, and it begins the names of their topics. @default the node's id and `_` */
  readonly serviceId?: string;
}

const rules: Rules<KsqlDbProps> = {
  ...serviceRules,
  port: aPort,
  registry: madeBy([SchemaRegistry]),
  serviceId: aWord,
};

/**
 * Its queries, and what it keeps its statements by. Without a prefix settings of TLS are its own port's too, which knows no
 * PEM (KsqlRestConfig).
 */
const clients = ['STREAMS', 'SERVER_COMMAND_CONSUMER', 'SERVER_COMMAND_PRODUCER'].map(
  (client) => `KSQL_KSQL_${client}`,
);

/** One ksqlDB server; the id of the construct is the id of the node. */
export class KsqlDb extends HttpService<KsqlDbProps> {
  readonly registry: SchemaRegistry | undefined;
  readonly serviceId: string;

  constructor(scope: Construct, id: string, given: KsqlDbProps = {}) {
    super(scope, id, given, rules, () => ({
      image: serviceImages.ksqlDb,
      heapMb: 512,
      port: servicePorts.ksqlDb,
    }));
    this.registry = this.props.registry;
    this.serviceId = this.props.serviceId ?? `${id}_`;
    // Which topics it will be asked for stands in nobody's topology.
    Topology.of(this).addKafkaClient({ name: id });
  }

  protected override problems(): string[] {
    return clusterProblem(this, 'keeps its statements in Kafka');
  }

  protected override describe(): HttpServiceDescription {
    const { registry } = this;
    return {
      software: 'ksqldb',
      ...(registry !== undefined && { dependsOn: [registry.node.id] }),
      service: {
        environment: this.environment(),
        userId: 1000,
        volumePaths: {},
        // Answers once the server has read its statements (ksqlDB's documentation: "Introspect server status").
        health: { kind: 'http', port: 'http', path: '/info' },
        pages: [{ port: 'http', scheme: 'http', path: '/info', title: 'REST API of ksqlDB' }],
      },
    };
  }

  /** ksqlDB's documentation: "ksqlDB Configuration Parameter Reference"; the image makes `ksql.…` of `KSQL_KSQL_…`. */
  private environment(): Record<string, string> {
    const copies = String(replicationFactorFor(this));
    return {
      KSQL_BOOTSTRAP_SERVERS: bootstrapReference,
      KSQL_LISTENERS: `http://0.0.0.0:${this.port}`,
      KSQL_KSQL_SERVICE_ID: this.serviceId,
      KSQL_KSQL_INTERNAL_TOPIC_REPLICAS: copies,
      KSQL_KSQL_STREAMS_REPLICATION_FACTOR: copies,
      KSQL_KSQL_LOGGING_PROCESSING_TOPIC_REPLICATION_FACTOR: copies,
      ...(this.registry !== undefined && { KSQL_KSQL_SCHEMA_REGISTRY_URL: this.registry.url }),
      KSQL_HEAP_OPTS: `-Xmx${this.heapMb}m`,
      ...variablesOfClients('KSQL', clients, clientSettings(this)),
    };
  }
}
