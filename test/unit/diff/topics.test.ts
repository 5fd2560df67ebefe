/** Topics of a topology beside those that are there: what differs, and what brings them together. */
import { expect, it } from 'vitest';
import { diffModels } from '../../../src/diff/diff.ts';
import { topicGroups } from '../../../src/diff/topic-groups.ts';
import type { TopicSpec } from '../../../src/kafka/node.ts';

const orders: TopicSpec = {
  name: 'orders',
  partitions: 4,
  replicationFactor: 3,
  configs: { 'cleanup.policy': 'compact' },
};

function rulesFor(wanted: readonly TopicSpec[], there: readonly TopicSpec[]): readonly string[] {
  const { changes } = diffModels({
    before: { target: 'local', groups: topicGroups(wanted) },
    after: { target: 'local', groups: topicGroups(there) },
    labels: ['shop', 'live'],
    isLive: true,
  });
  return changes.map(
    ({ group, name, before = 'none', after = 'none', risk, consequences }) =>
      `${group}: ${name} ${before} -> ${after}, ${risk}: ${consequences.map(({ rule }) => rule).join()}`,
  );
}

it('one that is as it should be is no change', () => {
  expect(rulesFor([orders], [orders])).toEqual([]);
});

it('each thing about one has its rule', () => {
  const there = {
    ...orders,
    partitions: 5,
    replicationFactor: 1,
    configs: { 'cleanup.policy': 'delete', 'retention.ms': '5000' },
  };
  expect(rulesFor([orders], [there])).toEqual([
    'topic orders: cleanup.policy compact -> delete, low: topic-config',
    'topic orders: partitions 4 -> 5, medium: topic-partitions',
    'topic orders: replication factor 3 -> 1, medium: topic-copies',
    'topic orders: retention.ms none -> 5000, low: topic-config',
  ]);
});

it('one that is missing is made by up', () => {
  expect(rulesFor([orders], [])).toEqual(['topic orders: topic orders none -> none, medium: topic-missing']);
});
