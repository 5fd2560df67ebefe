/** Who is there, what they are and who knows the controller, at each point of a move of metadata and on its way back. */
import { describe, expect, it } from 'vitest';
import type { ChangeJournal } from '../../../../src/app/change/journal.ts';
import { membersAt, wholeOf } from '../../../../src/app/change/members.ts';
import {
  brokersOfKRaftAt,
  finalizedAt,
  goingAt,
  migrationBack,
  witnessAt,
} from '../../../../src/app/change/migration.ts';
import { turned } from '../../../../src/app/change/way-back.ts';
import { migrationSteps } from '../../../../src/change/migration-steps.ts';
import { withKraft } from '../../../../src/cluster/migration/kraft-topology.ts';
import { withVersion } from '../../../../src/cluster/changed/upgraded.ts';
import { isMigrating, isOfKRaft } from '../../../../src/kafka/node-metadata.ts';
import { resolved } from '../../../support/topologies.ts';

const zookeeper = resolved('multi-zookeeper');
const topologies = { zookeeper, kraft: withKraft(zookeeper) };
const from = { topology: zookeeper };
const steps = migrationSteps(topologies, ['broker-1', 'broker-3', 'broker-2']);

const there = (done: number, begun = false): ChangeJournal => ({
  schemaVersion: 1,
  direction: 'there',
  from,
  to: { topology: topologies.kraft, migrated: true },
  migration: { ...topologies, forms: {} },
  steps,
  done,
  begun,
});
const back = (after: number, done: number, begun = false): ChangeJournal => ({
  ...there(0),
  direction: 'back',
  to: from,
  ...migrationBack(there(after)),
  done,
  begun,
});
const witness = (journal: ChangeJournal) => witnessAt(journal, membersAt(journal));
const kindsAt = (journal: ChangeJournal): string => {
  const members = membersAt(journal);
  const here = wholeOf(journal).nodes.filter(({ id }) => members.has(id));
  const word = (node: (typeof here)[number]): string =>
    node.software === 'zookeeper' ? 'z' : isMigrating(node) ? 'm' : isOfKRaft(node) ? 'k' : 'b';
  return here.map(word).join('');
};

describe('a move of metadata', () => {
  it.each([
    [0, 'zzzbbb', 'brokers'],
    [1, 'zzzmmmbbb', 'brokers'],
    [3, 'zzzmmmmbm', 'brokers'],
    [4, 'zzzmmmmmm', 'quorum'],
    [6, 'zzzmmmkmm', 'quorum'],
    [8, 'zzzmmmkkk', 'quorum'],
    [9, 'zzzkmmkkk', 'quorum'],
    [11, 'zzzkkkkkk', 'quorum'],
    [12, 'kkkkkk', 'quorum'],
  ])('has after %i steps %s, and %s know the controller', (done, kinds, who) => {
    expect([kindsAt(there(done)), witness(there(done))]).toEqual([kinds, who]);
  });

  it.each([
    [0, 'zzzmmmkkm', 'quorum'],
    [2, 'zzzmmmmmm', 'quorum'],
    [3, 'zzzbmm', 'nobody'],
    [4, 'zzzbbm', 'nobody'],
    [5, 'zzzbbb', 'brokers'],
  ])('has %i steps back %s, and %s know it', (done, kinds, who) => {
    const after = back(7, done);
    const order = after.steps.map((step) => ('nodeId' in step ? step.nodeId : ''));
    expect(order).toEqual(['broker-1', 'broker-3', 'broker-1', 'broker-2', 'broker-3']);
    // Brokers 1 and 3 are KRaft's, which are not beside each other here.
    expect(kindsAt(after).replace('kmk', 'kkm')).toBe(kinds);
    expect(witness(after)).toBe(who);
  });

  it('is told of by nobody while the last broker starts that knew ZooKeeper alone', () => {
    expect([witness(there(2, true)), witness(there(3, true)), witness(there(4))]).toEqual([
      'brokers',
      'nobody',
      'quorum',
    ]);
  });

  it('starts nobody again whom a step that was begun takes away', () => {
    const controllers = ['controller-101', 'controller-102', 'controller-103'];
    expect(goingAt(back(4, 0))).toEqual([]);
    expect(goingAt(back(4, 0, true))).toEqual(controllers);
    expect(goingAt(there(11, true))).toEqual(['zookeeper-1', 'zookeeper-2', 'zookeeper-3']);
  });

  it('is told of by brokers too that are KRaft’s for sure', () => {
    expect(brokersOfKRaftAt(there(5, true))).toEqual([]);
    expect(brokersOfKRaftAt(there(6, true))).toEqual(['broker-1']);
    expect(brokersOfKRaftAt(there(8))).toEqual(['broker-1', 'broker-3', 'broker-2']);
    // Those that are about to leave it again.
    expect(brokersOfKRaftAt(back(7, 0, true))).toEqual(['broker-3']);
  });

  it('has no way back once a controller may have left the migration', () => {
    expect(finalizedAt(there(8))).toBeUndefined();
    expect(finalizedAt(there(8, true))).toBe('controller-101');
  });
});

const upgraded = withVersion(topologies.kraft, '4.3.1');
const restarting = ['controller-101', 'controller-102', 'broker-1'].map(
  (nodeId) => ({ kind: 'restart', nodeId, reason: '' }) as const,
);
const andUpgrade = (done: number, begun = false): ChangeJournal => ({
  ...there(done, begun),
  to: { topology: upgraded, migrated: true, upgradedTo: '4.3.1' },
  steps: [...steps, ...restarting],
});
const versionAt = (journal: ChangeJournal): string => wholeOf(journal).kafkaVersion;

describe('an upgrade that follows a move of metadata', () => {
  it('has nodes start with its version once its first step was begun, and none before', () => {
    const stands = [
      andUpgrade(0),
      andUpgrade(11, true),
      andUpgrade(12),
      andUpgrade(12, true),
      andUpgrade(15),
    ];
    expect(stands.map(versionAt)).toEqual(['3.9.2', '3.9.2', '3.9.2', '4.3.1', '4.3.1']);
    expect(wholeOf(andUpgrade(13)).nodes.map(({ id }) => id)).toEqual(upgraded.nodes.map(({ id }) => id));
    expect(witness(andUpgrade(13))).toBe('quorum');
  });

  it('is taken back alone, and says that metadata stays where it is', () => {
    const way = turned(andUpgrade(13, true), []);
    expect(way.steps.map((step) => ('nodeId' in step ? step.nodeId : ''))).toEqual([
      'controller-101',
      'controller-102',
    ]);
    expect(way.to).toEqual({ topology: topologies.kraft, migrated: true });
    expect([versionAt(way), way.leaves]).toEqual([
      '3.9.2',
      'its metadata stays in KRaft, from where Kafka leads nothing back to ZooKeeper',
    ]);
    expect(kindsAt(way)).toBe('kkkkkk');
  });

  it('is no reason to stop half-way in the move', () => {
    const way = turned(andUpgrade(4), []);
    expect(way.to).toBe(from);
    expect([way.steps.length, way.leaves]).toEqual([3, undefined]);
  });
});
