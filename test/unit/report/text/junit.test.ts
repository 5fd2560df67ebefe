/** JUnit XML must be well-formed whatever a finding says, and name its cases the same in every run. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/drills/judge/verdict.ts';
import { junitXml } from '../../../../src/report/text/junit.ts';
import { cleanDrill } from '../../drills/histories.ts';

function resultOf(recording: ReturnType<typeof cleanDrill>) {
  return { ...recording, verdict: judge(recording) };
}

describe('junitXml', () => {
  it('has a suite per drill and a case per finding', () => {
    const result = resultOf(cleanDrill());
    const xml = junitXml([result, result]);
    const count = result.verdict.findings.length;
    expect(xml).toContain(`<testsuites name="klab drill" tests="${2 * count}" failures="0" errors="0">`);
    expect(xml.split('<testcase ')).toHaveLength(2 * count + 1);
    expect(xml).toMatch(
      /<testsuite name="kill-leader on multi-broker-local" tests="\d+" failures="0" errors="0" skipped="0" time="19\.\d{3}" timestamp="2026-01-01T00:00:00\.000Z">/,
    );
    expect(xml).toContain(
      '<testcase classname="klab.drill.kill-leader" name="duplicated">\n      <system-out>0 duplicates</system-out>',
    );
  });

  it('tells failures, each under a name of its own, and escapes what XML cannot take', () => {
    const notReached = ['waited 5 ms for "x" <y> & z\u0007', 'waited 6 ms for w'];
    const xml = junitXml([resultOf({ ...cleanDrill(), notReached })]);
    const text = 'waited 5 ms for &quot;x&quot; &lt;y&gt; &amp; z';
    expect(xml).toContain('failures="2"');
    expect(xml).toContain(
      `name="not-reached">\n      <failure message="${text}" type="not-reached">${text}</failure>`,
    );
    expect(xml).toContain('name="not-reached 2">\n      <failure message="waited 6 ms for w"');
  });
});
