/** What client programs believe is held against their topics; whatever they say, the cluster's verdict stays what it is. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import type { HistoryEvent } from '../../../../../src/drills/record/history.ts';
import type { SubjectRecord } from '../../../../../src/drills/record/recording.ts';
import { cleanDrill, failoverMs, faultMs } from '../../histories.ts';
import { honest, judged, recordingOf, subject } from './recorded-client.ts';

describe('an honest client', () => {
  it('has lost, doubled, skipped nothing, and was away as long as it was', () => {
    const { events, log } = honest();
    const { producer, consumer, worst, silences, troubles } = judged(events, log);
    expect(producer).toMatchObject({
      acknowledged: log.length,
      missing: 0,
      misplaced: 0,
      doubled: 0,
      outOfOrder: 0,
      unacknowledged: 0,
      errors: 0,
    });
    expect(consumer).toMatchObject({
      records: log.length,
      skipped: 0,
      unread: 0,
      doubled: 0,
      nowhere: 0,
      assignments: 1,
    });
    expect(consumer.partitions.map(({ unreadMs }) => unreadMs)).toEqual([5, 5, 5]);
    expect(silences.map(({ isHit }) => isHit)).toEqual([true, false, false]);
    // The cluster served at the failover, the client came back a second later.
    expect(worst?.servedMs).toBeGreaterThanOrEqual(failoverMs);
    expect(worst?.servedMs).toBeLessThan(failoverMs + 100);
    expect(worst?.noticedMs).toBeGreaterThanOrEqual(failoverMs + 1_000);
    expect(worst?.noticedMs).toBeLessThan(failoverMs + 1_100);
    expect(worst?.silence).toBe('over');
    expect(worst?.firstAckAfterMs).toBe(worst?.noticedMs);
    expect(worst?.longestMs).toBeCloseTo((worst?.noticedMs ?? 0) - (worst?.lastAckBeforeMs ?? 0));
    expect(silences[1]).toMatchObject({ silence: 'none', longestMs: null, noticedMs: null });
    expect(troubles).toEqual([]);
  });

  it('that never comes back is away to the end', () => {
    const { events, log } = honest();
    const gone = (event: HistoryEvent): boolean =>
      event.type === 'subject-ack' && event.place[0] === 0 && event.atMs >= faultMs;
    const { worst } = judged(
      events.filter((event) => !gone(event)),
      log,
    );
    expect(worst).toMatchObject({
      partition: 0,
      silence: 'for-good',
      noticedMs: null,
      firstAckAfterMs: null,
    });
  });
});

describe('a client whose records are not there', () => {
  const { events, log } = honest();

  it('misses those that are not in the topic', () => {
    const { producer } = judged(
      events,
      log.filter(([, , value]) => value !== '0.1' && value !== '0.4'),
    );
    expect(producer).toMatchObject({ missing: 2, missingValues: ['0.1', '0.4'], misplaced: 0 });
  });

  it('is told where it names a place that holds something else', () => {
    const lie: HistoryEvent = { type: 'subject-ack', atMs: 3_000, subject, place: [1, 99_999], value: '0.1' };
    expect(judged([...events, lie], log).producer).toMatchObject({ missing: 0, misplaced: 1 });
  });

  it('that names no values is known by their places alone', () => {
    const places = events.map((event) => {
      if (event.type !== 'subject-ack') return event;
      const { value: _, ...nameless } = event;
      return nameless;
    });
    const [, ...rest] = log.filter(([partition]) => partition === 1);
    const others = log.filter(([partition]) => partition !== 1);
    expect(judged(places, [...others, ...rest]).producer).toMatchObject({
      acknowledged: log.length,
      missing: 1,
      missingValues: ['partition 1 offset 0'],
      misplaced: null,
      unacknowledged: 0,
    });
  });

  it('has doubled what is there twice, which is not late', () => {
    const twice: SubjectRecord = [1, log.length, '0.1'];
    expect(judged(events, [...log, twice]).producer).toMatchObject({ doubled: 1, outOfOrder: 0 });
  });

  it('has written out of order what comes behind a later one', () => {
    const [first, second] = log.filter(([partition]) => partition === 1);
    const swapped = log.map((record): SubjectRecord => {
      if (record === first) return [1, first[1], second![2]];
      return record === second ? [1, second[1], first![2]] : record;
    });
    expect(judged(events, swapped).producer).toMatchObject({ outOfOrder: 1, misplaced: 2, missing: 0 });
  });

  it('is not judged by the order of values that have no number', () => {
    const named = log.map(([partition, offset]): SubjectRecord => [
      partition,
      offset,
      `row ${partition}-${offset}!`,
    ]);
    expect(judged([], named).producer).toMatchObject({ outOfOrder: null, unacknowledged: named.length });
  });

  it('has errors by what they say', () => {
    const error = (atMs: number, reason: string): HistoryEvent => ({
      type: 'subject-error',
      atMs,
      subject,
      value: '',
      reason,
    });
    const found = judged(
      [...events, error(3_000, 'TimeoutException'), error(4_000, 'TimeoutException')],
      log,
    );
    expect(found.producer).toMatchObject({
      errors: 2,
      errorKinds: [{ reason: 'TimeoutException', count: 2, firstMs: 3_000, lastMs: 4_000 }],
    });
  });

  it('is not known to have lost anything where its topic was not read', () => {
    const found = judged(events, { problem: 'nobody answered' });
    expect(found.producer).toMatchObject({ acknowledged: log.length, missing: null, doubled: null });
    expect(found.consumer).toMatchObject({ skipped: null, unread: null, nowhere: null });
    expect(found.unknown).toBe('nobody answered');
  });
});

describe('a consumer', () => {
  const { events, log } = honest();
  const others = events.filter(({ type }) => type !== 'subject-read');
  const read = (atMs: number, ...range: [number, number, number, number]): HistoryEvent => ({
    type: 'subject-read',
    atMs,
    subject,
    range,
  });

  it('has skipped what lies before what it had, and not read what lies behind', () => {
    const end = log.filter(([partition]) => partition === 1).length - 1;
    const found = judged([...others, read(5_000, 1, 0, 9, 10), read(5_100, 1, 12, end - 3, end - 14)], log);
    expect(found.consumer).toMatchObject({ skipped: 2, wentBack: 0, doubled: 0 });
    expect(found.consumer.unread).toBe(log.filter(([partition]) => partition !== 1).length + 3);
  });

  it('is not said to have waited for what it had before anything was broken', () => {
    const [first] = log;
    const late = others.concat(
      read(faultMs - 100, 0, first![1], first![1], 1),
      read(faultMs + 50, 1, 0, 0, 1),
    );
    const [zero, one] = judged(late, log).consumer.partitions;
    expect(zero?.unreadMs).toBeNull();
    expect(one?.unreadMs).toBeGreaterThan(1_000);
  });

  it('is said how long it waited for a member that was killed', () => {
    const killed = {
      type: 'subject-program',
      atMs: 4_000,
      subject,
      role: 'consumer',
      state: 'killed',
    } as const;
    const unbroken = cleanDrill().history.events.filter(({ type }) => type !== 'fault' && type !== 'heal');
    const own = [...others, read(3_900, 0, 0, 0, 1), killed, read(9_000, 1, 0, 0, 1)];
    const recording = recordingOf([], log);
    const history = { ...recording.history, events: [...unbroken, ...own] };
    const consumer = judge({ ...recording, history }).subjects?.[0]?.consumer;
    expect(consumer?.partitions.map(({ unreadMs }) => (unreadMs ?? 0) > 5_000)).toEqual([false, true, false]);
  });

  it('that goes back has doubled what it had', () => {
    const found = judged([...others, read(5_000, 1, 0, 9, 10), read(5_100, 1, 4, 12, 9)], log);
    expect(found.consumer).toMatchObject({ wentBack: 1, doubled: 6, records: 19 });
  });

  it('that names what there is not has been nowhere, however much it names', () => {
    const found = judged([...others, read(5_000, 1, 1e9, 1e12, 1e9), read(5_000, 77, 0, 4, 5)], log);
    expect(found.consumer.nowhere).toBe(1e9 + 5);
  });

  it('that says again and again that it had everything is not followed for ever', () => {
    // Followed to its end it would be a billion offsets.
    const all = Array.from({ length: 1_000 }, () => read(5_000, 1, 0, 1e12, 1e12));
    expect(judged([...others, ...all], log).consumer.skipped).toBe(0);
    const unread = judged([...others, ...all], { problem: 'nobody answered' });
    expect(unread.consumer.skipped).toBeNull();
  });

  it('has left records unread for as long as it had none of them, and was without partitions meanwhile', () => {
    const end = log.filter(([partition]) => partition === 1).length - 1;
    const changed = (atMs: number, what: 'assigned' | 'revoked', ...partitions: number[]): HistoryEvent => ({
      type: 'subject-partitions',
      atMs,
      subject,
      what,
      partitions,
    });
    const found = judged(
      [
        ...others,
        changed(4_000, 'revoked', 0, 1, 2),
        changed(9_500, 'assigned', 0, 1, 2),
        read(9_600, 1, 0, end, end + 1),
      ],
      log,
    );
    expect(found.consumer).toMatchObject({ assignments: 2, unassignedMs: 5_500 });
    expect(found.consumer.partitions[1]?.unreadMs).toBe(9_600 - 120);
    expect(found.consumer.partitions[0]?.unreadMs).toBeNull();
  });
});

describe('the verdict of the cluster', () => {
  it('does not depend on what clients say or do', () => {
    const lies: HistoryEvent[] = [
      { type: 'subject-ack', atMs: 3_000, subject, place: [1e12, 1e12], value: 'never' },
      { type: 'subject-read', atMs: 3_000, subject, range: [1e12, 0, 1e12, 1e12] },
      { type: 'subject-partitions', atMs: 3_000, subject, what: 'assigned', partitions: [1e12] },
      { type: 'subject-program', atMs: 3_000, subject, role: 'producer', state: 'killed', reason: 'it hung' },
    ];
    const { subjects, ...verdict } = judge(recordingOf(lies, { problem: 'nobody answered' }));
    expect(verdict).toEqual(judge(cleanDrill()));
    expect(subjects?.[0]?.troubles).toEqual([{ atMs: 3_000, role: 'producer', text: 'it hung' }]);
  });

  it('knows nothing of a client either where its recording has holes', () => {
    const { events, log } = honest();
    const { subjects } = judge({ ...recordingOf(events, log), holes: ['a line is missing'] });
    expect(subjects?.[0]).toMatchObject({
      unknown: 'the recording is not whole',
      producer: { missing: null },
    });
  });
});
