/** Settings that a running cluster cannot be given are refused in one line each, before anything is touched. */
import { describe, expect, it } from 'vitest';
import { changedSettingProblems } from '../../../src/constructs/changed-settings.ts';
import { withSettings } from '../../../src/cluster/changed/settings.ts';
import { resolved } from '../../support/topologies.ts';

const problems = (settings: Readonly<Record<string, string>>, name = 'multi-broker'): readonly string[] =>
  changedSettingProblems(settings, resolved(name));

describe('settings of a running cluster', () => {
  it.each([
    [{ 'num.io.thread': '4' }, /^--settings has num\.io\.thread, .* did you mean num\.io\.threads\?$/],
    [{ 'retention.ms': '4' }, /which is a topic's and passed over; did you mean log\.retention\.ms/],
    [{ listeners: 'x' }, /^--settings has listeners, which the topology decides/],
    [
      { 'offsets.topic.num.partitions': '9' },
      /reads once, when it makes __consumer_offsets: only a new cluster/,
    ],
    [{ 'min.insync.replicas': '4' }, /=4 is not possible with 3 copies of each partition; use 1-3$/],
    [{ 'min.insync.replicas': 'two' }, /=two is not possible/],
    [{ 'broker.session.timeout.ms': '10' }, /=10 is not possible; use 1000-600000$/],
    [
      { 'ssl.keystore.password': 'hush' },
      /^--settings has ssl\.keystore\.password, which holds or names a secret/,
    ],
  ])('refuses %o', (settings, line) => {
    expect(problems(settings)).toHaveLength(1);
    expect(problems(settings)[0]).toMatch(line);
    expect(problems(settings).join()).not.toContain('hush');
  });

  it('takes what Kafka has, and what the lab follows', () => {
    expect(problems({ 'num.io.threads': '4', 'log.retention.ms': '1000' })).toEqual([]);
    expect(problems({ 'min.insync.replicas': '1', 'broker.session.timeout.ms': '3000' })).toEqual([]);
  });

  it("refuses a session timeout of ZooKeeper's, whose ticks follow from it", () => {
    expect(problems({ 'zookeeper.session.timeout.ms': '3000' }, 'multi-zookeeper')[0]).toContain(
      'which the topology decides',
    );
  });
});

describe('a topology with other settings', () => {
  it('says the same as one that was made so', () => {
    const changed = withSettings(resolved('multi-broker'), {
      'min.insync.replicas': '1',
      'broker.session.timeout.ms': '1600',
    });
    expect(changed).toMatchObject({ minInSyncReplicas: 1, sessionTimeoutMs: 1_600 });
    expect(changed.nodes[0]?.settings).toMatchObject({
      'min.insync.replicas': '1',
      'broker.session.timeout.ms': '1600',
      'broker.heartbeat.interval.ms': '400',
    });
  });

  it('leaves ZooKeeper servers as they are', () => {
    const before = resolved('multi-zookeeper');
    const after = withSettings(before, { 'num.io.threads': '4' });
    const servers = (of: typeof before) => of.nodes.filter(({ role }) => role === 'zookeeper');
    expect(servers(after)).toEqual(servers(before));
  });
});
