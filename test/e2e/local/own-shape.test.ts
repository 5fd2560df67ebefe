/** A broker numbered 0, on ports, with a JVM, variables and files of its own choice, with topics: up makes them, and diff sees them change. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { ControllerQuorum, KafkaCluster, Topology } from '../../../src/index.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { listProcesses } from '../../../src/runtimes/local/processes.ts';
import { testCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';

function lone(): Topology {
  const topology = new Topology('lone', { summary: 'one broker like no other' });
  new KafkaCluster(topology, 'kafka', {
    metadata: new ControllerQuorum(topology, 'controllers'),
    idPrefix: 'kafka',
    firstNumber: 0,
    jvmOptions: ['-XX:+UseG1GC'],
    environment: { TZ: 'Europe/Zurich' },
    files: { 'own.properties': 'threads=3\n' },
    settings: {
      'config.providers': 'file',
      'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
      'background.threads': '${file:@{files}/own.properties:threads}',
    },
    perBroker: [{ ports: { EXTERNAL: 9_192 }, settings: { 'log.retention.ms': '60000' } }],
    topics: [
      { name: 'orders', partitions: 4, configs: { 'cleanup.policy': 'compact' } },
      { name: 'returns' },
    ],
  });
  return topology;
}

it('has topics from the start, and what becomes of them is seen', async () => {
  await using cluster = await testCluster(lone().resolve(), { portOffset: 3_330 });
  expect(cluster.bootstrap).toEqual(['127.0.0.1:12522']);
  const { id } = cluster.instance;
  const [broker, ...others] = await listProcesses(instanceDir(id));
  expect(others).toEqual([]);
  expect(await readFile(`/proc/${broker!.pid}/environ`, 'utf8')).toContain('TZ=Europe/Zurich');
  expect((await klab('diff', id, 'live')).output).toContain('nothing differs');

  await withAdmin(createKafka({ access: cluster }), async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 4, name: '0', configNames: ['background.threads'] }],
    });
    expect(resources[0]?.configEntries[0]?.configValue).toBe('3');
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders', 'returns'] });
    const shapes = topics.map(({ name, partitions }) => [name, partitions.map(({ replicas }) => replicas)]);
    expect(Object.fromEntries(shapes)).toEqual({ orders: [[0], [0], [0], [0]], returns: [[0]] });
    await admin.deleteTopics({ topics: ['returns'] });
    await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 5 }] });
  });
  await expect
    .poll(async () => (await klab('diff', id, 'live')).stdout)
    .toMatch(/partitions 4 -> 5[^]*topic returns\n {4}- resource removed\n.*klab up makes it, empty/);
});
