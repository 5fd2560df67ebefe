/** What a person's own topology may say of single nodes; `klab synth --config` of this file writes what is stored beside it. */
import {
  ControllerQuorum,
  defineConfig,
  KafkaCluster,
  Topology,
  ZooKeeperEnsemble,
} from 'kafka-topology-lab';

const perBroker = [
  { ports: { EXTERNAL: 9_192 }, settings: { 'log.retention.ms': '60000' } },
  {
    id: 'third',
    number: 7,
    ports: { EXTERNAL: 9_292, INTERNAL: 9_293, DOCKER: 9_294 },
    rack: 'r1',
    heapMb: 300,
    jvmOptions: ['-Dcolour=red'],
  },
];

const topics = [
  { name: 'orders', partitions: 4, configs: { 'cleanup.policy': 'compact' } },
  { name: 'returns', replicationFactor: 1 },
];

const cluster = { idPrefix: 'kafka', firstNumber: 0, jvmOptions: ['-XX:+UseG1GC'], perBroker, topics };

function unlike(options) {
  const topology = new Topology('unlike', { summary: 'two brokers that are not like each other' });
  const metadata = new ControllerQuorum(topology, 'controllers', {
    mode: 'isolated',
    voters: 1,
    idPrefix: 'ctl',
    firstNumber: 10,
    jvmOptions: ['-Dcolour=blue'],
  });
  new KafkaCluster(topology, 'kafka', { metadata, ...cluster, ...options });
  return topology;
}

function unlikeZookeeper(options) {
  const topology = new Topology('unlike-zookeeper', { summary: 'the same with ZooKeeper' });
  const metadata = new ZooKeeperEnsemble(topology, 'zookeeper', {
    servers: 1,
    jvmOptions: ['-Dcolour=blue'],
  });
  new KafkaCluster(topology, 'kafka', { metadata, ...cluster, ...options });
  return topology;
}

function changingVoters(options) {
  const topology = new Topology('changing-voters', { summary: 'voters that come and go' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', dynamic: true });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, ...options });
  return topology;
}

function onTheHost(options) {
  const topology = new Topology('on-the-host', { summary: 'ports of the host', hostNetwork: true });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'combined' });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, ...options });
  return topology;
}

export default defineConfig({
  topologies: {
    unlike,
    'unlike-zookeeper': unlikeZookeeper,
    'changing-voters': changingVoters,
    'on-the-host': onTheHost,
  },
});
