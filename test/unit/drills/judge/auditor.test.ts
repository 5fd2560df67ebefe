/** An auditor that breaks is told, and costs no other its answer. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { auditors } from '../../../../src/drills/judge/auditors/index.ts';
import { drillReport } from '../../../../src/report/text/drill-report.ts';
import { cleanGroupDrill } from '../group-histories.ts';
import { judged } from '../judged.ts';

const clean = cleanGroupDrill();

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an auditor that breaks', () => {
  it.each(auditors.map((auditor) => [auditor.of, auditor] as const))('of %s', (of, auditor) => {
    const whole = judged(clean).verdict;
    vi.spyOn(auditor, 'findings').mockImplementation(() => {
      throw new TypeError('offset is undefined');
    });
    const { verdict, text } = judged(clean);
    expect(verdict.outcome).toBe('unknown');
    expect(text('auditor')).toBe(
      `the auditor of ${of} broke, and nothing is known of that: offset is undefined`,
    );
    // Every finding of the others is still there.
    const others = verdict.findings.filter(({ code }) => code !== 'auditor');
    expect(others.length).toBeGreaterThan(whole.findings.length / 2);
    expect(whole.findings).toEqual(expect.arrayContaining([...others]));
    expect(drillReport({ ...clean, verdict })).toContain(`UNKNOWN: the auditor of ${of} broke`);
  });

  it('leaves what another one found broken', () => {
    const group = auditors.find(({ of }) => of === 'the consumer group')!;
    vi.spyOn(group, 'findings').mockImplementation(() => {
      throw new Error('x');
    });
    const readBack = 'problem' in clean.readBack ? [] : clean.readBack.slice(1);
    const { verdict, broken } = judged({ ...clean, readBack });
    expect(broken).toEqual(expect.arrayContaining(['lost', 'auditor']));
    expect(verdict.outcome).toBe('broken');
  });
});

describe('a recording that an auditor cannot read', () => {
  it('names the partition, and keeps the counts of the others', () => {
    // What no file can hold, since every line is checked: only what is wrong in an auditor itself gets so far.
    const events = clean.history.events.map((event) =>
      event.type === 'read' && event.partition === 1 ? { ...event, records: undefined as never } : event,
    );
    const { verdict, text } = judged({ ...clean, history: { ...clean.history, events } });
    expect(text('auditor')).toMatch(
      /^the auditor of records that were read of partition 1 broke, and nothing is known of that: /,
    );
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.totals.lost).toBe(0);
    expect(verdict.partitions[0]?.reads.seen).toBeGreaterThan(0);
    expect(verdict.partitions[1]?.records.acknowledged).toBeGreaterThan(0);
  });
});
