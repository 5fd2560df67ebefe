/** A Kafka Connect worker that keeps its state in the topology's own Kafka. */
import type { Construct } from 'constructs';
import { jvmPerformanceFlags, nameLookupFlags } from '../../kafka/images/image-environment.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { bootstrapReference, hostReference } from '../../kafka/references.ts';
import type { ConnectorSpec } from '../../kafka/service.ts';
import { serviceImages, type ConnectDistribution } from '../../kafka/images/service-images.ts';
import { said } from '../../words.ts';
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
import { Topology } from '../topology.ts';
import { aPort, aWord, listOf, madeBy, oneOf, shapeOf, texts, yesOrNo } from '../prop-rules.ts';
import type { Rules } from '../props.ts';

/** Props of {@link KafkaConnect}. */
export interface KafkaConnectProps extends ServiceProps {
  /** Whose image, and so which connectors are in it. @default 'debezium', which anybody may pull */
  readonly distribution?: ConnectDistribution;
  /** Port of the REST API. @default 8083 */
  readonly port?: number;
  /** Turns keys into bytes. @default JSON without schemas; Avro where a registry is given */
  readonly keyConverter?: string;
  /** Turns values into bytes. @default JSON without schemas; Avro where a registry is given */
  readonly valueConverter?: string;
  /** Where Avro schemas are kept; only Confluent's image has the converter. @default none */
  readonly registry?: SchemaRegistry;
  /** Folders of plugins in the image. @default the image's own; Confluent's with its file connectors */
  readonly pluginPath?: string;
  /** Whether a source's records are written once even when the worker dies (KIP-618). @default false: at least once */
  readonly exactlyOnce?: boolean;
  /** What it runs once it serves. @default none */
  readonly connectors?: readonly ConnectorSpec[];
}

/** Converters by what they write. */
const converters = {
  json: 'org.apache.kafka.connect.json.JsonConverter',
  avro: 'io.confluent.connect.avro.AvroConverter',
} as const;

/** User that each upstream image runs as (their Dockerfiles). */
const userIds: Readonly<Record<ConnectDistribution, number>> = { debezium: 1001, confluent: 1000 };

/** Confluent's image keeps its file connectors beside the path that it searches (Confluent's documentation: "FileStream Connectors"). */
const pluginPaths: Readonly<Partial<Record<ConnectDistribution, string>>> = {
  confluent: '/usr/share/java,/usr/share/confluent-hub-components,/usr/share/filestream-connectors',
};

const rules: Rules<KafkaConnectProps> = {
  ...serviceRules,
  distribution: oneOf(Object.keys(serviceImages.connect)),
  port: aPort,
  keyConverter: aWord,
  valueConverter: aWord,
  registry: madeBy([SchemaRegistry]),
  pluginPath: aWord,
  exactlyOnce: yesOrNo,
  connectors: listOf(shapeOf({ name: aWord, config: texts }), '{ name, config }'),
};

/** One worker; the id of the construct is the id of the node. */
export class KafkaConnect extends HttpService<KafkaConnectProps> {
  readonly distribution: ConnectDistribution;
  readonly keyConverter: string;
  readonly valueConverter: string;
  readonly registry: SchemaRegistry | undefined;
  readonly exactlyOnce: boolean;
  readonly connectors: readonly ConnectorSpec[];

  constructor(scope: Construct, id: string, given: KafkaConnectProps = {}) {
    super(scope, id, given, rules, ({ distribution = 'debezium' }) => ({
      image: serviceImages.connect[distribution],
      heapMb: 256,
      port: servicePorts.connect,
    }));
    const { props } = this;
    const converter = props.registry === undefined ? converters.json : converters.avro;
    this.distribution = props.distribution ?? 'debezium';
    this.keyConverter = props.keyConverter ?? converter;
    this.valueConverter = props.valueConverter ?? converter;
    this.registry = props.registry;
    this.exactlyOnce = props.exactlyOnce ?? false;
    this.connectors = props.connectors ?? [];
    // Which topics connectors will want nobody knows before they are there, and they come as their worker.
    Topology.of(this).addKafkaClient({ name: id });
  }

  protected override problems(): string[] {
    return [...clusterProblem(this, 'keeps its state in Kafka'), ...connectorProblems(this)];
  }

  protected override describe(): HttpServiceDescription {
    return {
      software: 'kafka-connect',
      ...(this.registry !== undefined && { dependsOn: [this.registry.node.id] }),
      service: {
        environment: { ...this.ownNames(), ...this.worker(), ...this.letIn() },
        userId: userIds[this.distribution],
        volumePaths: {},
        ...(this.distribution === 'confluent' && {
          scratchPaths: ['/etc/kafka-connect/jars', '/etc/kafka-connect/secrets'],
        }),
        health: { kind: 'http', port: 'http', path: '/connectors' },
        ...(this.connectors.length > 0 && { connectors: this.connectors }),
        pages: [{ port: 'http', scheme: 'http', path: '/connectors', title: 'REST API of Kafka Connect' }],
      },
    };
  }

