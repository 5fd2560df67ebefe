/** Conduktor's stack of everything: Confluent's side services and Conduktor Console around one broker. */
import {
  ConduktorConsole,
  KafkaConnect,
  KsqlDb,
  RestProxy,
  SchemaRegistry,
  type Topology,
  type TopologyOptions,
} from '../src/index.ts';
import { conduktorDatabase } from './conduktor-database.ts';
import { conduktorStack } from './conduktor-stack.ts';

/** One ZooKeeper server, one broker, and every side service of theirs under conduktor's names. */
export function fullStack(options: TopologyOptions = {}): Topology {
  const topology = conduktorStack(
    {
      name: 'full-stack',
      summary: 'conduktor: 1 ZooKeeper server + 1 broker + registry, REST proxy, Connect, ksqlDB, Console',
      zookeepers: 1,
      brokers: 1,
      takesMore: true,
    },
    options,
  );
  const registry = new SchemaRegistry(topology, 'kafka-schema-registry', { implementation: 'confluent' });
  new RestProxy(topology, 'kafka-rest-proxy', { registry });
  const connect = new KafkaConnect(topology, 'kafka-connect', {
    distribution: 'confluent',
    registry,
    pluginPath:
      '/usr/share/java,/etc/kafka-connect/jars,/usr/share/confluent-hub-components,/usr/share/filestream-connectors',
  });
  new KsqlDb(topology, 'ksqldb-server');
  const database = conduktorDatabase(topology);
  new ConduktorConsole(topology, 'conduktor-console', { database, registry, connect });
  return topology;
}
