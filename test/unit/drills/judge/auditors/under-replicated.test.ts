/** The cluster's own count: it may rise as it likes, and must come back once everything is healed. */
import { describe, expect, it } from 'vitest';
import type { UnderReplicatedSample } from '../../../../../src/drills/record/recording.ts';
import { samplesOf } from '../../../../../src/drills/watch/cluster-metrics.ts';
import { parseRecording, recordingLines } from '../../../../../src/drills/record/recording-file.ts';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { resolved } from '../../../../support/topologies.ts';
import { cleanDrill, endMs, failoverMs, fullIsrMs, healMs } from '../../histories.ts';
import { judged } from '../../judged.ts';

/** What three brokers count each second, of which broker 1 is away during the fault. */
function countsOf(
  count: (atMs: number) => number,
  brokers = (atMs: number): readonly number[] => (atMs > 2_500 && atMs < healMs + 1_500 ? [2, 3] : [1, 2, 3]),
): readonly UnderReplicatedSample[] {
  return Array.from({ length: endMs / 1_000 }, (_, second) => {
    const atMs = second * 1_000 + 500;
    const own = (broker: number): number => (broker === 2 ? count(atMs) : 0);
    return { atMs, brokers: brokers(atMs).map((broker) => [broker, own(broker)] as const) };
  });
}

const isAway = (atMs: number): boolean => atMs > failoverMs && atMs < fullIsrMs;

describe('under-replicated partitions as the brokers count them', () => {
  const drill = (underReplicated: readonly UnderReplicatedSample[]) =>
    judged({ ...cleanDrill(), underReplicated });

  it('that rise and fall are measured', () => {
    const { verdict, broken, text } = drill(countsOf((atMs) => (isAway(atMs) ? 3 : 0)));
    expect(broken).toEqual([]);
    expect(verdict.underReplicated).toEqual({ before: 0, most: 3, roseAfterMs: 9_500, backAfterMs: 4_500 });
    expect(text('under-replicated')).toBe(
      'the brokers’ own count of under-replicated partitions rose to 3 within 10 seconds of the fault, and was 0 again 5 seconds after the healing',
    );
  });

  it('that never fall fail the drill', () => {
    const { broken, verdict } = drill(countsOf((atMs) => (atMs > failoverMs ? 3 : 0)));
    expect(broken).toEqual(['under-replicated']);
    expect(verdict.underReplicated?.backAfterMs).toBeNull();
  });

  it('need to fall no lower than they were before', () => {
    const { broken, text } = drill(countsOf((atMs) => (isAway(atMs) ? 5 : 2)));
    expect(broken).toEqual([]);
    expect(text('under-replicated')).toMatch(/ rose to 5 .* was 2 again /);
  });

  it('are not back while a broker is not scraped', () => {
    const gone = countsOf(
      (atMs) => (isAway(atMs) ? 3 : 0),
      (atMs) => (atMs > 2_500 ? [2, 3] : [1, 2, 3]),
    );
    expect(drill(gone).broken).toEqual(['under-replicated']);
  });

  it('that rise once more after the healing are back only then', () => {
    const again = countsOf((atMs) => (isAway(atMs) || atMs === 18_500 ? 3 : 0));
    expect(drill(again).verdict.underReplicated?.backAfterMs).toBe(19_500 - healMs);
  });

  it('that stay where they are fail nothing', () => {
    const { broken, text } = drill(countsOf(() => 0));
    expect(broken).toEqual([]);
    expect(text('under-replicated')).toBe(
      'the brokers’ own count of under-replicated partitions did not rise above 0',
    );
  });

  it('are not spoken of where nobody asked', () => {
    const { verdict, text } = judged(cleanDrill());
    expect(verdict).not.toHaveProperty('underReplicated');
    expect(text('under-replicated')).toBeUndefined();
  });

  it('come back from a file', async () => {
    const recording = { ...cleanDrill(), underReplicated: countsOf((atMs) => (isAway(atMs) ? 3 : 0)) };
    const read = await parseRecording(recordingLines(recording), 'events.jsonl');
    expect(read.underReplicated).toEqual(recording.underReplicated);
    expect(judge(read)).toEqual(judge(recording));
  });
});

it('a step at which no broker was scraped stays a step', () => {
  const series = [
    {
      labels: { node: 'broker-1' },
      points: [
        [1_000, 1],
        [3_000, 0],
      ] as const,
    },
    { labels: { node: 'broker-3' }, points: [[3_000, 2]] as const },
    { labels: { node: 'somebody-else' }, points: [[2_000, 7]] as const },
  ];
  const times = { startMs: 1_000, endMs: 3_000, stepMs: 1_000, originMs: 400 };
  expect(samplesOf(series, resolved('multi-broker'), times)).toEqual([
    { atMs: 600, brokers: [[1, 1]] },
    { atMs: 1_600, brokers: [] },
    {
      atMs: 2_600,
      brokers: [
        [1, 0],
        [3, 2],
      ],
    },
  ]);
});
