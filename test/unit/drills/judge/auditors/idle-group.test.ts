/** A group that stood still is told why, as far as the recording shows it. */
import { describe, expect, it } from 'vitest';
import type { CoordinatorEvent, HistoryEvent } from '../../../../../src/drills/record/history.ts';
import { offsetsPartitionOf } from '../../../../../src/drills/watch/group-watch.ts';
import { changeDeliveries, cleanGroupDrill, withEvents, type ReadDrill } from '../../group-histories.ts';
import { failoverMs, faultMs } from '../../histories.ts';
import { judged } from '../../judged.ts';

const idleMs = 6_000;

/** The clean drill whose group is given nothing for six seconds after the failover, and then all of it. */
function idle(...more: readonly HistoryEvent[]): ReadDrill {
  const late = changeDeliveries(cleanGroupDrill(), (delivery) =>
    delivery.atMs > failoverMs && delivery.atMs < failoverMs + idleMs
      ? [{ ...delivery, atMs: failoverMs + idleMs }]
      : [delivery],
  );
  return withEvents(late, [...late.history.events, ...more]);
}

function coordinator(atMs: number, state: Partial<CoordinatorEvent>): CoordinatorEvent {
  const whole = { coordinator: 1, offsetsPartition: 3, leader: 1, replicas: [1], isr: [1] };
  return { type: 'coordinator', atMs, ...whole, ...state };
}

function why(input: ReadDrill): string {
  const { text, broken } = judged(input);
  expect(broken).toEqual([]);
  return text('group-standstill') ?? '';
}

describe('a group that lay idle', () => {
  it('names the only copy of its offsets that was gone', () => {
    const gone = coordinator(failoverMs, { coordinator: -1, leader: -1, isr: [1] });
    expect(why(idle(coordinator(20, {}), gone))).toMatch(
      /lay unread for \d+ ms at most, in partition \d, while its offsets are kept in __consumer_offsets-3, which had no leader: its only copy is on broker-1, and broker-1 was gone/,
    );
  });

  it('names copies of its offsets that were too few to commit to', () => {
    const three = { replicas: [1, 2, 3] };
    const thin = coordinator(failoverMs + 10, { coordinator: 2, leader: 2, isr: [2], ...three });
    expect(why(idle(coordinator(20, { isr: [1, 2, 3], ...three }), thin))).toContain(
      'which had 1 of 3 copies in sync where min ISR is 2, so no offset could be committed; and its coordinator moved from broker-1 to broker-2',
    );
  });

  it('names a member that had given up', () => {
    const gaveUp: HistoryEvent = {
      type: 'member',
      atMs: failoverMs + 5,
      member: 1,
      state: 'gave-up',
      reason: 'Request Metadata timed out',
    };
    const again: HistoryEvent = {
      type: 'rebalance',
      atMs: failoverMs + 3_005,
      member: 1,
      partitions: [0, 1, 2],
    };
    const input = idle(gaveUp, again);
    expect(why(input)).toContain(
      'while member 1 had given up (Request Metadata timed out); and the group shared out',
    );
    expect(judged(input).text('group-member')).toBe(
      'member 1 of the consumer group gave up (Request Metadata timed out) and was in it again 3000 ms later: it only looks on',
    );
  });

  it('says so where nothing was seen', () => {
    expect(why(idle())).toMatch(/: the recording does not show why$/);
  });

  it('that could not have read anything says that', () => {
    const failed: HistoryEvent = {
      type: 'read-error',
      atMs: failoverMs + 900,
      startedAtMs: failoverMs + 890,
      partition: 0,
      leader: 2,
      kind: 'not-leader',
    };
    const others = [1, 2].map((partition): HistoryEvent => ({ ...failed, partition }));
    expect(why(idle(failed, ...others))).toMatch(
      /partition \d itself could not be read for part of it \(not-leader\)/,
    );
  });

  it('has no cause to name where it was not idle', () => {
    expect(judged(cleanGroupDrill()).text('group-standstill')).not.toContain('while');
  });
});

describe('a member that gave up', () => {
  const gaveUp: HistoryEvent = {
    type: 'member',
    atMs: faultMs + 5,
    member: 2,
    state: 'gave-up',
    reason: 'x',
  };

  it('never fails a drill, also where the group stayed behind', () => {
    const clean = cleanGroupDrill();
    const cut = changeDeliveries(clean, (delivery) => (delivery.atMs > failoverMs + 8_000 ? [] : [delivery]));
    expect(judged(cut).broken).toEqual(['group-behind']);
    const { broken, text } = judged(withEvents(cut, [...cut.history.events, gaveUp]));
    expect(broken).toEqual([]);
    expect(text('group-behind')).toMatch(/behind in partitions 0, 1, 2, .*; a member of it had given up/);
  });
});

describe('the partition that keeps a group', () => {
  it('is what Java makes of its id', () => {
    // "abc".hashCode() is 96354, and that of "polygenelubricants" the lowest number there is.
    expect(offsetsPartitionOf('abc', 50)).toBe(96_354 % 50);
    expect(offsetsPartitionOf('polygenelubricants', 50)).toBe(0);
    expect(offsetsPartitionOf('klab-kill-leader-0a1b2c3d-group', 5)).toBeLessThan(5);
  });
});
