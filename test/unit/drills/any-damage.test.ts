/** Whatever is damaged in whatever way, the verdict must count it, and blame nothing else. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadBackRecord } from '../../../src/drills/record/history.ts';
import { keyOf } from '../../../src/drills/record/probe-record.ts';
import { judge } from '../../../src/drills/judge/verdict.ts';
import { cleanDrill, readersSaw, renumber } from './histories.ts';
import { broken } from './judged.ts';

describe('any damage', () => {
  const input = cleanDrill();
  const size = input.readBack.length;
  const run = { seed: 20260101, numRuns: 25 };

  it('counts exactly the records that are gone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(size - 1), { maxLength: 30 }), (gone) => {
        const readBack = input.readBack.filter((_, index) => !gone.includes(index));
        const verdict = judge(readersSaw({ ...input, readBack }));
        expect(verdict.totals.lost).toBe(gone.length);
        expect(verdict.passed).toBe(gone.length === 0);
      }),
      run,
    );
  });

  it('counts exactly the copies that are too many', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(size - 1), { maxLength: 30 }), (again) => {
        const copies = again.flatMap((index): ReadBackRecord[] => input.readBack.slice(index, index + 1));
        const verdict = judge(readersSaw({ ...input, readBack: renumber([...input.readBack, ...copies]) }));
        expect(verdict.totals).toMatchObject({ duplicated: again.length, outOfOrder: 0, lost: 0 });
      }),
      run,
    );
  });

  it('notices two records of a partition that changed places', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(300), fc.integer({ min: 1, max: 300 }), (partition, from, distance) => {
        const own = input.readBack.filter((record) => record.partition === partition);
        const [a, b] = [own[from], own[from + distance]];
        if (a === undefined || b === undefined) throw new Error('the clean drill is too short for this test');
        const swapped = input.readBack.map((record) => {
          if (record === a) return { ...a, offset: b.offset };
          return record === b ? { ...b, offset: a.offset } : record;
        });
        const verdict = judge(readersSaw({ ...input, readBack: swapped }));
        expect(verdict.totals.outOfOrder).toBeGreaterThan(0);
        expect(broken(verdict)).toEqual(['out-of-order']);
      }),
      run,
    );
  });

  it('finds an outage wherever it lies and however long it lasts', () => {
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.integer({ min: 200, max: 1_500 }),
        fc.integer({ min: 150, max: 400 }),
        (partition, from, length) => {
          const events = input.history.events.filter(
            (event) =>
              !(
                event.type === 'ack' &&
                event.partition === partition &&
                event.atMs > from &&
                event.atMs < from + length
              ),
          );
          const { unavailable } =
            judge({ ...input, history: { ...input.history, events } }).partitions[partition] ?? {};
          const found = unavailable?.find(({ lastSuccessMs }) => (lastSuccessMs ?? 0) <= from);
          expect(found?.firstSuccessMs).toBeGreaterThanOrEqual(from + length);
          expect(found?.durationMs).toBeLessThan(length + 30);
        },
      ),
      run,
    );
  });

  it('notices every record that a reader was given and that is gone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 30 }), (gone) => {
        const readBack = input.readBack.filter((_, index) => !gone.includes(index));
        const verdict = judge({ ...input, readBack });
        expect(verdict.totals.seenThenGone).toBe(gone.length);
        expect(broken(verdict)).toEqual(['lost', 'seen-then-gone']);
      }),
      run,
    );
  });

  it('notices that another record has taken the place of one that was read', () => {
    const sequences = fc.nat(300);
    fc.assert(
      fc.property(fc.nat(2), sequences, sequences, (partition, place, alien) => {
        fc.pre(place !== alien);
        const readBack = input.readBack.map((record) =>
          record.partition === partition && record.sequence === place
            ? { ...record, sequence: alien, key: keyOf(partition, alien) }
            : record,
        );
        const verdict = judge({ ...input, readBack });
        expect(verdict.partitions[partition]?.reads.gone).toEqual([{ offset: place, sequence: place }]);
        expect(broken(verdict)).toContain('seen-then-gone');
      }),
      run,
    );
  });

  it('counts exactly the records that nobody wrote, or not with this key', () => {
    const alien = fc.record({
      partition: fc.nat(2),
      sequence: fc.integer({ min: 100_000, max: 200_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(alien, { maxLength: 10 }),
        fc.uniqueArray(fc.nat(size - 1), { maxLength: 10 }),
        (aliens, rekeyed) => {
          const extra = aliens.map(({ partition, sequence }, index): ReadBackRecord => ({
            partition,
            sequence,
            offset: 1_000_000 + index,
            key: keyOf(partition, sequence),
          }));
          const readBack = input.readBack.map((record, index) =>
            rekeyed.includes(index)
              ? { ...record, key: keyOf(record.partition + 1, record.sequence) }
              : record,
          );
          const verdict = judge({ ...input, readBack: [...readBack, ...extra] });
          const unexpected = aliens.length + rekeyed.length;
          expect(verdict.totals.unexpected).toBe(unexpected);
          expect(broken(verdict)).toEqual(unexpected === 0 ? [] : ['unexpected']);
        },
      ),
      run,
    );
  });

  it('finds nothing where calm traffic only varies', () => {
    const jitter = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(jitter, (lateMs) => {
        const events = input.history.events.map((event, index) =>
          event.type === 'ack' || event.type === 'read'
            ? { ...event, atMs: event.atMs + (lateMs[index % lateMs.length] ?? 0) }
            : event,
        );
        const sorted = events.toSorted((a, b) => a.atMs - b.atMs);
        const verdict = judge({ ...input, history: { ...input.history, events: sorted } });
        expect(broken(verdict)).toEqual([]);
        expect(verdict.partitions.map(({ unavailable }) => unavailable.length)).toEqual([1, 1, 1]);
        expect(verdict.partitions.map(({ unreadable }) => unreadable.length)).toEqual([1, 0, 0]);
      }),
      run,
    );
  });
});
