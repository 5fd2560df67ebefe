/** The table of docs/broker-settings.md on real brokers: legal settings, each of which would change a verdict if nobody minded it. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import { createKafka } from '../../../src/client/kafkajs/kafka.ts';
import { createPlacedTopic } from '../../../src/client/topics/placed-topic.ts';
import { readTo } from '../../../src/client/kafkajs/read-topic.ts';
import { lastOffsetsOf, readWholeTopic } from '../../../src/client/topics/read-whole-topic.ts';
import { topicSettings } from '../../../src/client/kafkajs/settings-in-force.ts';
import type { DrillPlan } from '../../../src/drills/plan/plan.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { ControllerQuorum, KafkaCluster, Topology } from '../../../src/index.ts';
import { labTopicConfigs } from '../../../src/kafka/topic-settings.ts';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { alterAllBrokers } from '../../support/alter-configs.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';

/** Only read when a broker starts. */
const fixed: Readonly<Record<string, string>> = {
  'log.index.size.max.bytes': '64',
  'log.preallocate': 'true',
  'num.partitions': '7',
  'auto.create.topics.enable': 'true',
  'delete.topic.enable': 'false',
  'group.min.session.timeout.ms': '7000',
  'group.max.session.timeout.ms': '9000',
  'group.max.size': '3',
  'group.initial.rebalance.delay.ms': '200',
  'transaction.max.timeout.ms': '30000',
  'socket.request.max.bytes': '200000',
};

/** What makes the others show at once. */
const hurried: Readonly<Record<string, string>> = {
  'log.initial.task.delay.ms': '300',
  'log.retention.check.interval.ms': '300',
  'log.cleaner.backoff.ms': '300',
};

/** Set for all brokers while they run. */
const dynamic: Readonly<Record<string, string>> = {
  'log.cleanup.policy': 'compact,delete',
  'log.retention.ms': '500',
  'log.retention.bytes': '1000',
  'log.roll.ms': '300',
  'log.segment.bytes': '1048576',
  'compression.type': 'zstd',
  'log.message.timestamp.type': 'CreateTime',
  'log.message.timestamp.before.max.ms': '5000',
  'log.message.timestamp.after.max.ms': '5000',
  'message.max.bytes': '2000',
  'unclean.leader.election.enable': 'true',
  'min.insync.replicas': '3',
  'max.connections.per.ip': '2000',
};

/** Decided by a prop of the topology. */
const props: Readonly<Record<string, string>> = { 'default.replication.factor': '1' };

const calm: DrillPlan = {
  name: 'calm',
  summary: 'traffic and nothing else, long enough for retention and the cleaner',
  steps: [{ kind: 'traffic', durationMs: 2_000 }],
};

const byName = (a = '', b = ''): number => a.localeCompare(b);

let cluster: TestCluster;
const notes: string[] = [];

beforeAll(async () => {
  const topology = new Topology('hostile', { summary: 'one broker, every setting against the lab' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'combined' });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, settings: { ...fixed, ...hurried } });
  cluster = await testCluster(topology.resolve(), { portOffset: 13_350, onNote: (text) => notes.push(text) });
  await alterAllBrokers(cluster.brokers[0]!, dynamic);
  const asked = { what: 'the settings to be in force', timeoutMs: 20_000 };
  await createPlacedTopic(cluster, { topic: 'known', replicas: [[1]] });
  await waitFor(asked, async () => {
    // A broker that has led a topic for no time yet may say that it has none of that name.
    const known = await topicSettings(cluster, 'known').catch(() => undefined);
    const value = known?.get('unclean.leader.election.enable')?.value;
    return value === 'true' || new NotYet(`unclean elections are ${value}`);
  });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

