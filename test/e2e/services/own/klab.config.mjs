/** A shop beside Kafka: an application that writes, and a page that is asked by its path. */
import { ControllerQuorum, defineConfig, KafkaCluster, Service, Topology } from 'kafka-topology-lab';

/** Settings of a client from the variables of one, as an application of one's own would take them. */
const settingsFromVariables =
  'env | sed -n \'s/^SHOP_//p\' | while IFS== read -r k v; do echo "$(echo $k | tr A-Z_ a-z.)=$v"; done >/tmp/client';

function shop({ security } = {}) {
  const topology = new Topology('shop', { summary: 'a shop that writes orders, and its pages' });
  const metadata = new ControllerQuorum(topology, 'quorum', { mode: 'combined' });
  const topics = [{ name: 'orders', partitions: 1 }];
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, topics, ...(security && { security }) });
  new Service(topology, 'till', {
    image: 'apache/kafka:4.3.1',
    client: { variables: 'SHOP', acls: [{ topic: 'orders', operations: ['Write', 'Describe'] }] },
    command: [
      'bash',
      '-c',
      `${settingsFromVariables}; while :; do date; sleep 0.2; done | /opt/kafka/bin/kafka-console-producer.sh ` +
        '--bootstrap-server @{bootstrap} --topic orders --command-config /tmp/client',
    ],
  });
  new Service(topology, 'page', {
    image: 'prom/prometheus:v2.42.0',
    ports: [{ name: 'http', port: 9090 }],
    files: {
      '/etc/one/prometheus.yml': 'rule_files: [/etc/two/prometheus.yml]\n',
      '/etc/two/prometheus.yml': 'groups: []\n',
    },
    command: ['--config.file=/etc/one/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    volumes: { data: '/prometheus' },
    userId: 65_534,
    health: { path: '/-/ready', command: ['wget', '-q', '-O-', 'http://127.0.0.1:9090/-/ready'] },
    pages: [{ path: '/graph', title: 'what the shop sold' }],
    dependsOn: ['till'],
  });
  return topology;
}

export default defineConfig({ topologies: { shop } });
