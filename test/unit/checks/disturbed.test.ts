import { describe, expect, it } from 'vitest';
import { judgeStream, leaderStop } from '../../../src/checks/kafka/leader-stop.ts';
import { judgeWrites, minInsyncReplicas } from '../../../src/checks/kafka/min-insync-replicas.ts';
import { makeRecords, type ReadRecord } from '../../../src/checks/kit/records.ts';
import { choiceToStop, isStoppable } from '../../../src/checks/kit/stoppable.ts';
import { judgeTransactions } from '../../../src/checks/kafka/transactions.ts';
import { createTopology } from '../../../topologies/index.ts';
import { resolved } from '../../support/topologies.ts';

function readOf(values: readonly string[]): ReadRecord[] {
  return values.map((value, offset) => ({ partition: 0, offset, key: 'key-0', value }));
}

const acked = makeRecords({ keys: 1, perKey: 5 });
const values = acked.map(({ value }) => value);

describe('a stream across a stopped leader', () => {
  it('is right with all records, also when one is doubled or was never acknowledged', () => {
    expect(judgeStream(acked, readOf(values))).toEqual([]);
    expect(
      judgeStream(acked, readOf([...values.slice(0, 2), 'record-1', ...values.slice(2), 'unknown'])),
    ).toEqual([]);
  });

  it('shows a lost acknowledged record', () => {
    expect(judgeStream(acked, readOf(values.slice(0, 4)))).toEqual([
      '1 of 5 acknowledged records are lost: record-4',
    ]);
  });

  it('shows records out of order', () => {
    expect(judgeStream(acked, readOf(['record-1', 'record-0', ...values.slice(2)]))).toEqual([
      'partition 0: record-0 comes after record-1, but was sent before it',
    ]);
  });
});

describe('writes around min.insync.replicas', () => {
  const accepted = ['accepted-before', 'accepted-with-one', 'accepted-after'];
  const refusal = { type: 'NOT_ENOUGH_REPLICAS', value: 'refused-1' };

  it('are right when what was accepted is there and what was refused is not', () => {
    expect(judgeWrites(refusal, accepted)).toEqual([]);
  });

  it('show an accepted record that is gone, and a refused one that was written', () => {
    expect(judgeWrites(refusal, accepted.slice(1))).toEqual([
      'accepted records are missing: accepted-before',
    ]);
    expect(judgeWrites(refusal, [...accepted, 'refused-1'])).toEqual([
      'the refused record (refused-1) was written all the same',
    ]);
  });

  it('allow a record whose refusal came after the leader had written it', () => {
    const after = { type: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', value: 'refused-1' };
    expect(judgeWrites(after, [...accepted, 'refused-1'])).toEqual([]);
  });
});

describe('transactions', () => {
  const committed = makeRecords({ keys: 1, perKey: 3, label: 'committed' });
  const aborted = makeRecords({ keys: 1, perKey: 2, label: 'aborted', firstSequence: 3 });
  const seen = readOf(committed.map(({ value }) => value));
  const all = readOf([...committed, ...aborted].map(({ value }) => value));

  it('are right when read_committed sees the committed records once and only those', () => {
    expect(judgeTransactions(committed, aborted, seen, all)).toEqual([]);
  });

  it('show an aborted record that is seen', () => {
    expect(judgeTransactions(committed, aborted, all, all)).toEqual([
      'read_committed saw 2 aborted records: aborted-3, aborted-4',
    ]);
  });

  it('show a committed record that is missing or doubled', () => {
    expect(judgeTransactions(committed, aborted, seen.slice(1), all)).toEqual([
      'read_committed: 1 of 3 records are missing: committed-0',
    ]);
    expect(judgeTransactions(committed, aborted, [...seen, seen[0]!], all)).toEqual([
      'read_committed: 1 records were read more than once: committed-0',
    ]);
  });

  it('show that nothing was there to hide', () => {
    expect(judgeTransactions(committed, aborted, seen, seen)).toEqual([
      '2 aborted records were never written, so hiding them proves nothing',
    ]);
  });
});

describe('checks that stop nodes', () => {
  const context = (name: string, brokers?: number) => {
    const topology = createTopology(name, brokers === undefined ? {} : { brokers }).resolve();
    return { cluster: { topology, instance: { portOffset: 0 } } };
  };

  it('say why they are skipped where there are too few brokers', () => {
    expect(leaderStop.skipReason?.(context('single-broker'))).toBe(
      'needs 2 brokers: with one nobody can take over',
    );
    expect(minInsyncReplicas.skipReason?.(context('multi-broker', 2))).toBe(
      'needs 3 brokers, since 3 copies must all be in sync; the topology has 2',
    );
    expect(leaderStop.skipReason?.(context('multi-broker'))).toBeUndefined();
    expect(minInsyncReplicas.skipReason?.(context('multi-broker'))).toBeUndefined();
  });

  it('never take the majority of the quorum', () => {
    const stoppable = (name: string, brokers?: number): boolean[] => {
      const topology = createTopology(name, brokers === undefined ? {} : { brokers }).resolve();
      return topology.nodes.map((node) => isStoppable(topology, node));
    };
    expect(stoppable('single-broker')).toEqual([false]);
    expect(stoppable('multi-broker', 2)).toEqual([false, true]);
    expect(stoppable('multi-broker')).toEqual([true, true, true]);
    expect(
      resolved('multi-zookeeper').nodes.every((node) => isStoppable(resolved('multi-zookeeper'), node)),
    ).toBe(true);
  });

  it('stop the active controller with KRaft, which is back at once, and another broker with ZooKeeper', () => {
    const choice = (name: string, controller: number): string | undefined =>
      choiceToStop(resolved(name), controller)?.id;
    expect(choice('multi-broker', 2)).toBe('broker-2');
    expect(choice('multi-zookeeper', 1)).toBe('broker-2');
    // Controllers of their own: no broker is one.
    expect(choice('multi-broker-isolated', 101)).toBe('broker-1');
    expect(choice('single-broker', 1)).toBeUndefined();
  });
});
