/** Kafka with what usually stands around it, from images that anybody may pull. */
import {
  ControllerQuorum,
  JmxExporter,
  KafkaCluster,
  KafkaConnect,
  PostgreSql,
  Prometheus,
  SchemaRegistry,
  Topology,
  type ConnectorSpec,
  type TopologyOptions,
} from '../src/index.ts';

/** Something to change, and to see change: `INSERT INTO orders (item) VALUES ('tea');` arrives in the topic `shop.public.orders`. */
const ordersTable =
  'CREATE TABLE orders (id serial PRIMARY KEY, item text NOT NULL, placed_at timestamptz NOT NULL DEFAULT now());\n';

function ordersConnector({ host, port, user, password, database }: PostgreSql): ConnectorSpec {
  return {
    name: 'orders',
    config: {
      'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
      'tasks.max': '1',
      'database.hostname': host,
      'database.port': String(port),
      'database.user': user,
      'database.password': password,
      'database.dbname': database,
      'topic.prefix': 'shop',
      'plugin.name': 'pgoutput',
      'slot.name': 'orders',
      'publication.name': 'orders',
      'publication.autocreate.mode': 'filtered',
      'table.include.list': 'public.orders',
    },
  };
}

/** Three combined KRaft nodes, a schema registry that keeps its schemas in them, and a database to follow. */
export function openStack(options: TopologyOptions = {}): Topology {
  const topology = new Topology('open-stack', {
    summary: '3 combined KRaft nodes + registry, Connect, PostgreSQL, metrics; open images',
  });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, ...options });
  new SchemaRegistry(topology, 'registry');
  const postgres = new PostgreSql(topology, 'postgres', { initSql: ordersTable });
  new KafkaConnect(topology, 'connect', { connectors: [ordersConnector(postgres)] });
  new JmxExporter(topology, 'metrics');
  new Prometheus(topology, 'prometheus');
  return topology;
}
