/** Kafka versions that are nobody's default: the newest, which formats storage in its own way, and one that a person locks. */
import { expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import type { KafkaVersion } from '../../../src/index.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster } from '../../support/cluster.ts';
import { shapeProblems, storedExample } from '../../support/json-shape.ts';
import { klab } from '../../support/klab.ts';

/** Of records and rights: what differs between versions is the protocol, and what storage begins with. @returns what passed */
async function proven(name: string, kafkaVersion: KafkaVersion): Promise<readonly string[]> {
  const topology = createTopology(name, { kafkaVersion }).resolve();
  await using cluster = await testCluster(topology, { portOffset: 4_300 });
  const only = ['brokers-registered', 'records-kept', 'transactions', 'users-let-in', 'rights-kept'];
  const results = await runChecks(cluster, { only });
  return results.flatMap(({ name: check, outcome, detail }) =>
    outcome === 'passed' ? [check] : outcome === 'failed' ? [`${check}: ${detail}`] : [],
  );
}

it('the newest keeps records, and knows from the start whose passwords brokers have', async () => {
  const passed = await proven('secure', '4.4.0');
  expect(passed).toEqual([
    'brokers-registered',
    'records-kept',
    'transactions',
    'users-let-in',
    'rights-kept',
  ]);
});

it('one that is locked by hand is as good as those that klab comes with', async () => {
  const before = await klab('up', 'single-broker', '--kafka', '4.0.1', '--port-offset', '4300');
  expect(before.output).toContain("'4.0.1' is invalid. Allowed choices are 4.4.0, ");
  const locked = await klab('lock', '4.0.1', '--json');
  expect(shapeProblems(JSON.parse(locked.stdout), storedExample('lock'))).toEqual([]);
  expect(await proven('single-broker', '4.0.1')).toEqual([
    'brokers-registered',
    'records-kept',
    'transactions',
  ]);
  expect((await klab('lock', '4.0.987')).output).toContain('error: Maven finds no Kafka 4.0.987');
});
