/** What a drill expects must follow from the settings in force, wherever they were set, and its clients must ask for what is allowed. */
import { describe, expect, it } from 'vitest';
import { clientTimes } from '../../../../src/client/kafkajs/client-limits.ts';
import type { TopicSetting } from '../../../../src/client/kafkajs/settings-in-force.ts';
import { refusals } from '../../../../src/drills/plan/brokers-allow.ts';
import { settingsInForce } from '../../../../src/drills/plan/in-force.ts';
import { topicConfigs } from '../../../../src/kafka/topic-settings.ts';
import { resolved } from '../../../support/topologies.ts';
import { settings } from '../histories.ts';

const unclean = 'unclean.leader.election.enable';
const topology = resolved('multi-broker');

function inForce(
  ofTopic: Readonly<Record<string, TopicSetting>>,
  ofBrokers: Readonly<Record<string, string>> = {},
  asked = settings,
) {
  const one = new Map(Object.entries(ofBrokers));
  const brokers = new Map([
    [1, new Map<string, string>()],
    [2, one],
  ]);
  return settingsInForce(asked, topology, new Map(Object.entries(ofTopic)), brokers);
}

describe('settings in force', () => {
  it.each([
    ["the topic's own", { [unclean]: { value: 'true', from: 'topic' } }, {}, true],
    ['one for the cluster', { [unclean]: { value: 'true', from: 'cluster' } }, {}, true],
    ['that of any broker', { [unclean]: { value: 'false', from: 'broker' } }, { [unclean]: 'true' }, true],
    ["not a broker's", { [unclean]: { value: 'false', from: 'topic' } }, { [unclean]: 'true' }, false],
    ['nobody', { [unclean]: { value: 'false', from: 'broker' } }, { [unclean]: 'false' }, false],
  ] as const)('an unclean election is allowed by %s', (_, ofTopic, ofBrokers, allowed) => {
    expect(inForce(ofTopic, ofBrokers).uncleanElection).toBe(allowed);
  });

  it('what allowed a loss once stays said', () => {
    const before = { ...settings, uncleanElection: true, removedBy: ['retention.ms=5'] };
    expect(inForce({}, {}, before)).toMatchObject({ uncleanElection: true, removedBy: ['retention.ms=5'] });
  });

  it('no more copies are needed than there are', () => {
    const of = (value: string) =>
      inForce({ 'min.insync.replicas': { value, from: 'topic' } }).minInSyncReplicas;
    expect([of('1'), of('3'), of('5')]).toEqual([1, 3, 3]);
  });

  it.each([
    ['delete', '-1', '-1', undefined],
    ['compact', '5', '5', ['cleanup.policy=compact']],
    ['compact,delete', '5', '-1', ['cleanup.policy=compact,delete', 'retention.ms=5']],
    ['delete', '604800000', '100', ['retention.ms=604800000', 'retention.bytes=100']],
  ])(
    'records are removed by cleanup.policy=%s, retention.ms=%s, retention.bytes=%s',
    (policy, ms, bytes, by) => {
      const own = (value: string): TopicSetting => ({ value, from: 'topic' });
      const found = inForce({
        'cleanup.policy': own(policy),
        'retention.ms': own(ms),
        'retention.bytes': own(bytes),
      });
      expect(found.removedBy).toEqual(by);
    },
  );
});

describe('what brokers allow', () => {
  const broker = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));

  it('bounds sessions and transactions of clients', () => {
    expect(clientTimes([])).toEqual({ sessionMs: 6_000, transactionMs: 60_000 });
    const low = broker({ 'group.max.session.timeout.ms': '4000', 'transaction.max.timeout.ms': '9000' });
    expect(clientTimes([broker({}), low])).toEqual({ sessionMs: 4_000, transactionMs: 9_000 });
    const high = broker({ 'group.min.session.timeout.ms': '20000', 'group.max.session.timeout.ms': '30000' });
    expect(clientTimes([high]).sessionMs).toBe(20_000);
  });

  it('is told where it shuts a client out', () => {
    expect(refusals([broker({})], settings)).toEqual([]);
    const tight = broker({
      'group.max.size': '1',
      'socket.request.max.bytes': '5000',
      'max.connections.per.ip': '5',
    });
    expect(refusals([tight], { ...settings, consumers: 2, recordBytes: 10_000 })).toEqual([
      'a group of 2 consumers is not possible: the brokers have group.max.size=1; use --consumers 1, or raise it',
      'a record of 10000 bytes is not possible: the brokers have socket.request.max.bytes=5000; use smaller records, or raise it',
      'some 16 connections to a broker are not possible: the brokers have max.connections.per.ip=5; use fewer partitions and consumers, or raise it',
    ]);
  });
});

it("a caller's own settings of a topic count before those of every topic of the lab", () => {
  expect(topicConfigs({ 'retention.ms': '7', 'min.insync.replicas': '2' })).toMatchObject({
    'cleanup.policy': 'delete',
    'retention.ms': '7',
    'min.insync.replicas': '2',
  });
});
