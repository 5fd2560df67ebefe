/** A verdict must find each kind of damage, and find nothing in a clean drill. */
import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../../../src/drills/judge/verdict.ts';
import { type FindingCode } from '../../../../src/drills/judge/finding.ts';
import { type VerdictInput } from '../../../../src/drills/record/recording.ts';
import {
  cleanDrill,
  failoverMs,
  faultMs,
  fullIsrMs,
  healMs,
  readersSaw,
  renumber,
  settings,
} from '../histories.ts';
import { broken } from '../judged.ts';

function textOf(verdict: Verdict, code: FindingCode): string | undefined {
  return verdict.findings.find((finding) => finding.code === code)?.text;
}

function withSettings(input: VerdictInput, changed: Partial<typeof settings>): VerdictInput {
  return { ...input, history: { ...input.history, settings: { ...settings, ...changed } } };
}

describe('a clean drill', () => {
  const verdict = judge(cleanDrill());

  it('passes', () => {
    expect(broken(verdict)).toEqual([]);
    expect(verdict.passed).toBe(true);
    expect(verdict.totals).toMatchObject({
      lost: 0,
      duplicated: 0,
      outOfOrder: 0,
      unknown: 0,
      failed: 0,
      unexpected: 0,
    });
  });

  it('shows the one window of each partition with its edges', () => {
    for (const { unavailable } of verdict.partitions) {
      expect(unavailable).toHaveLength(1);
      const [window] = unavailable;
      expect(window?.lastSuccessMs).toBeGreaterThan(faultMs - 20);
      expect(window?.firstSuccessMs).toBeGreaterThanOrEqual(failoverMs);
      expect(window?.durationMs).toBeGreaterThan(failoverMs - faultMs - 20);
      expect(window?.uncertaintyMs).toBeLessThan(50);
    }
  });

  it('times leader, in-sync replicas and recovery', () => {
    const [first, second] = verdict.partitions.map(({ effects }) => effects[0]);
    expect(first).toMatchObject({
      leaderBefore: 1,
      newLeader: 2,
      newLeaderAfterMs: failoverMs - faultMs + 40,
    });
    expect(first?.isrShrankAfterMs).toBe(failoverMs - faultMs + 40);
    expect(first?.fullIsrAfterMs).toBe(fullIsrMs - healMs + 60);
    expect(second).toMatchObject({ leaderBefore: 2, newLeader: null, leaderBackAfterMs: null });
  });

  it('times when the leader that was taken led again', () => {
    const backMs = fullIsrMs + 500;
    const back = { type: 'view', atMs: backMs, seenBy: 3, partition: 0, leader: 1, isr: [1, 2, 3] } as const;
    const views = [
      // One that has just started tells of the election before.
      { ...back, atMs: healMs + 500, leaderEpoch: 0 },
      { ...back, leaderEpoch: 2 },
    ];
    const input = cleanDrill();
    const events = [...input.history.events, ...views].toSorted((a, b) => a.atMs - b.atMs);
    const [effect] = judge({ ...input, history: { ...input.history, events } }).partitions[0]?.effects ?? [];
    expect(effect?.leaderBackAfterMs).toBe(backMs - healMs);
    const [never] = judge(input).partitions[0]?.effects ?? [];
    expect(never?.leaderBackAfterMs).toBeNull();
  });
});

describe('a node that is back before it was missed', () => {
  it('is in sync only once it has left and come again', () => {
    const input = cleanDrill();
    const earlyMs = faultMs + 500;
    const events = input.history.events
      .map((event) => (event.type === 'heal' ? { ...event, atMs: earlyMs } : event))
      .toSorted((a, b) => a.atMs - b.atMs);
    const verdict = judge({ ...input, history: { ...input.history, events } });
    expect(verdict.partitions[1]?.effects[0]?.fullIsrAfterMs).toBe(fullIsrMs - earlyMs + 60);
  });
});

