/** A schema registry that keeps its schemas in the topology's own Kafka. */
import type { Construct } from 'constructs';
import { jvmPerformanceFlags, nameLookupFlags } from '../../kafka/images/image-environment.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference, hostReference } from '../../kafka/references.ts';
import type { ServiceSpec } from '../../kafka/service.ts';
import {
  registryApiPath,
  serviceImages,
  type RegistryImplementation,
} from '../../kafka/images/service-images.ts';
import { aPort, aText } from '../prop-rules.ts';
import {
  clusterProblem,
  HttpService,
  replicationFactorFor,
  serviceRules,
  type HttpServiceDescription,
  type ServiceProps,
} from './service-node.ts';
import type { Rules } from '../props.ts';

/** Props of {@link SchemaRegistry}. */
export interface SchemaRegistryProps extends ServiceProps {
  /** Whose registry it is; both answer Confluent's API. @default 'apicurio', which anybody may pull */
  readonly implementation?: RegistryImplementation;
  /** Port of the API. @default 8081 */
  readonly port?: number;
}

const rules: Rules<SchemaRegistryProps> = {
  ...serviceRules,
  implementation: aText,
  port: aPort,
};

/** A schema registry; the id of the construct is the id of the node. */
export class SchemaRegistry extends HttpService<SchemaRegistryProps> {
  readonly implementation: RegistryImplementation;

  constructor(scope: Construct, id: string, given: SchemaRegistryProps = {}) {
    super(scope, id, given, rules, ({ implementation = 'apicurio' }) => ({
      image: serviceImages.registry[implementation],
      heapMb: 256,
      port: servicePorts.schemaRegistry,
    }));
    this.implementation = this.props.implementation ?? 'apicurio';
  }

  /** Where clients inside the cluster find the Confluent API. */
  override get url(): string {
    return super.url + registryApiPath[this.implementation];
  }

  protected override problems(): string[] {
    return [...clusterProblem(this, 'keeps its schemas in Kafka'), ...implementationProblems(this)];
  }

  protected override describe(): HttpServiceDescription {
    return {
      software: 'schema-registry',
      service: this.implementation === 'apicurio' ? this.apicurio() : this.confluent(),
    };
  }

  /**
   * Apicurio Registry 3, documentation: "Configuring Kafka-based storage". Its topics get as many copies as there are
   * brokers when it first starts, 3 at most; its own setting for that is passed on as a topic's, which Kafka 4 refuses
   * (3.3.3, KafkaAdminUtil).
   */
  private apicurio(): ServiceSpec {
    return {
      environment: {
        APICURIO_STORAGE_KIND: 'kafkasql',
        APICURIO_KAFKASQL_BOOTSTRAP_SERVERS: bootstrapReference,
        QUARKUS_HTTP_PORT: String(this.port),
        JAVA_OPTS: `-Xmx${this.heapMb}m ${jvmPerformanceFlags} ${nameLookupFlags}`,
      },
      userId: 185,
      volumePaths: {},
      // Its own health is told on another port, of which clients know nothing.
      health: { kind: 'http', port: 'http', path: `${registryApiPath.apicurio}/subjects` },
      pages: [
        {
          port: 'http',
          scheme: 'http',
          path: registryApiPath.apicurio,
          title: "Confluent's registry API",
        },
      ],
    };
  }

  /** Confluent's documentation: "Schema Registry Configuration Options". */
  private confluent(): ServiceSpec {
    return {
      environment: {
        SCHEMA_REGISTRY_HOST_NAME: hostReference(this.node.id),
        SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS: bootstrapReference,
        SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR: String(replicationFactorFor(this)),
        SCHEMA_REGISTRY_LISTENERS: `http://0.0.0.0:${this.port}`,
        SCHEMA_REGISTRY_HEAP_OPTS: `-Xmx${this.heapMb}m`,
      },
      userId: 1000,
      volumePaths: {},
      scratchPaths: ['/etc/schema-registry/secrets'],
      health: { kind: 'http', port: 'http', path: '/subjects' },
      pages: [{ port: 'http', scheme: 'http', path: '/subjects', title: "Confluent's registry API" }],
    };
  }
}

/** TypeScript refuses another one; JavaScript does not. */
function implementationProblems({ implementation }: SchemaRegistry): string[] {
  const known = Object.keys(serviceImages.registry);
  if (known.includes(implementation)) return [];
  return [`implementation "${implementation}" is unknown; use ${known.join(' or ')}`];
}
