/** The order in which metadata moves, and the way back from each point of it. */
import { describe, expect, it } from 'vitest';
import { formsAfter, migrationSteps, migrationStepsBack } from '../../../src/change/migration-steps.ts';
import { stepInWords } from '../../../src/change/steps.ts';
import { withKraft } from '../../../src/cluster/migration/kraft-topology.ts';
import { resolved } from '../../support/topologies.ts';

const zookeeper = resolved('multi-zookeeper');
const topologies = { zookeeper, kraft: withKraft(zookeeper) };
const steps = migrationSteps(topologies, ['broker-1', 'broker-3', 'broker-2']);
const backAfter = (done: number): readonly string[] =>
  migrationStepsBack(topologies, formsAfter({}, steps.slice(0, done))).map(stepInWords);

const controllers = 'controller-101, controller-102, controller-103';

describe('metadata', () => {
  it('moves in the order of Kafka’s own documentation', () => {
    expect(steps.map(stepInWords)).toEqual([
      `start ${controllers}`,
      'restart broker-1 in migration mode',
      'restart broker-3 in migration mode',
      'restart broker-2 in migration mode',
      'wait until the quorum has all metadata',
      'restart broker-1 with KRaft alone',
      'restart broker-3 with KRaft alone',
      'restart broker-2 with KRaft alone',
      'restart controller-101 with KRaft alone',
      'restart controller-102 with KRaft alone',
      'restart controller-103 with KRaft alone',
      'stop zookeeper-1, zookeeper-2, zookeeper-3 for good',
    ]);
  });

  it('goes back by the quorum alone, where no broker knows of it', () => {
    expect(backAfter(1)).toEqual([`stop ${controllers} for good`]);
  });

  it('goes back by those that know of the quorum, which goes with the first', () => {
    expect(backAfter(3)).toEqual([
      `restart broker-1 with ZooKeeper alone; meanwhile ${controllers} go`,
      'restart broker-3 with ZooKeeper alone',
    ]);
  });

  it('goes back over the migration from KRaft, with the quorum there until all have come', () => {
    expect(backAfter(7)).toEqual([
      'restart broker-1 in migration mode',
      'restart broker-3 in migration mode',
      `restart broker-1 with ZooKeeper alone; meanwhile ${controllers} go`,
      'restart broker-2 with ZooKeeper alone',
      'restart broker-3 with ZooKeeper alone',
    ]);
  });
});
