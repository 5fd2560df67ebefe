/** Whatever a consumer group missed, was given twice, in the wrong order or in vain must be found, and nothing else. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveredEvent } from '../../../../../src/drills/record/history.ts';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { counted } from '../../../../../src/words.ts';
import {
  batchSize,
  changeDeliveries,
  cleanGroupDrill,
  deliveriesOf,
  withEvents,
  type ReadDrill,
} from '../../group-histories.ts';
import { cleanDrill, failoverMs, faultMs, renumber } from '../../histories.ts';
import { judged } from '../../judged.ts';

const clean = cleanGroupDrill();
const run = { seed: 20260101, numRuns: 15 };
/** Records of a partition that was never without a leader, less than the clean drill has. */
const sequences = fc.nat(500);

/** The drill as if no member had ever been given these records of a partition. */
function without(input: ReadDrill, partition: number, missing: readonly number[]): ReadDrill {
  return changeDeliveries(input, (delivery) => {
    if (delivery.partition !== partition) return [delivery];
    return [{ ...delivery, records: delivery.records.filter(([, sequence]) => !missing.includes(sequence)) }];
  });
}

describe('a group that was given everything once', () => {
  it('passes, and its one rebalance after the fault is counted', () => {
    const { audit, broken } = judged(clean);
    expect(broken).toEqual([]);
    expect(judge(clean).group).toMatchObject({ consumers: 2, rebalances: 1 });
    for (const partition of [0, 1, 2]) {
      expect(audit(partition)).toMatchObject({
        delivered: clean.readBack.filter((record) => record.partition === partition).length,
        skipped: [],
        deliveredAgain: 0,
        outOfOrder: 0,
        gone: [],
        behind: 0,
      });
    }
  });

  it('stood still only while records were there', () => {
    const { audit } = judged(clean);
    // Nothing was acknowledged from the fault to the failover, so nobody waited for the group.
    for (const partition of [0, 1, 2]) {
      expect(audit(partition).longestStandstillMs).toBeLessThan(batchSize * 13 + 10);
    }
  });

  it('is not judged where there was none, nor by what could not be read back', () => {
    const verdict = judge(cleanDrill());
    expect(verdict.group).toBeUndefined();
    expect(verdict.findings.filter(({ code }) => code.startsWith('group-'))).toEqual([]);
    expect(judged({ ...clean, readBack: { problem: 'no coordinator' } }).broken).toEqual(['read-back']);
  });

  it('still fails the drill when it could not catch up, though nobody gave up', () => {
    const input = { ...clean, clientProblems: ['waited 9 ms for the consumer group to catch up: x'] };
    const { broken, text } = judged(input);
    expect(broken).toEqual(['client-problem']);
    expect(text('client-problem')).toBe('waited 9 ms for the consumer group to catch up: x');
  });
});

