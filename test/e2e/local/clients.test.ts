/** Client programs beside a drill on real brokers: two libraries as they are, and a program that lies. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metadataOf, topicIn, unknownTopic } from '../../../src/client/wire/fetch-metadata.ts';
import { judge } from '../../../src/drills/judge/verdict.ts';
import { parseRecording, recordingLines } from '../../../src/drills/record/recording-file.ts';
import { runDrill } from '../../../src/index.ts';
import { drillReport } from '../../../src/report/text/drill-report.ts';
import { parsePs, psOutput } from '../../../src/runtimes/host/ps.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';
import { quickFailover } from '../../support/topologies.ts';

/** It acknowledges what it never sends, was given what there is not, and says one thing that is no event. */
const liar = `#!/bin/sh
trap 'exit 0' TERM
echo '{"name":"startup_complete"}'
echo 'hello'
n=0
while :; do
  case $1 in
    producer) echo "{\\"name\\":\\"producer_send_success\\",\\"value\\":\\"0.$n\\",\\"partition\\":0,\\"offset\\":$n}" ;;
    consumer) echo "{\\"name\\":\\"record_data\\",\\"value\\":\\"0.$n\\",\\"partition\\":77,\\"offset\\":$n}" ;;
  esac
  n=$((n + 1))
  sleep 0.05
done
`;

let cluster: TestCluster;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-clients-'));
  await writeFile(join(dir, 'liar.sh'), liar);
  await chmod(join(dir, 'liar.sh'), 0o755);
  cluster = await testCluster(quickFailover(), { portOffset: 5_500 });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

it('each is held to what is really in its topic, and the verdict is the cluster’s alone', async () => {
  const result = await runDrill(cluster, 'kill-leader', {
    clients: ['kafkajs', 'java', join(dir, 'liar.sh')],
  });
  const { verdict, history } = result;
  const { topic } = history.settings;
  expect(verdict.findings.filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([]);
  const subjects = verdict.subjects ?? [];
  expect(subjects.map(({ name }) => name)).toEqual(['kafkajs', 'java', 'liar']);

  for (const { name, producer, consumer, worst, troubles } of subjects.slice(0, 2)) {
    // How a client gets over it is its own: kafkajs may hang on the broker that has gone, also when it is told to end.
    const others = troubles.filter(({ text }) => name !== 'kafkajs' || !text.includes('did not end within'));
    expect({ name, others }).toEqual({ name, others: [] });
    expect(producer.acknowledged).toBeGreaterThan(100);
    expect({ name, ...producer }).toMatchObject({ missing: 0, misplaced: 0, unacknowledged: 0, errors: 0 });
    expect({ name, ...consumer }).toMatchObject({ skipped: 0, nowhere: 0 });
    expect(consumer.records).toBeGreaterThan(100);
    expect(consumer.assignments).toBeGreaterThan(0);
    // Whoever writes to the broker that was killed is held up until others lead; some hold up what is for others, too.
    expect({ name, ...worst }).toMatchObject({ silence: 'over' });
    expect(worst?.noticedMs).toBeGreaterThan(verdict.faults[0]?.startMs ?? Infinity);
  }
  // A consumer of kafkajs may hang on the broker that has gone for longer than is waited for; Java's does not.
  expect(subjects[1]?.consumer).toMatchObject({ unread: 0, records: subjects[1]?.producer.acknowledged });
  // Java's producer is idempotent by default.
  expect(subjects[1]?.producer).toMatchObject({ doubled: 0, outOfOrder: 0 });

  const lies = subjects[2];
  expect(lies?.producer.acknowledged).toBeGreaterThan(100);
  expect(lies?.producer.missing).toBe(lies?.producer.acknowledged);
  expect(lies?.consumer.nowhere).toBe(lies?.consumer.records);
  expect(lies?.troubles.map(({ role, text }) => `${role}: ${text}`).toSorted()).toEqual([
    'consumer: it wrote no JSON object with a name: hello',
    'producer: it wrote no JSON object with a name: hello',
  ]);
  expect(drillReport(result)).toContain('acknowledged and not in its topic: 0.0, 0.1, 0.2, 0.3, 0.4, …');

  // It can be judged again from its file.
  expect(judge(await parseRecording(recordingLines(result), 'recording')).subjects).toEqual(subjects);
  // Nothing of it is left.
  expect(parsePs(await psOutput()).filter(({ command }) => command.includes(topic))).toEqual([]);
  const own = subjects.map(({ name }) => `${topic}-${name}`);
  const answer = await metadataOf(cluster.brokers[0]!, own, 5_000);
  expect(own.map((name) => topicIn(answer, name).errorCode)).toEqual(own.map(() => unknownTopic));
});
