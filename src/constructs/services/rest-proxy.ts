/** Confluent's REST proxy: Kafka for clients that only speak HTTP. */
import type { Construct } from 'constructs';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference, hostReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { aPort, madeBy } from '../prop-rules.ts';
import { clientSettings, clientVariables } from './kafka-client.ts';
import { SchemaRegistry } from './schema-registry.ts';
import {
  clusterProblem,
  HttpService,
  serviceRules,
  type HttpServiceDescription,
  type ServiceProps,
} from './service-node.ts';
import type { Rules } from '../props.ts';
import { Topology } from '../topology.ts';

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
export class RestProxy extends HttpService<RestProxyProps> {
  readonly registry: SchemaRegistry | undefined;

  constructor(scope: Construct, id: string, given: RestProxyProps = {}) {
    super(scope, id, given, rules, () => ({
      image: serviceImages.restProxy,
      heapMb: 256,
      port: servicePorts.restProxy,
    }));
    this.registry = this.props.registry;
    // Whoever comes to its port comes as nobody, and may ask for any topic.
    Topology.of(this).addKafkaClient({ name: id });
  }

  protected override problems(): string[] {
    return clusterProblem(this, 'passes requests on to Kafka');
  }

  protected override describe(): HttpServiceDescription {
    const { heapMb, port, registry } = this;
    return {
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
          ...clientVariables('KAFKA_REST_CLIENT', clientSettings(this)),
        },
        userId: 1000,
        volumePaths: {},
        scratchPaths: ['/etc/kafka-rest/secrets'],
        // The root answers without a look at Kafka; topics cannot be listed without a broker.
        health: { kind: 'http', port: 'http', path: '/topics' },
        pages: [{ port: 'http', scheme: 'http', path: '/topics', title: 'REST API of Kafka' }],
      },
    };
  }
}
