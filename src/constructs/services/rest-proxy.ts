/** Confluent's REST proxy: Kafka for clients that only speak HTTP. */
import { Construct } from 'constructs';
import type { LabNode } from '../../kafka/node.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference, hostReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { SchemaRegistry } from './schema-registry.ts';
import {
  serviceRules,
  clusterProblem,
  httpServiceNode,
  httpServiceUrl,
  type ServiceProps,
} from './service-node.ts';
import { Topology, type NodeSource } from '../topology.ts';
import { aPort, madeBy } from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';

/** Props of {@link RestProxy}. */
export interface RestProxyProps extends ServiceProps {
  /** Port of the API. @default 8082 */
  readonly port?: number;
  /** Where the schemas of Avro, JSON Schema and Protobuf records are kept. @default none: only JSON and binary records */
  readonly registry?: SchemaRegistry;
}

const rules: Rules<RestProxyProps> = {
  ...serviceRules,
  port: aPort,
  registry: madeBy([SchemaRegistry]),
};

/** One REST proxy; the id of the construct is the id of the node. */
export class RestProxy extends Construct implements NodeSource {
  readonly image: string;
  readonly heapMb: number;
  readonly port: number;
  readonly registry: SchemaRegistry | undefined;
  private readonly props: RestProxyProps;

  constructor(scope: Construct, id: string, given: RestProxyProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.props = props;
    this.image = props.image ?? serviceImages.restProxy;
    this.heapMb = props.heapMb ?? 256;
    this.port = props.port ?? servicePorts.restProxy;
    this.registry = props.registry;
    this.node.addValidation({ validate: () => clusterProblem(this, 'passes requests on to Kafka') });
    Topology.of(this).addNodes(this);
  }

  /** Where clients inside the cluster find the API. */
  get url(): string {
    return httpServiceUrl(this);
  }

  resolveNodes(): readonly LabNode[] {
    const { heapMb, port, registry } = this;
    return [
      httpServiceNode(
        this,
        {
          software: 'rest-proxy',
          ...(registry !== undefined && { dependsOn: [registry.node.id] }),
          service: {
            // Confluent's documentation: "REST Proxy Configuration Options"; its start script reads the heap.
            environment: {
              KAFKA_REST_HOST_NAME: hostReference(this.node.id),
              KAFKA_REST_BOOTSTRAP_SERVERS: bootstrapReference,
              KAFKA_REST_LISTENERS: `http://0.0.0.0:${port}`,
              ...(registry !== undefined && { KAFKA_REST_SCHEMA_REGISTRY_URL: registry.url }),
              KAFKAREST_HEAP_OPTS: `-Xmx${heapMb}m`,
            },
            userId: 1000,
            volumePaths: {},
            scratchPaths: ['/etc/kafka-rest/secrets'],
            // The root answers without a look at Kafka; topics cannot be listed without a broker.
            health: { kind: 'http', port: 'http', path: '/topics' },
            pages: [{ port: 'http', scheme: 'http', path: '/topics', title: 'REST API of Kafka' }],
          },
        },
        this.props,
      ),
    ];
  }
}
