/** A dynamic quorum says so, has every target, and needs a Kafka and an image that know it. */
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
  it('is for every target, and every other quorum says nothing of it', () => {
    const targets = ['compose', 'kubernetes', 'local'];
    expect(quickFailoverDynamic()).toMatchObject({ dynamicQuorum: true, targets });
    expect(resolved('multi-broker-isolated')).not.toHaveProperty('dynamicQuorum');
    expect(resolved('multi-broker-isolated').targets).toEqual(targets);
  });

  it('needs nodes of an image that can be told where it is', () => {
    const image = 'confluentinc/cp-kafka:7.9.7';
    const why = `t/kafka: a dynamic quorum needs nodes of apache/kafka or a copy of it, not image ${image}, which klab cannot tell where such a quorum is; leave dynamic out, or image`;
    expect(problems({ mode: 'isolated', image })).toEqual([why]);
    expect(problems({}, { brokers: 3, image })).toEqual([why]);
    expect(problems({ mode: 'isolated' }, { image })).toEqual([why]);
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
