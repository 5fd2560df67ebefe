import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/checks/kit/check.ts';
import { labTopicConfigs } from '../../../../src/kafka/topic-settings.ts';
import { smokeJson, smokeReport } from '../../../../src/report/text/smoke-report.ts';

const results: CheckResult[] = [
  { name: 'first', claim: 'One holds.', outcome: 'passed', detail: 'seen 3 of 3', durationMs: 1_234 },
  {
    name: 'second',
    claim: 'Two holds.',
    outcome: 'failed',
    detail: 'seen 2 of 3: the third is gone',
    durationMs: 20,
  },
  { name: 'third', claim: 'Three holds.', outcome: 'skipped', detail: 'needs 3 brokers', durationMs: 0 },
];
const run = { instance: { id: 'lab-local' }, topology: { name: 'lab' }, results, durationMs: 1_300.4 };

describe('the report of smoke checks', () => {
  it('names each check, what it proved or lacks, and one line to remember', () => {
    expect(stripVTControlCharacters(smokeReport(run)).split('\n')).toEqual([
      '   CHECK   WHAT IT PROVED                  TIME',
      '✔  first   seen 3 of 3                     1.2 s',
      '✖  second  Two holds.                      20 ms',
      '           seen 2 of 3: the third is gone',
      '-  third   skipped: needs 3 brokers',
      '',
      "topics of the checks keep brokers' defaults out; --json says what they were set to",
      'FAILED: 1 passed, 1 failed, 1 skipped on lab-local in 1.3 s',
    ]);
  });

  it('has one line for all services that the topology does not have', () => {
    const lacking = (lacks: 'prometheus' | 'ksqldb'): CheckResult => ({ ...results[2]!, name: lacks, lacks });
    const all = [results[0]!, lacking('prometheus'), lacking('ksqldb'), lacking('ksqldb')];
    expect(stripVTControlCharacters(smokeReport({ ...run, results: all })).split('\n')).toEqual([
      '   CHECK  WHAT IT PROVED  TIME',
      '✔  first  seen 3 of 3     1.2 s',
      '',
      '3 checks are about side services that lab does not have: prometheus, ksqldb',
      "topics of the checks keep brokers' defaults out; --json says what they were set to",
      'PASSED: 1 passed on lab-local in 1.3 s',
    ]);
  });

  it('has one line for all kinds of security that the topology does not have', () => {
    const lacking = (name: string): CheckResult => ({ ...results[2]!, name, lacks: 'security' });
    const lines = (...lacked: string[]): string =>
      stripVTControlCharacters(smokeReport({ ...run, results: [results[0]!, ...lacked.map(lacking)] }));
    expect(lines('a')).toContain('\n1 check is about security that lab does not have\n');
    expect(lines('a', 'b')).toContain('\n2 checks are about security that lab does not have\n');
    expect(lines('a', 'b')).toContain('PASSED: 1 passed on lab-local');
  });

  it('breaks long texts at the width of the terminal', () => {
    const long = { ...results[0]!, detail: 'word '.repeat(40).trim() };
    const lines = stripVTControlCharacters(smokeReport({ ...run, results: [long] }, 90)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(90);
    expect(lines.join(' ').match(/word/g)).toHaveLength(40);
  });

  it('is one object for programs', () => {
    expect(smokeJson(run)).toEqual({
      kind: 'smoke',
      topology: 'lab',
      instance: 'lab-local',
      passed: 1,
      failed: 1,
      skipped: 1,
      durationMs: 1_300,
      topicSettings: labTopicConfigs,
      checks: results,
    });
  });
});