describe('settings of brokers', () => {
  it('are those of the table in docs', async () => {
    const text = await readFile('docs/broker-settings.md', 'utf8');
    const named = [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    expect(named.toSorted(byName)).toEqual(Object.keys({ ...fixed, ...dynamic, ...props }).toSorted(byName));
  });

  it('that keep topics leave one lasting probe, which is named', () => {
    expect(notes).toEqual([
      'topic klab-readiness stays: the brokers delete no topics (delete.topic.enable=false)',
    ]);
  });

  it('do not change what a drill measures', { timeout: 120_000 }, async () => {
    const steps: string[] = [];
    const result = await runDrill(
      cluster,
      calm,
      { partitions: 1, recordBytes: 10_000, transactions: true, idempotent: true },
      { onEvent: (event) => event.type === 'step' && steps.push(event.text) },
    );
    const { verdict } = result;
    expect(verdict.findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.totals).toMatchObject({ lost: 0, seenThenGone: 0 });
    expect(verdict.totals.acknowledged).toBeGreaterThan(100);
    expect(verdict.settings).toMatchObject({
      pinned: labTopicConfigs,
      minInSyncReplicas: 1,
      uncleanElection: true,
    });
    const { topic } = verdict.settings;
    expect(steps).toContain(`topic ${topic} stays: the brokers delete no topics (delete.topic.enable=false)`);
    const inForce = await topicSettings(cluster, topic);
    for (const [name, value] of Object.entries(labTopicConfigs)) {
      expect([name, inForce.get(name)?.value]).toEqual([name, value]);
    }
  });

  it('that a drill asks for itself are named where they take records', { timeout: 120_000 }, async () => {
    const { verdict } = await runDrill(cluster, calm, {
      partitions: 1,
      consumers: 0,
      topicConfigs: { 'retention.ms': '300', 'segment.ms': '200' },
    });
    const lost = verdict.findings.find(({ code }) => code === 'lost');
    expect(lost?.text).toMatch(
      /^\d+ lost of \d+ acknowledged records: retention.ms=300 lets brokers remove them, so it is not known/,
    );
  });

  it('that shut clients out are told before anything is made', async () => {
    const drill = runDrill(cluster, calm, { consumers: 4 });
    await expect(drill).rejects.toThrow('the brokers have group.max.size=3; use --consumers 3');
    await expect(runDrill(cluster, calm, { recordBytes: 500_000 })).rejects.toThrow(
      'the brokers have socket.request.max.bytes=200000',
    );
    await expect(runDrill(cluster, calm, { partitions: 2_000 })).rejects.toThrow(
      'the brokers have max.connections.per.ip=2000',
    );
  });

  it('do not change what checks prove', { timeout: 120_000 }, async () => {
    const results = await runChecks(cluster, { only: ['records-kept', 'consumer-groups', 'transactions'] });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const cleanup = results.find(({ name }) => name === 'cleanup');
    expect(cleanup).toMatchObject({ outcome: 'skipped' });
    expect(cleanup?.detail).toMatch(/delete.topic.enable=false\), so these stay: klab-smoke-/);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])("read a person's own topic in %s", async (codec) => {
    const topic = `own-${codec}`;
    const configs = { 'compression.type': codec, 'min.insync.replicas': '1' };
    await createPlacedTopic(cluster, { topic, replicas: [[1]], configs });
    const kafka = createKafka({ access: cluster });
    const producer = kafka.producer();
    await producer.connect();
    const values = Array.from({ length: 50 }, (_, index) => `value ${index} `.repeat(30));
    await producer.send({ topic, messages: values.map((value) => ({ key: 'k', value })) });
    await producer.disconnect();
    const asked = { access: cluster, topic, timeoutMs: 30_000 };
    expect((await readWholeTopic(asked)).map(({ value }) => value)).toEqual(values);
    const lastOffsets = await lastOffsetsOf(asked);
    const consumer = kafka.consumer({
      groupId: `reader-${codec}`,
      sessionTimeout: 8_000,
      maxWaitTimeInMs: 100,
    });
    const read = await readTo(consumer, { topic, lastOffsets, timeoutMs: 30_000 });
    expect(read.map(({ value }) => value)).toEqual(values);
  });
});
