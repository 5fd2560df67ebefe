/** A recording that is damaged proves nothing, in words of its own: neither that records were lost nor that none were. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecording, readRecording, recordingLines } from '../../../src/drills/record/recording-file.ts';
import { judge } from '../../../src/drills/judge/verdict.ts';
import { drillReport } from '../../../src/report/text/drill-report.ts';
import { verdictSentence } from '../../../src/report/html/measures.ts';
import { cleanDrill } from './histories.ts';

const lines = [...recordingLines(cleanDrill())];
const changed = (index: number, line: string): string[] => lines.with(index, line);

describe('a recording with a hole', () => {
  const counts = JSON.parse(lines.at(-1)!) as { events: number; readBack: number };
  /** Lines between header and end, with an end that counts them. */
  const holding = (...events: readonly string[]): readonly string[] => [
    lines[0]!,
    ...events,
    JSON.stringify({ ...counts, type: 'end', events: events.length, readBack: 0 }).replace(
      /}$/,
      ',"expectation":{"survives":true,"because":"x"}}',
    ),
  ];
  const ack = '{"type":"ack","atMs":5,"startedAtMs":4,"partition":0,"sequence":0,"attempt":1,"offset":0}';

  it.each<[string, readonly string[], RegExp]>([
    [
      'an event that is no more than a kind and a time',
      holding('{"type":"ack","atMs":5}'),
      /"partition" is missing/,
    ],
    ['a single event in perfect form', holding(ack), /1 answer to a record whose try is not in it/],
    [
      'a single try',
      holding(ack.replace('"ack"', '"attempt"').replace('"offset"', '"leader"')),
      /no acknowledged record of 3 of 3 partitions/,
    ],
    ['no event at all', holding(), /no acknowledged record of 3 of 3 partitions/],
    ['a line cut in two', changed(4, lines[4]!.slice(0, 20)), /line 5 is no JSON, or cut off/],
    [
      'an unknown event',
      changed(4, '{"type":"dance","atMs":1}'),
      /line 5: "dance" is no event that this klab knows/,
    ],
    ['an event of another type', changed(4, '7'), /line 5: "number" is no event/],
    [
      'an event without a time',
      changed(4, '{"type":"step","text":""}'),
      /line 5: the event "step" cannot be used: "atMs" is missing/,
    ],
    [
      'a field of another type',
      changed(4, ack.replace('"offset":0', '"offset":"0"')),
      /"offset" is no whole number/,
    ],
    [
      'a partition that there is not',
      [...lines.slice(0, 4), ack.replace('"partition":0', '"partition":3'), ...lines.slice(5)],
      /1 line of a partition that the topic, with 3, does not have|1 answer to a record/,
    ],
    ['a broken record', changed(lines.length - 2, '[0,1]'), /is no record: \[partition/],
    ['a file cut off', lines.slice(0, 40), /cut off after line 40: its closing line is missing/],
    ['a lost event', lines.toSpliced(4, 1), /its closing line counts \d+ events, and it holds \d+/],
    ['a lost record', lines.toSpliced(-2, 1), /counts \d+ records read back, and it holds \d+/],
    [
      'an odd closing line',
      changed(lines.length - 1, '{"type":"end","expectation":{}}'),
      /the closing line, cannot be used: "events" is missing/,
    ],
  ])('proves nothing, and says what is missing: %s', async (_, damaged, missing) => {
    const recording = await parseRecording(damaged, 'x.jsonl');
    const verdict = judge(recording);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.passed).toBe(false);
    expect(verdict.findings.map(({ code }) => code)).toEqual(['recording']);
    expect(verdict.findings[0]?.text).toMatch(missing);
    expect(verdict.totals.lost).toBeNull();
    // Written once more, it is no more whole than it was.
    const again = await parseRecording(recordingLines(recording), 'x.jsonl');
    expect(judge(again).findings).toEqual(verdict.findings);
    for (const text of [drillReport({ ...recording, verdict }), verdictSentence({ ...recording, verdict })]) {
      expect(text).toContain('he recording is not whole');
      expect(text).not.toMatch(/FAILED:|PASSED:|[1-9]\d* lost/);
    }
  });

  it('never fails, and never holds, whatever lines are lost, cut or foreign', async () => {
    const damage = fc.record({
      at: fc.integer({ min: 1, max: lines.length - 1 }),
      how: fc.constantFrom('lost', 'cut', 'emptied', 'foreign'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (wounds) => {
        const damaged = lines.flatMap((line, index) => {
          const wound = wounds.find(({ at }) => at === index);
          if (wound === undefined) return [line];
          const left = { lost: [], cut: [line.slice(0, -2)], emptied: ['{}'], foreign: ['{"type":"dance"}'] };
          return left[wound.how];
        });
        const verdict = judge(await parseRecording(damaged, 'x.jsonl'));
        expect(verdict.outcome).toBe('unknown');
      }),
      { numRuns: 25 },
    );
  });

  it('is the same recording where only the order of its lines is lost', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'klab-shuffled-'));
    const file = join(dir, 'events.jsonl');
    const shuffled = [lines[0]!, ...lines.slice(1, -1).toReversed(), lines.at(-1)!];
    await writeFile(file, shuffled.join('\n'));
    try {
      expect(judge(await readRecording(file)).outcome).toBe('held');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

/** Headers in which one field is something else. */
const header = JSON.parse(lines[0]!) as Record<string, unknown>;
const withHeader = (fields: Readonly<Record<string, unknown>>): string[] =>
  changed(0, JSON.stringify({ ...header, ...fields }));

describe('anything else', () => {
  it.each<[string, readonly string[], string]>([
    ['an empty file', [], 'x.jsonl is empty: no recording of a drill'],
    ['a foreign file', ['{"name":"kafka"}'], 'x.jsonl, line 1: does not begin a recording of a drill'],
    ['no JSON', ['hello'], 'x.jsonl, line 1: does not begin a recording of a drill'],
    [
      'another schema version',
      changed(0, lines[0]!.replace('"schemaVersion":1', '"schemaVersion":9')),
      'x.jsonl, line 1: schemaVersion 9 is unknown; this klab reads 1',
    ],
    [
      'a header alone',
      ['{"schemaVersion":1,"kind":"drill-recording"}'],
      'x.jsonl, line 1: the header cannot be used: "drill" is missing',
    ],
    [
      'no settings',
      withHeader({ settings: {} }),
      'the header cannot be used: "settings" has a wrong field: "topic" is missing',
    ],
    [
      'nodes that are none',
      withHeader({ topology: { ...(header['topology'] as object), nodes: [null] } }),
      '"topology" has a wrong field: "nodes" has an entry that is wrong',
    ],
    [
      'no partitions',
      withHeader({ settings: { ...(header['settings'] as object), partitions: -1 } }),
      '"partitions" is no number from 1 to 10000',
    ],
    [
      'metrics that are none',
      withHeader({ underReplicated: [{}] }),
      '"underReplicated" has an entry that is wrong',
    ],
    ['two recordings', [...lines, ...lines], `x.jsonl, line ${lines.length + 1}: goes on after its closing`],
  ])('is refused in one line: %s', async (_, damaged, message) => {
    await expect(parseRecording(damaged, 'x.jsonl')).rejects.toThrow(message);
    await expect(parseRecording(damaged, 'x.jsonl')).rejects.toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('\n') as string,
    });
  });
});