describe('damage', () => {
  it('names lost records and what the settings promised', () => {
    const input = cleanDrill();
    const readBack = input.readBack.filter(({ partition, sequence }) => partition !== 1 || sequence !== 17);
    const verdict = judge(readersSaw({ ...input, readBack }));
    expect(broken(verdict)).toEqual(['lost']);
    expect(textOf(verdict, 'lost')).toMatch(
      /^1 lost of \d+ acknowledged records: NOT allowed with acks=all, min ISR 2$/,
    );
    expect(verdict.partitions[1]?.records.lost).toEqual([17]);
  });

  it('fails for loss with acks=1 too', () => {
    const input = cleanDrill();
    const verdict = judge(
      withSettings(readersSaw({ ...input, readBack: input.readBack.slice(1) }), { acks: 1 }),
    );
    expect(broken(verdict)).toEqual(['lost']);
    expect(textOf(verdict, 'lost')).toContain('acks=1');
  });

  it('allows duplicates only without idempotence', () => {
    const input = cleanDrill();
    const [first] = input.readBack;
    const readBack = renumber([...input.readBack, ...(first === undefined ? [] : [first, first])]);
    const damaged = readersSaw({ ...input, readBack });
    const allowed = judge(damaged);
    expect(allowed.passed).toBe(true);
    expect(textOf(allowed, 'duplicated')).toBe('2 duplicates: allowed without idempotence');
    const refused = judge(withSettings(damaged, { idempotent: true }));
    expect(broken(refused)).toEqual(['duplicated']);
    expect(textOf(refused, 'duplicated')).toBe('2 duplicates: NOT allowed with an idempotent producer');
  });

  it('finds records that nobody wrote', () => {
    const input = cleanDrill();
    const verdict = judge({
      ...input,
      readBack: [...input.readBack, { partition: 0, offset: 1e6, sequence: 999_999, key: '' }],
    });
    expect(broken(verdict)).toEqual(['unexpected']);
  });

  it('fails when nothing can be read back, and claims no loss', () => {
    const verdict = judge({ ...cleanDrill(), readBack: { problem: 'no coordinator' } });
    expect(broken(verdict)).toEqual(['read-back']);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.totals).toMatchObject({ lost: null, duplicated: null, seenThenGone: null });
  });

  it('fails when writes never came back', () => {
    const input = cleanDrill();
    const events = input.history.events.filter(
      (event) => !(event.type === 'ack' && event.partition === 2 && event.atMs > faultMs),
    );
    const verdict = judge({ ...input, history: { ...input.history, events } });
    expect(broken(verdict)).toContain('writes-during-fault');
    expect(broken(verdict)).toContain('writes-after');
    expect(verdict.partitions[2]?.unavailable.at(-1)?.firstSuccessMs).toBeNull();
  });

  it('fails when a partition got no new leader or not all copies back', () => {
    const input = cleanDrill();
    const events = input.history.events.filter((event) => event.type !== 'view' || event.atMs < faultMs);
    const verdict = judge({ ...input, history: { ...input.history, events } });
    expect(broken(verdict)).toContain('new-leader');
    const thin = input.history.events.filter((event) => event.type !== 'view' || event.atMs < healMs);
    expect(broken(judge({ ...input, history: { ...input.history, events: thin } }))).toEqual(['full-isr']);
  });

  it('takes no write for a sign of life that was answered while the fault was still being done', () => {
    const input = cleanDrill();
    const last = [0, 1, 2].flatMap(
      (partition) =>
        input.history.events.find(
          (event) => event.type === 'ack' && event.partition === partition && event.atMs > failoverMs,
        ) ?? [],
    );
    // Nobody sees anything any more: no leader that moves, no copy that leaves.
    const before = input.history.events.filter(({ type, atMs }) => atMs < faultMs || type === 'fault');
    const answered = last.flatMap((event) => {
      if (event.type !== 'ack') return [];
      const { partition } = event;
      const own = before.flatMap((one) =>
        one.type === 'attempt' && one.partition === partition ? [one.sequence] : [],
      );
      const sequence = Math.max(...own) + 1;
      const tried = { type: 'attempt' as const, partition, attempt: 1, leader: 1 };
      return [
        { ...tried, sequence, atMs: faultMs + 5 },
        { ...event, sequence, attempt: 1, startedAtMs: faultMs + 5, atMs: faultMs + 10 },
        { ...tried, sequence: sequence + 1, atMs: failoverMs },
      ];
    });
    const history = { ...input.history, events: [...before, ...answered] };
    expect(broken(judge({ ...input, history }))).toContain('writes-during-fault');
  });

  it('does not ask a topology for more than it promises', () => {
    const input = cleanDrill();
    const events = input.history.events.filter(
      (event) => event.type !== 'ack' || event.atMs < faultMs || event.atMs > healMs,
    );
    const readBack = input.readBack.filter(({ partition, sequence }) =>
      events.some(
        (event) => event.type === 'ack' && event.partition === partition && event.sequence === sequence,
      ),
    );
    const damaged = readersSaw({ ...input, readBack, history: { ...input.history, events } });
    expect(broken(judge(damaged))).toEqual(['writes-during-fault']);
    expect(
      broken(judge({ ...damaged, expectation: { survives: false, because: '0 of 1 copy left' } })),
    ).toEqual([]);
  });

  it('repeats what was waited for in vain', () => {
    expect(broken(judge({ ...cleanDrill(), notReached: ['waited 5 ms for x: y'] }))).toEqual(['not-reached']);
  });
});

describe('a node that came back by itself', () => {
  const clean = cleanDrill();
  const events = clean.history.events.flatMap((event) => {
    if (event.type !== 'heal' || event.edge !== 'start') return [event];
    const { nodeId, node, atMs } = event;
    const returned = { type: 'return', nodeId, node, by: 'StatefulSet shop', afterMs: 3_100, atMs } as const;
    return [returned, event];
  });
  const verdict = judge({ ...clean, history: { ...clean.history, events } });

  it('is a result, after which time it was there again, and no incident', () => {
    expect(textOf(verdict, 'came-back')).toMatch(/ came back by itself after 3\.1 s \(StatefulSet shop\)$/);
    expect(textOf(verdict, 'incident')).toBeUndefined();
    expect(verdict.outcome).toBe('held');
  });
});
