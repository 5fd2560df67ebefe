/** A drill's findings as JUnit XML, which CI systems show as test results: one suite per drill, one case per finding. */
import type { HistoryEvent } from '../../drills/record/history.ts';
import type { DrillResult } from '../../drills/run/run-drill.ts';
import type { Finding } from '../../drills/judge/finding.ts';

/** The document for one drill or several. */
export function junitXml(results: readonly DrillResult[]): string {
  const suites = results.map((result) => suite(result));
  const cases = results.flatMap(({ verdict }) => verdict.findings);
  const counts = { tests: cases.length, ...countsOf(cases) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'klab drill', ...counts })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ drill, instance, history, verdict }: DrillResult): string {
  const { findings } = verdict;
  const head = {
    name: `${drill} on ${instance}`,
    tests: findings.length,
    ...countsOf(findings),
    skipped: 0,
    time: seconds(history.events),
    timestamp: history.startedAt,
  };
  const cases = findings.map((finding, index) => testCase(drill, finding, ordinal(findings, index)));
  return [`  <testsuite${attributes(head)}>`, ...cases, '  </testsuite>'].join('\n');
}

/** Named by its code, so that CI knows it again in the next run: its text has numbers that change. */
function testCase(drill: string, { code, ok, unknown = false, text }: Finding, number: number): string {
  const name = number === 1 ? code : `${code} ${number}`;
  const opening = `    <testcase${attributes({ classname: `klab.drill.${drill}`, name })}>`;
  // In JUnit's words, an error is a test that came to no result.
  const tag = unknown ? 'error' : 'failure';
  const body = ok
    ? `      <system-out>${escaped(text)}</system-out>`
    : `      <${tag}${attributes({ message: text, type: code })}>${escaped(text)}</${tag}>`;
  return [opening, body, '    </testcase>'].join('\n');
}

function countsOf(findings: readonly Finding[]): { readonly failures: number; readonly errors: number } {
  const open = findings.filter(({ ok }) => !ok);
  const errors = open.filter(({ unknown = false }) => unknown).length;
  return { failures: open.length - errors, errors };
}

/** Counts the findings of one code from 1. */
function ordinal(findings: readonly Finding[], index: number): number {
  return findings.slice(0, index + 1).filter(({ code }) => code === findings[index]?.code).length;
}

/** From the first event to the last one. */
function seconds(events: readonly HistoryEvent[]): string {
  return (((events.at(-1)?.atMs ?? 0) - (events[0]?.atMs ?? 0)) / 1_000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 has no way to write most control characters at all, so they are left out. */
function escaped(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
      .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
  );
}
