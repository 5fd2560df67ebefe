/** A ksqlDB server: SQL over the topology's own topics. */
import { Construct } from 'constructs';
import type { LabNode } from '../../kafka/node.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { SchemaRegistry } from './schema-registry.ts';
import {
  serviceRules,
  clusterProblem,
  replicationFactorFor,
  httpServiceNode,
  httpServiceUrl,
  type ServiceProps,
} from './service-node.ts';
import { Topology, type NodeSource } from '../topology.ts';
import { aPort, aWord, madeBy } from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';

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

/** One ksqlDB server; the id of the construct is the id of the node. */
export class KsqlDb extends Construct implements NodeSource {
  readonly image: string;
  readonly heapMb: number;
  readonly port: number;
  readonly registry: SchemaRegistry | undefined;
  readonly serviceId: string;
  private readonly props: KsqlDbProps;

  constructor(scope: Construct, id: string, given: KsqlDbProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.props = props;
    this.image = props.image ?? serviceImages.ksqlDb;
    this.heapMb = props.heapMb ?? 512;
    this.port = props.port ?? servicePorts.ksqlDb;
    this.registry = props.registry;
    this.serviceId = props.serviceId ?? `${id}_`;
    this.node.addValidation({ validate: () => clusterProblem(this, 'keeps its statements in Kafka') });
    Topology.of(this).addNodes(this);
  }

  /** Where clients inside the cluster find the API. */
  get url(): string {
    return httpServiceUrl(this);
  }

  resolveNodes(): readonly LabNode[] {
    const { registry } = this;
    return [
      httpServiceNode(
        this,
        {
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
        },
        this.props,
      ),
    ];
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
    };
  }
}
