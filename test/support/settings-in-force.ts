/** Whether Kafka itself has a topology's settings as they were meant, character by character. */
import type { ClusterAccess } from '../../src/cluster/access.ts';
import { expect } from 'vitest';
import { brokerSettings } from '../../src/client/kafkajs/broker-settings.ts';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../src/index.ts';
import { awkwardSettings } from './awkward-settings.ts';

/** One broker with settings that are hard to write down. */
export function awkwardTopology(): ResolvedTopology {
  const topology = new Topology('awkward', { summary: 'settings that are hard to write down' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  void new KafkaCluster(topology, 'kafka', { metadata, brokers: 1, settings: awkwardSettings });
  return topology.resolve();
}

/** Asks Kafka; also for a setting that one of the values would have brought in. */
export async function expectAwkwardSettings(access: ClusterAccess): Promise<void> {
  const settings = await brokerSettings(access, 1);
  const inForce = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  // Kafka trims.
  const meant = Object.entries(awkwardSettings).map(([name, value]) => [name, value.trim()]);
  expect(inForce).toMatchObject(Object.fromEntries(meant));
  expect(Object.keys(inForce)).not.toContain('two.injected');
}
