/** A dynamic quorum says so, has only the target on which its voters can be changed, and is refused where they cannot. */
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

  it('is none of brokers, and none of a secured cluster', () => {
    expect(problems({ mode: 'isolated' })).toEqual([]);
    expect(problems({})).toEqual([
      "t/controllers: dynamic is set on a combined quorum, whose voters are brokers and come and go as those do; use mode: 'isolated'",
    ]);
    expect(problems({ mode: 'isolated' }, { security: { superUsers: ['root'] } })).toEqual([
      't/kafka: a dynamic quorum is for clusters without security so far; leave dynamic, or security, out',
    ]);
  });
});
