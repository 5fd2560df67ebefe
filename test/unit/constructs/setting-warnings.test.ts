import { describe, expect, it } from 'vitest';
import { kraft, zooKeeper } from '../../support/constructs.ts';
import { allTopologies } from '../../support/topologies.ts';

const warned = (settings: Record<string, string>, props: object = {}): readonly string[] =>
  kraft({ settings, ...props }).resolve().warnings;

describe('a name that Kafka passes over', () => {
  it.each([
    ['log.retention.mss', 'which Kafka 4.3.1 does not know and passes over; did you mean log.retention.ms?'],
    ['Log.Retention.Ms', 'which Kafka 4.3.1 does not know and passes over; did you mean log.retention.ms?'],
    [
      'log.cleaner.thread',
      'which Kafka 4.3.1 does not know and passes over; did you mean log.cleaner.threads?',
    ],
    [
      'log.inital.task.delay.ms',
      'which Kafka 4.3.1 does not know and passes over; did you mean log.initial.task.delay.ms?',
    ],
    [
      'retention.ms',
      "which is a topic's and passed over; did you mean log.retention.ms, which brokers call it?",
    ],
    ['zookeeper.ssl.client.enable', 'which Kafka 3.9.2 has and 4.3.1 passes over; drop it'],
    ['something.else.entirely', 'which Kafka 4.3.1 does not know and passes over, unless a plugin reads it'],
    ['listener.name.external.ssl.keystore.typ', 'did you mean listener.name.external.ssl.keystore.type?'],
    [
      'listener.name.external.plain.sasl.jaas.confg',
      'did you mean listener.name.external.plain.sasl.jaas.config?',
    ],
    [
      'listener.name.extrenal.ssl.keystore.type',
      'and no listener is called extrenal; use internal, external,',
    ],
  ])('%s is a warning', (name, remark) => {
    const [warning, ...others] = warned({ [name]: '1' });
    expect(warning).toMatch(/^t\/kafka: settings has /);
    expect(warning).toContain(`has ${name},`);
    expect(warning).toContain(remark);
    expect(others).toEqual([]);
  });

  it.each([
    { 'log.retention.ms': '1' },
    { 'log.initial.task.delay.ms': '500' },
    { 'super.users': 'User:ANONYMOUS' },
    { 'unstable.api.versions.enable': 'true' },
    { 'listener.name.internal.ssl.keystore.type': 'PEM' },
    { 'listener.name.external.scram-sha-512.sasl.jaas.config': 'x' },
    { 'config.providers': 'env', 'config.providers.env.class': 'x' },
    { 'metric.reporters': 'my.Reporter', 'my.reporter.interval': '1' },
  ])('%j is none', (settings) => {
    expect(warned(settings)).toEqual([]);
  });

  it('depends on the version', () => {
    const topology = zooKeeper({
      settings: { 'zookeeper.ssl.client.enable': 'false', 'group.share.enabel': 'x' },
    });
    expect(topology.resolve().warnings).toEqual([
      't/kafka: settings has group.share.enabel, which Kafka 3.9.2 does not know and passes over; did you mean group.share.enable?',
    ]);
  });
});

describe("copies of Kafka's own topics", () => {
  it.each([
    [
      { 'offsets.topic.replication.factor': '5' },
      'offsets.topic.replication.factor 5 exceeds 3 brokers, so __consumer_offsets is never made; use 1-3 or add brokers',
    ],
    [
      { 'offsets.topic.replication.factor': '1' },
      'offsets.topic.replication.factor 1 is less than minInSyncReplicas 2, so nothing can be written to __consumer_offsets; raise the one or lower the other',
    ],
    [
      { 'transaction.state.log.min.isr': '4' },
      'transaction.state.log.replication.factor 3 is less than transaction.state.log.min.isr 4, so nothing can be written to __transaction_state; raise the one or lower the other',
    ],
  ])('%j is a warning', (settings, remark) => {
    expect(warned(settings)).toEqual([`t/kafka: ${remark}`]);
  });

  it('that can be are none', () => {
    expect(
      warned({ 'transaction.state.log.replication.factor': '1', 'transaction.state.log.min.isr': '1' }),
    ).toEqual([]);
  });
});

it('two voters are a warning', () => {
  expect(kraft({}, { voters: 2 }).resolve().warnings).toEqual([
    't/controllers: voters 2 is even: it survives no more losses than 1; use an odd number',
  ]);
});

it('no ready-made topology has one', () => {
  for (const { warnings } of allTopologies()) expect(warnings).toEqual([]);
});
