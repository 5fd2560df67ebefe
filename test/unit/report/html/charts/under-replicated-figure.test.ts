/** The panel of under-replicated partitions: there where there are metrics, and with the counts that were recorded. */
import { expect, it } from 'vitest';
import { judge } from '../../../../../src/drills/judge/verdict.ts';
import { renderDrillReport } from '../../../../../src/report/html/drill-page.ts';
import { timeFrame } from '../../../../../src/report/html/charts/time-frame.ts';
import { clusterCounts, labCounts } from '../../../../../src/report/html/charts/under-replicated-figure.ts';
import { cleanDrill, failoverMs, fullIsrMs, scrapedDrill } from '../../../drills/histories.ts';

const recording = scrapedDrill();
const result = { ...recording, verdict: judge(recording) };
const frame = timeFrame(result);

it('the lab counts partitions of its topic from the views of brokers', () => {
  const counts = labCounts(result, frame);
  const at = (atMs: number) => counts.findLast(([fromMs]) => fromMs <= atMs)?.[1];
  expect([1_000, failoverMs + 100, fullIsrMs - 100, fullIsrMs + 100].map(at)).toEqual([0, 3, 3, 0]);
});

it('the cluster’s count is the sum over its brokers, and a gap where none was scraped', () => {
  expect(clusterCounts(result, frame)).toEqual([
    [1_500, 0],
    [5_500, null],
    [12_500, 7],
    [19_500, 0],
  ]);
});

it('the page has the panel, and says in words what it shows', async () => {
  const page = await renderDrillReport(result);
  expect(page).toContain('<h3>Under-replicated partitions</h3>');
  expect(page).toContain('the cluster itself: all topics');
  expect(page).toMatch(/The cluster’s own count is at most 7, first at \+10\.50 s, and is 0 at the end\./);
  expect(page).toMatch(/The lab’s count is at most 3, first at \+9\.\d\d s, and is 0 at the end\./);
});

it('a recording without metrics has no panel', async () => {
  const without = cleanDrill();
  const page = await renderDrillReport({ ...without, verdict: judge(without) });
  expect(page).not.toContain('Under-replicated partitions');
});
