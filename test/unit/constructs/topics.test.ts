/** Topics of a topology: what they are where they say nothing, and which Kafka would refuse. */
import { describe, expect, it } from 'vitest';
import { ControllerQuorum, KafkaCluster, Topology, type KafkaClusterProps } from '../../../src/index.ts';

function cluster(props: Omit<KafkaClusterProps, 'metadata'>): Topology {
  const topology = new Topology('shop', { summary: '' });
  new KafkaCluster(topology, 'kafka', { metadata: new ControllerQuorum(topology, 'controllers'), ...props });
  return topology;
}

it('have what the cluster gives every topic, where they say nothing', () => {
  const topics = [
    { name: 'orders' },
    { name: 'returns', partitions: 2, replicationFactor: 3, configs: { a: '1' } },
  ];
  expect(
    cluster({ brokers: 3, replicationFactor: 2, log: { partitions: 6 }, topics }).resolve().topics,
  ).toEqual([
    { name: 'orders', partitions: 6, replicationFactor: 2, configs: {} },
    { name: 'returns', partitions: 2, replicationFactor: 3, configs: { a: '1' } },
  ]);
  expect(cluster({ topics: [{ name: 'orders' }] }).resolve().topics?.[0]?.partitions).toBe(1);
  expect(cluster({}).resolve()).not.toHaveProperty('topics');
});

describe('a topic is a problem', () => {
  it.each([
    [[{ name: 'a b' }], 'topics[0] name "a b" is not possible; use 1-249 of A-Z, a-z, 0-9, ., _ and -'],
    [[{ name: '..' }], 'topics[0] name ".." is not possible'],
    [
      [{ name: '__consumer_offsets' }],
      `topics[0] name "__consumer_offsets" is Kafka's or klab's own; use another`,
    ],
    [[{ name: 'a' }, { name: 'a' }], 'topics[1] name "a" is there twice; keep one'],
    [[{ name: 'a.b' }, { name: 'a_b' }], 'topics[1] name "a_b" meets "a.b" in the names of metrics'],
    [
      [{ name: 'a', replicationFactor: 4 }],
      'topics[0] replicationFactor 4 exceeds 3 brokers; use 1-3 or add brokers',
    ],
    [
      [{ name: 'a', partitions: 0 }],
      'topics[0].partitions 0 is not possible; use a whole number from 1 to 10000',
    ],
    [
      [{ name: 'a', partition: 1 }],
      'topics[0].partition is unknown; use name, partitions, replicationFactor, configs',
    ],
    [[{}], 'topics[0].name is missing; give it one'],
  ] as [NonNullable<KafkaClusterProps['topics']>, string][])('of %j', (topics, problem) => {
    const problems = cluster({ brokers: 3, topics }).problems();
    expect(problems.map(({ message }) => message).join('\n')).toContain(problem);
  });
});

it('is a remark where nothing could be written to one', () => {
  const { warnings } = cluster({ brokers: 3, topics: [{ name: 'orders', replicationFactor: 1 }] }).resolve();
  expect(warnings).toEqual([
    'shop/kafka: topic orders has 1 copy, less than min.insync.replicas 2, so acks=all can write nothing to it; raise the one or lower the other',
  ]);
  const own = { name: 'orders', replicationFactor: 1, configs: { 'min.insync.replicas': '1' } };
  expect(cluster({ brokers: 3, topics: [own] }).resolve().warnings).toEqual([]);
});
