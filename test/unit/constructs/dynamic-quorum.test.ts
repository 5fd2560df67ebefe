/** A dynamic quorum says so, has only the target on which its voters can be changed, and needs a Kafka that knows it. */
import { describe, expect, it } from 'vitest';
import {
  ControllerQuorum,
  KafkaCluster,
  Topology,
  type ControllerQuorumProps,
  type KafkaClusterProps,
} from '../../../src/index.ts';
import { quickFailoverDynamic, resolved } from '../../support/topologies.ts';

function problems(
  quorum: ControllerQuorumProps,
  cluster: Partial<KafkaClusterProps> = {},
): readonly string[] {
  const topology = new Topology('t', { summary: 'a test' });
  const metadata = new ControllerQuorum(topology, 'controllers', { ...quorum, dynamic: true });
  new KafkaCluster(topology, 'kafka', { metadata, ...cluster });
  return topology.problems().map(({ path, message }) => `${path}: ${message}`);
}

describe('a dynamic quorum', () => {
  it('is for local processes, and every other quorum says nothing of it', () => {
    expect(quickFailoverDynamic()).toMatchObject({ dynamicQuorum: true, targets: ['local'] });
    expect(resolved('multi-broker-isolated')).not.toHaveProperty('dynamicQuorum');
    expect(resolved('multi-broker-isolated').targets).toEqual(['compose', 'kubernetes', 'local']);
  });

  it('may be of brokers, and of a secured cluster, and needs a Kafka that knows it', () => {
    expect(problems({ mode: 'isolated' })).toEqual([]);
    expect(problems({}, { brokers: 3 })).toEqual([]);
    expect(problems({ mode: 'isolated' }, { security: { superUsers: ['root'] } })).toEqual([]);
    expect(problems({}, { brokers: 3, kafkaVersion: '3.8.1' })).toContainEqual(
      't/kafka: a dynamic quorum needs Kafka 3.9 or newer, not 3.8.1; leave dynamic out',
    );
  });
});
