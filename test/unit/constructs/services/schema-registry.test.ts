import { expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  SchemaRegistry,
  Topology,
  type KafkaClusterProps,
  type SchemaRegistryProps,
} from '../../../../src/index.ts';

function topologyOf(props: SchemaRegistryProps, cluster: Omit<KafkaClusterProps, 'metadata'>): Topology {
  const topology = new Topology('t', { summary: 's' });
  // First, to see that copies do not hang on the order of constructs.
  new SchemaRegistry(topology, 'registry', props);
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, ...cluster });
  return topology;
}

function environmentOf(props: SchemaRegistryProps, cluster: Omit<KafkaClusterProps, 'metadata'>): object {
  return topologyOf(props, cluster)
    .resolve()
    .nodes.find(({ id }) => id === 'registry')!.service!.environment;
}

it.each([
  { cluster: { brokers: 3 }, copies: '3' },
  { cluster: { brokers: 3, replicationFactor: 2 }, copies: '2' },
  { cluster: { brokers: 1 }, copies: '1' },
])("has a topic with the cluster's copies where it is Confluent's: $cluster", ({ cluster, copies }) => {
  expect(environmentOf({ implementation: 'confluent' }, cluster)).toMatchObject({
    SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR: copies,
  });
});

it('refuses an implementation that it does not know', () => {
  const problems = topologyOf({ implementation: 'karapace' as 'confluent' }, { brokers: 1 }).problems();
  expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    't/registry: implementation "karapace" is unknown; use confluent or apicurio',
  ]);
});