  /** Debezium's image has short names for some settings, and insists on some of them (its docker-entrypoint.sh). */
  private ownNames(): Record<string, string> {
    const { keyConverter, valueConverter } = this;
    const shared = {
      BOOTSTRAP_SERVERS: bootstrapReference,
      GROUP_ID: `${Topology.of(this).name}-${this.node.id}`,
      CONFIG_STORAGE_TOPIC: `${this.node.id}-configs`,
      OFFSET_STORAGE_TOPIC: `${this.node.id}-offsets`,
      STATUS_STORAGE_TOPIC: `${this.node.id}-status`,
      KEY_CONVERTER: keyConverter,
      VALUE_CONVERTER: valueConverter,
    };
    const host = hostReference(this.node.id);
    const heap = `-Xmx${this.heapMb}m`;
    if (this.distribution === 'debezium') {
      return { ...shared, ADVERTISED_HOST_NAME: host, REST_PORT: String(this.port), HEAP_OPTS: heap };
    }
    return {
      ...Object.fromEntries(Object.entries(shared).map(([name, value]) => [`CONNECT_${name}`, value])),
      CONNECT_REST_ADVERTISED_HOST_NAME: host,
      CONNECT_REST_PORT: String(this.port),
    };
  }

  /** Settings of the worker by Kafka's own names, which both images take (Kafka documentation, Kafka Connect configs). */
  private worker(): Record<string, string> {
    const copies = String(replicationFactorFor(this));
    const pluginPath = this.props.pluginPath ?? pluginPaths[this.distribution];
    return {
      KAFKA_HEAP_OPTS: `-Xmx${this.heapMb}m`,
      KAFKA_JVM_PERFORMANCE_OPTS: jvmPerformanceFlags,
      KAFKA_OPTS: nameLookupFlags,
      CONNECT_LISTENERS: `http://0.0.0.0:${this.port}`,
      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: copies,
      CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: copies,
      CONNECT_STATUS_STORAGE_REPLICATION_FACTOR: copies,
      CONNECT_OFFSET_STORAGE_PARTITIONS: '5',
      CONNECT_STATUS_STORAGE_PARTITIONS: '1',
      ...this.converterSettings('KEY', this.keyConverter),
      ...this.converterSettings('VALUE', this.valueConverter),
      // What a worker has not noted when it dies comes again: a second's worth instead of a minute's.
      CONNECT_OFFSET_FLUSH_INTERVAL_MS: '1000',
      // One worker waits for no other, and is missed as soon as brokers allow.
      CONNECT_SCHEDULED_REBALANCE_MAX_DELAY_MS: '0',
      CONNECT_SESSION_TIMEOUT_MS: '6000',
      CONNECT_HEARTBEAT_INTERVAL_MS: '2000',
      ...(this.exactlyOnce && { CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT: 'enabled' }),
      ...(pluginPath !== undefined && { CONNECT_PLUGIN_PATH: pluginPath }),
    };
  }

  /** The worker's own clients, and those that it makes for connectors, which have settings of their own. */
  private letIn(): Record<string, string> {
    const clients = ['CONNECT', 'CONNECT_PRODUCER', 'CONNECT_CONSUMER', 'CONNECT_ADMIN'];
    return variablesOfClients('CONNECT', clients, clientSettings(this));
  }

  private converterSettings(side: 'KEY' | 'VALUE', converter: string): Record<string, string> {
    if (this.registry !== undefined && converter === converters.avro) {
      return { [`CONNECT_${side}_CONVERTER_SCHEMA_REGISTRY_URL`]: this.registry.url };
    }
    return converter === converters.json ? { [`CONNECT_${side}_CONVERTER_SCHEMAS_ENABLE`]: 'false' } : {};
  }
}

function connectorProblems({ connectors, distribution, registry, node }: KafkaConnect): string[] {
  const names = connectors.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  return said(
    ...connectors
      .filter(({ config }) => (config['connector.class'] ?? '') === '')
      .map(({ name }) => `connector ${name} of ${node.id} has no connector.class; name one`),
    ...[...twice].map((name) => `connector ${name} of ${node.id} is there twice; give one another name`),
    registry !== undefined &&
      distribution === 'debezium' &&
      `${node.id} has a registry, but Debezium's image has no Avro converter; use distribution confluent, or drop it`,
  );
}
