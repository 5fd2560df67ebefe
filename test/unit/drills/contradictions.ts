/**
 * What it means for a report to contradict itself, as rules that hold for every recording, however it is damaged: its findings
 * against each other, against tables and steps, its one line against its findings, text against JSON and page.
 */
import { stripVTControlCharacters } from 'node:util';
import { conditionNames } from '../../../src/drills/plan/conditions.ts';
import type { DrillResult } from '../../../src/drills/run/run-drill.ts';
import { summarizeRuns } from '../../../src/drills/compare/runs.ts';
import { runMeasuresOf } from '../../../src/drills/compare/run-measures.ts';
import type { Finding, FindingCode } from '../../../src/drills/judge/finding.ts';
import { drillJson, drillProgress, drillReport } from '../../../src/report/text/drill-report.ts';
import { measures, verdictSentence } from '../../../src/report/html/measures.ts';
import { junitXml } from '../../../src/report/text/junit.ts';

/** Every rule that a report breaks, in words; empty where it does not contradict itself. */
export function contradictions(result: DrillResult): readonly string[] {
  const { verdict, history, left, interrupted = false, notReached = [] } = result;
  const { findings, partitions, faults, totals } = verdict;
  const said = (code: FindingCode, ok = true): Finding | undefined =>
    findings.find((finding) => finding.code === code && finding.ok === ok);
  const text = stripVTControlCharacters(drillReport(result));
  const rules: Record<string, boolean> = {};

  // A window that a table shows is an interruption for every finding, and the other way round.
  const [firstMs, healMs] = [
    faults[0]?.startMs ?? Infinity,
    Math.min(...faults.map((f) => f.healMs ?? Infinity)),
  ];
  for (const use of ['writes', 'reads'] as const) {
    const windows = partitions.flatMap((one) => (use === 'writes' ? one.unavailable : one.unreadable));
    const during = windows.filter(
      (window) => (window.firstSuccessMs ?? Infinity) > firstMs && (window.lastSuccessMs ?? -1) < healMs,
    );
    const finding = findings.filter(({ code }) => code === `${use}-during-fault`);
    const claims = (words: string): boolean =>
      finding.some((one) => one.ok && one.text.startsWith(`${use} ${words}`));
    const groups = new Set(faults.map(({ healMs: at }) => at)).size;
    if (groups === 1) {
      rules[`${use} went on, beside a time without them`] = claims('went on') && during.length > 0;
      rules[`${use} came back, and were never gone`] = claims('came back') && during.length === 0;
    }
    rules[`${use} did not come back, beside no time without them`] =
      finding.some((one) => !one.ok && one.unknown !== true) &&
      windows.length === 0 &&
      notReached.length === 0;
    rules[`${use} came back, beside a time without them to the end`] =
      said(`${use}-after`) !== undefined && windows.some((window) => window.firstSuccessMs === null);
  }

  // What is not back cannot have been followed by anything.
  const isBack = left === undefined && faults.every(({ healedMs }) => healedMs !== null);
  for (const code of ['writes-after', 'reads-after', 'full-isr', 'preferred-leader'] as const) {
    rules[`${code} beside a node that is not back`] = !isBack && said(code) !== undefined;
  }

  // A wait in vain denies its condition, unless the finding says that it came later.
  const codes = {
    'full-isr': 'full-isr',
    'preferred-leaders': 'preferred-leader',
    'writes-back': 'writes-after',
    'leaders-moved': 'new-leader',
  } as const;
  const lastHealMs = Math.max(...faults.map((fault) => fault.healMs ?? 0));
  for (const [condition, code] of Object.entries(codes) as [
    keyof typeof codes,
    (typeof codes)[keyof typeof codes],
  ][]) {
    const vain = notReached.filter((line) => line.includes(conditionNames[condition]));
    const ours = vain.filter((line) => {
      const step = history.events.find((event) => event.type === 'step' && event.text === line);
      const atMs = step?.atMs ?? Infinity;
      return code === 'new-leader' ? atMs >= firstMs && atMs <= healMs : atMs >= lastHealMs;
    });
    const finding = said(code);
    rules[`✓ ${code} beside a wait in vain for it`] =
      ours.length > 0 && finding !== undefined && !finding.text.endsWith('later than was waited for');
  }

  // The columns of a table are what findings are made of.
  for (const [index, fault] of faults.entries()) {
    const own = partitions.filter(({ effects }) => effects[index]?.leaderBefore === fault.node);
    const stuck = own.filter(({ effects }) => effects[index]?.newLeader === null);
    if (fault.broker && faults.length === 1) {
      rules['✓ new-leader beside a leader that was not seen'] =
        said('new-leader') !== undefined && stuck.length > 0;
      rules['✗ new-leader beside a leader that was seen'] =
        said('new-leader', false) !== undefined && stuck.length === 0;
      const thin = partitions.some(({ effects }) => effects[index]?.fullIsrAfterMs === null);
      rules['✓ full-isr beside copies that were not seen in sync'] = said('full-isr') !== undefined && thin;
    }
  }
  // Steps tell of a leader when a table does.
  const progress = drillProgress(result.topology);
  const told = history.events.flatMap((event) => progress(event) ?? []);
  if (faults.length === 1 && faults[0]?.broker === true) {
    for (const { partition, effects } of partitions) {
      if (effects[0]?.leaderBefore !== faults[0].node || effects[0].newLeader !== null) continue;
      rules[`partition ${partition}: a step saw a new leader, the table did not`] = told.some((line) =>
        line.startsWith(`partition ${partition}: new leader`),
      );
    }
  }
  rules['a time after the first fault, without a fault'] =
    faults.length === 0 && /the first fault,/.test(text);

  // Nothing is known, or something is.
  const isRead = totals.lost !== null;
  rules['counts of a log that nobody read'] =
    !isRead &&
    [totals.duplicated, totals.outOfOrder, totals.seenThenGone, verdict.measures.lost].some(
      (count) => count !== null,
    );
  rules['findings on a log that nobody read'] =
    !isRead &&
    findings.some(({ code }) => ['lost', 'duplicated', 'group-skipped', 'group-behind'].includes(code));
  rules['a read-back that failed, beside counts'] = said('read-back', false) !== undefined && isRead;
  rules['✓ lost beside losses'] = said('lost') !== undefined && totals.lost !== 0;
  rules['✗ lost beside none'] = said('lost', false) !== undefined && totals.lost === 0;
  const rows = partitions.reduce((sum, { records }) => sum + (records.lost?.length ?? 0), 0);
  rules['the sum of losses is not what partitions lost'] = isRead && rows !== totals.lost;
  // What was never acknowledged lies unread for no time, nor does what was acknowledged last of all.
  const endMs = history.events.at(-1)?.atMs ?? 0;
  const waits = (partition: number): boolean => {
    const own = history.events.filter((event) => 'partition' in event && event.partition === partition);
    const given = new Set(
      own.flatMap((event) =>
        event.type === 'delivered' ? event.records.map(([, sequence]) => sequence) : [],
      ),
    );
    return own.some(
      (event) => event.type === 'ack' && event.atMs < endMs && given.size > 0 && !given.has(event.sequence),
    );
  };
  const behind = verdict.group?.partitions.some(
    (one) => (one.behind ?? 0) > 0 && one.longestStandstillMs === 0 && waits(one.partition),
  );
  rules['a group that is behind, and never stood still'] = behind === true;

  // One outcome, in every form.
  const failed = findings.filter(({ ok }) => !ok);
  const outcome =
    failed.length === 0 ? 'held' : failed.every(({ unknown }) => unknown === true) ? 'unknown' : 'broken';
  rules['the outcome is not what the findings say'] = verdict.outcome !== outcome;
  rules['passed is not the outcome'] = verdict.passed !== (outcome === 'held');
  const word = { held: 'PASSED:', broken: 'FAILED:', unknown: 'UNKNOWN:' }[outcome];
  rules['the one line is not the outcome'] = !text.split('\n').at(-1)?.startsWith(word);
  const json = JSON.parse(JSON.stringify(drillJson(result))) as { passed: boolean; outcome: string };
  rules['JSON is not the outcome'] = json.passed !== verdict.passed || json.outcome !== outcome;
  rules['the page praises what did not hold'] =
    verdictSentence(result).startsWith('All ') !== (outcome === 'held');
  const failures = Number(/failures="(\d+)"/.exec(junitXml([result]))?.[1]);
  rules['JUnit counts other failures'] = failures > 0 !== (outcome === 'broken');
  const [lost] = measures(result).filter(({ name }) => name === 'Lost');
  rules['the page has other losses'] = (lost?.value === '?') !== !isRead;
  const run = runMeasuresOf(result);
  const { measures: summed, passed } = summarizeRuns([{ verdict }]);
  const { newLeaderMs } = verdict.measures;
  rules['the matrix has other numbers'] =
    run.lost !== totals.lost ||
    run.newLeaderMs !== (newLeaderMs === 'unknown' ? null : newLeaderMs) ||
    run.passed !== verdict.passed;
  rules['a summary of one run has other numbers'] =
    summed.lost.median !== verdict.measures.lost || (passed === 1) !== verdict.passed;
  rules['an interrupted drill that held'] = interrupted && outcome === 'held';
  return Object.entries(rules).flatMap(([rule, isBroken]) => (isBroken ? [rule] : []));
}
