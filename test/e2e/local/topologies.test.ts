/** Every ready-made topology really comes up on local processes and is what it says it is. */
import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/checks/run-checks.ts';
import type { TopologyOptions } from '../../../src/index.ts';
import { createTopology } from '../../../topologies/index.ts';
import { testCluster } from '../../support/cluster.ts';
import { driftInShort } from '../../support/drift.ts';
import { topologiesOn } from '../../support/topologies.ts';

/** The checks that depend on a topology's shape; those of records and groups are proved once, on one cluster. */
const shapeChecks = ['brokers-registered', 'listeners-answer', 'replicas-spread'];

const cases: { name: string; options: TopologyOptions }[] = [
  ...topologiesOn('local').map(({ name }) => ({ name, options: {} })),
  { name: 'multi-broker', options: { brokers: 5, kafkaVersion: '3.9.2' } },
];

describe.each(cases)('$name $options', ({ name, options }) => {
  it('comes up, has its shape, and goes down', async () => {
    const topology = createTopology(name, options).resolve();
    await using cluster = await testCluster(topology, { portOffset: 4_000 });
    const states = (await cluster.status()).map(({ id, state }) => `${id} ${state}`);
    expect(states).toEqual(topology.nodes.map(({ id }) => `${id} running`));
    const results = await runChecks(cluster, { only: shapeChecks });
    const outcomes = results.map(({ name: check, outcome, detail }) =>
      outcome === 'passed' ? check : `${check}: ${detail}`,
    );
    expect(outcomes).toEqual(shapeChecks);
    expect(await driftInShort(cluster.instance.id)).toEqual([]);
  });
});
