/** A schema registry that keeps its schemas in the topology's own Kafka. */
import type { Construct } from 'constructs';
import { jvmPerformanceFlags, nameLookupFlags } from '../../kafka/images/image-environment.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference, hostReference, mapValues } from '../../kafka/references.ts';
import type { Acl } from '../../kafka/security/users.ts';
import type { ServiceSpec } from '../../kafka/service.ts';
import {
  registryApiPath,
  serviceImages,
  type RegistryImplementation,
} from '../../kafka/images/service-images.ts';
import { aPort, aText } from '../prop-rules.ts';
import { clientSettings, clientVariables } from './kafka-client.ts';
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

/** Props of {@link SchemaRegistry}. */
export interface SchemaRegistryProps extends ServiceProps {
  /** Whose registry it is; both answer Confluent's API. @default 'apicurio', which anybody may pull */
  readonly implementation?: RegistryImplementation;
  /** Port of the API. @default 8081 */
  readonly port?: number;
}

/** Of a topic of its own, which it makes and whose settings it looks at. */
const ofOwnTopic = ['Read', 'Write', 'Create', 'Describe', 'DescribeConfigs'] as const;

/** What each does with Kafka: topics and groups by the names that they have unless somebody changes them. */
const rights: Readonly<Record<RegistryImplementation, readonly Acl[]>> = {
  // 3.3.3, KafkaSqlConfiguration: journal and snapshots, events, a group for each start.
  apicurio: [
    { topic: 'kafkasql-*', operations: ofOwnTopic },
    { topic: 'registry-events', operations: ofOwnTopic },
    { group: 'apicurio-*', operations: ['Read', 'Describe'] },
  ],
  // Confluent's documentation: "Configuring Role-Based Access", "kafkastore.topic", "schema.registry.group.id".
  confluent: [
    { topic: '_schemas', operations: ofOwnTopic },
    { group: 'schema-registry*', operations: ['Read', 'Describe'] },
  ],
};

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
    Topology.of(this).addKafkaClient({ name: id, acls: rights[this.implementation] ?? [] });
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
        ...this.apicurioClient(),
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

  /**
   * The prefix is that of all its clients, for which it leaves brokers' names unlooked at unless it is told otherwise
   * (3.3.3, KafkaSqlConfiguration). A `${` would be completed by Quarkus before Kafka sees it.
   */
  private apicurioClient(): Record<string, string> {
    const settings = clientSettings(this);
    if (Object.keys(settings).length === 0) return {};
    const named = { ...settings, 'ssl.endpoint.identification.algorithm': 'https' };
    return clientVariables(
      'APICURIO_KAFKA_COMMON',
      mapValues(named, (value) => value.replaceAll('$', String.raw`\$`)),
    );
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
        ...clientVariables('SCHEMA_REGISTRY_KAFKASTORE', clientSettings(this)),
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