describe('damage to a group', () => {
  it('names exactly the records that were skipped', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.uniqueArray(sequences, { minLength: 1, maxLength: 20 }),
        (partition, missing) => {
          const input = without(clean, partition, missing);
          const { audit, broken, text } = judged(input);
          expect(audit(partition).skipped).toEqual(missing.toSorted((a, b) => a - b));
          expect(broken).toEqual(['group-skipped']);
          expect(text('group-skipped')).toBe(
            `the consumer group skipped ${counted(missing.length, 'record')} of partition ${partition}: NOT allowed, nobody will read them any more`,
          );
        },
      ),
      run,
    );
  });

  it('counts records that were delivered again, whoever got them, and allows it', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.nat(80),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2 }),
        (partition, from, count, member) => {
          const again = deliveriesOf(clean, partition).slice(from, from + count);
          // After a move to another member, from the last commit on.
          const atMs = (again.at(-1)?.atMs ?? 0) + 1;
          const repeated = again.map((delivery): DeliveredEvent => ({ ...delivery, atMs, member }));
          const input = withEvents(clean, [...clean.history.events, ...repeated]);
          const { audit, broken, text } = judged(input);
          expect(audit(partition)).toMatchObject({
            deliveredAgain: again.flatMap(({ records }) => records).length,
            outOfOrder: 0,
          });
          expect(broken).toEqual([]);
          expect(text('group-delivered-again')).toContain('at least once allows it');
        },
      ),
      run,
    );
  });

  it('takes what another member had been given for delivered again, in whatever order it comes', () => {
    // As after a commit that was lost: the other member's records come to this one for the first time.
    const atMs = failoverMs + 2_000;
    const again = deliveriesOf(clean, 1)
      .filter(({ member }) => member === 2)
      .map((delivery): DeliveredEvent => ({ ...delivery, atMs, member: 1 }));
    const { audit, broken } = judged(withEvents(clean, [...clean.history.events, ...again]));
    expect(broken).toEqual([]);
    expect(audit(1).deliveredAgain).toBe(again.flatMap(({ records }) => records).length);
  });

  it('lets a member begin further back once it has joined again', () => {
    // Nobody had been given the first of these before the second.
    const [first, second] = deliveriesOf(clean, 1).slice(3, 5) as [DeliveredEvent, DeliveredEvent];
    const swapped = changeDeliveries(clean, (delivery) => {
      if (delivery === first) return [{ ...first, records: second.records }];
      return [delivery === second ? { ...second, records: first.records } : delivery];
    });
    expect(judged(swapped).broken).toEqual(['group-out-of-order']);
    const atMs = (first.atMs + second.atMs) / 2;
    const rejoined = { type: 'rebalance', atMs, member: first.member, partitions: [0, 1, 2] } as const;
    const events = [...swapped.history.events, rejoined].toSorted((x, y) => x.atMs - y.atMs);
    expect(judged(withEvents(swapped, events)).broken).toEqual([]);
  });

  it('notices two batches that changed places, and two records within one', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.nat(80),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (partition, from, distance, within) => {
          const deliveries = deliveriesOf(clean, partition);
          const [a, b] = [deliveries[from], deliveries[from + distance]];
          if (a === undefined || b === undefined)
            throw new Error('the clean drill is too short for this test');
          const input = changeDeliveries(clean, (delivery) => {
            if (within) return [delivery === a ? { ...a, records: a.records.toReversed() } : delivery];
            if (delivery === a) return [{ ...a, records: b.records }];
            return [delivery === b ? { ...b, records: a.records } : delivery];
          });
          const { audit, broken } = judged(input);
          expect(audit(partition).outOfOrder).toBeGreaterThan(0);
          expect(broken).toEqual(['group-out-of-order']);
        },
      ),
      run,
    );
  });

  it('names exactly the records that were delivered and are gone', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.uniqueArray(sequences, { minLength: 1, maxLength: 20 }),
        (partition, lost) => {
          const readBack = clean.readBack.filter(
            (record) => record.partition !== partition || !lost.includes(record.sequence),
          );
          const input = { ...clean, readBack };
          const { audit, broken } = judged(input);
          expect(new Set(audit(partition).gone)).toEqual(new Set(lost));
          expect(broken).toEqual(['lost', 'seen-then-gone', 'group-gone']);
        },
      ),
      run,
    );
  });

  it('tells how far behind a group stayed', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 1, max: 30 }), (partition, count) => {
        const own = clean.readBack.filter((record) => record.partition === partition);
        const input = without(
          clean,
          partition,
          own.slice(-count).map(({ sequence }) => sequence),
        );
        const { audit, broken } = judged(input);
        expect(audit(partition)).toMatchObject({ behind: count, skipped: [] });
        expect(broken).toEqual(['group-behind']);
      }),
      run,
    );
  });

  it('reads a log that was cut again from its new beginning, without calling it out of order', () => {
    // The log of partition 0 is lost at the fault and begins anew: the same offsets hold other records.
    const before = (atMs: number): boolean => atMs < faultMs;
    const kept = new Set(
      clean.history.events.flatMap((event) =>
        event.type === 'ack' && event.partition === 0 && !before(event.atMs) ? [event.sequence] : [],
      ),
    );
    const readBack = renumber(
      clean.readBack.filter(({ partition, sequence }) => partition !== 0 || kept.has(sequence)),
    );
    const offsets = new Map(
      readBack.flatMap(({ partition, sequence, offset }) => (partition === 0 ? [[sequence, offset]] : [])),
    );
    const input = changeDeliveries({ ...clean, readBack }, (delivery) => {
      if (delivery.partition !== 0) return [delivery];
      const records = delivery.records.map(
        ([offset, sequence]) => [offsets.get(sequence) ?? offset, sequence] as const,
      );
      return [{ ...delivery, member: 1, records }];
    });
    const { audit, broken } = judged(input);
    const found = audit(0);
    expect(found).toMatchObject({ skipped: [], outOfOrder: 0, behind: 0 });
    expect(found.gone?.length).toBeGreaterThan(100);
    expect(broken).toEqual(['lost', 'seen-then-gone', 'group-gone']);
  });

  it('measures how long a partition stood still with records there', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 200, max: 900 }), (partition, lengthMs) => {
        const fromMs = failoverMs + 1_000;
        const late = (delivery: DeliveredEvent): boolean =>
          delivery.partition === partition && delivery.atMs > fromMs && delivery.atMs < fromMs + lengthMs;
        const input = changeDeliveries(clean, (delivery) =>
          late(delivery) ? [{ ...delivery, atMs: fromMs + lengthMs }] : [delivery],
        );
        const { audit, broken } = judged(input);
        const { longestStandstillMs } = audit(partition);
        expect(longestStandstillMs).toBeGreaterThan(lengthMs - batchSize * 13 - 10);
        expect(longestStandstillMs).toBeLessThan(lengthMs + batchSize * 13 + 10);
        expect(broken).toEqual([]);
      }),
      run,
    );
  });
});
