/** Report pages in a real browser: complete in one file, legible in any light, and true to the verdict beside them. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drillNamed } from '../../../src/drills/index.ts';
import { runDrill } from '../../../src/drills/run/run-drill.ts';
import { judge, type Verdict } from '../../../src/drills/judge/verdict.ts';
import { junitXml } from '../../../src/report/text/junit.ts';
import { writeDrillReport, type WrittenReport } from '../../../src/app/report-folder.ts';
import { openFile, startBrowser } from '../../support/browser.ts';
import { testCluster } from '../../support/cluster.ts';
import { klab } from '../../support/klab.ts';
import {
  casesOf,
  contrasts,
  figuresOf,
  overlappingTexts,
  rowsOf,
  scrollsSideways,
} from '../../support/report-page.ts';
import { quickFailover } from '../../support/topologies.ts';
import { cleanGroupDrill } from '../../unit/drills/group-histories.ts';
import { scrapedDrill } from '../../unit/drills/histories.ts';

let browser: Browser;
let folder: string;
/** Real drills: a broker that dies, and one that hands over. */
let killed: WrittenReport;
let stopped: WrittenReport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-reports-'));
  browser = await startBrowser();
  await using cluster = await testCluster(quickFailover(), { portOffset: 3_600 });
  const record = async (drill: string): Promise<WrittenReport> =>
    await writeDrillReport(folder, await runDrill(cluster, drillNamed(drill), { transactions: true }));
  killed = await record('kill-leader');
  stopped = await record('stop-leader');
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** What programs read. */
async function verdictOf({ dir }: WrittenReport): Promise<Verdict> {
  const { verdict } = JSON.parse(await readFile(join(dir, 'verdict.json'), 'utf8')) as { verdict: Verdict };
  return verdict;
}

/** The page alone, as somebody gets it who was sent it. */
async function sent(page: string): Promise<string> {
  const copy = join(await mkdtemp(join(folder, 'sent-')), 'report.html');
  await copyFile(page, copy);
  return copy;
}

const looks = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1_200, height: 900 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1_200, height: 900 } } },
  { name: 'on a phone', options: { colorScheme: 'light', viewport: { width: 390, height: 800 } } },
] as const;

describe('the report of a real drill', () => {
  it.each(looks)('$name: asks for nothing, complains of nothing, and can be read', async ({ options }) => {
    await using open = await openFile(browser, await sent(killed.page), options);
    const { page, complaints, requests } = open;
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    expect(await page.title()).toBe('kill-leader on multi-broker');
    expect(await page.locator('#verdict').innerText()).toMatch(/^Passed\. All [\d,]+ acknowledged records/);
    expect(await page.locator('figure svg:visible').count()).toBe(4);
    expect(await overlappingTexts(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    const { ground, faint } = await contrasts(page);
    expect(ground > 0.5).toBe(options.colorScheme === 'light');
    expect(faint).toEqual([]);
  });

  it('shows the fault and its undoing in every chart', async () => {
    await using open = await openFile(browser, await sent(killed.page));
    const [fault] = (await verdictOf(killed)).faults;
    for (const figure of await open.page.locator('figure').all()) {
      const text = await figure.locator('svg:visible').innerHTML();
      expect(text).toContain(`kill ${fault?.nodeId}`);
      expect(text).toContain(`start ${fault?.nodeId}`);
    }
  });

  it.each(['kill-leader', 'stop-leader'])('%s: says the same numbers as its verdict.json', async (drill) => {
    const report = drill === 'kill-leader' ? killed : stopped;
    await using open = await openFile(browser, await sent(report.page));
    const verdict = await verdictOf(report);
    const { page } = open;
    const figures = await figuresOf(page);
    expect(figures['Acknowledged']).toBe(verdict.totals.acknowledged);
    expect(figures['Lost']).toBe(verdict.totals.lost);
    expect(figures['Duplicated']).toBe(verdict.totals.duplicated);
    expect(await page.locator('.findings li').count()).toBe(verdict.findings.length);
    for (const { text } of verdict.findings) {
      expect(await page.locator('.findings').innerText()).toContain(text);
    }
    const records = await rowsOf(page, 'Outages and records');
    expect(records.map(([, noWrites, , ...counts]) => [noWrites, ...counts.slice(0, 3)])).toEqual([
      ...verdict.partitions.map(({ unavailable, records: audit }) => [
        unavailable.length === 0 ? null : Math.round(Math.max(...unavailable.map((one) => one.durationMs))),
        audit.acknowledged,
        audit.lost?.length,
        audit.duplicated,
      ]),
      [null, verdict.totals.acknowledged, verdict.totals.lost, verdict.totals.duplicated],
    ]);
    const [fault] = verdict.faults;
    const effects = await rowsOf(page, `${fault?.fault} ${fault?.nodeId}`);
    expect(effects.map(([, , newLeader, , , leaderBack]) => [newLeader, leaderBack])).toEqual(
      verdict.partitions.map(({ effects: [effect] }) =>
        effect?.leaderBefore === fault?.node
          ? [Math.round(effect?.newLeaderAfterMs ?? -1), Math.round(effect?.leaderBackAfterMs ?? -1)]
          : [null, '–'],
      ),
    );
  });

  it('has every event beside it, a line of JSON each', async () => {
    const lines = (await readFile(join(killed.dir, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(killed.result.history.events.length);
    expect(lines.every((line) => typeof (JSON.parse(line) as unknown) === 'object')).toBe(true);
  });
});

describe('the comparison of two drills', () => {
  it('is made from raw events, asks for nothing, and says what both verdicts say', async () => {
    const out = join(folder, 'comparison.html');
    const before = await verdictOf(killed);
    const made = await klab('report', killed.dir, stopped.dir, '--out', out);
    expect(made).toMatchObject({ code: 0, stdout: `${killed.page}\n${stopped.page}\n${out}\n` });
    expect(await verdictOf(killed)).toEqual(before);
    for (const { options } of looks) {
      await using open = await openFile(browser, await sent(out), options);
      const { page, complaints, requests } = open;
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
      expect(await overlappingTexts(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect((await contrasts(page)).faint).toEqual([]);
      const verdicts = [before, await verdictOf(stopped)];
      const rows = Object.fromEntries((await rowsOf(page)).map(([name, ...values]) => [name, values]));
      for (const count of ['acknowledged', 'lost', 'duplicated'] as const) {
        const name = count.charAt(0).toUpperCase() + count.slice(1);
        expect(rows[name]).toEqual(verdicts.map(({ totals }) => totals[count]));
      }
      expect(rows['Drill']).toEqual(['kill-leader', 'stop-leader']);
    }
  });
});

describe('a report of damage', () => {
  it('says first what failed, and takes names from users for names', async () => {
    const drill = '<img src="http://127.0.0.1:9/x" onerror="document.title = 1">';
    const recording = cleanGroupDrill();
    const damaged = { ...recording, drill, readBack: recording.readBack.slice(3) };
    const report = await writeDrillReport(folder, { ...damaged, verdict: judge(damaged) });
    await using open = await openFile(browser, await sent(report.page));
    const { page, complaints, requests } = open;
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    expect(await page.title()).toBe(`${drill} on multi-broker`);
    expect(await page.locator('#verdict').innerText()).toContain(
      'Failed. 3 lost of 3270 acknowledged records: NOT allowed with acks=all, min ISR 2',
    );
    expect((await figuresOf(page))['Lost']).toBe(3);
    expect(await page.locator('.findings li').first().innerText()).toMatch(/^✗ failed/);
  });
});

describe('a report of a cluster with metrics', () => {
  it.each(looks)('$name: shows the cluster’s own count beside the lab’s', async ({ options }) => {
    const recording = scrapedDrill();
    const report = await writeDrillReport(folder, { ...recording, verdict: judge(recording) });
    await using open = await openFile(browser, await sent(report.page), options);
    const { page, complaints, requests } = open;
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    const panel = page.locator('figure').filter({ hasText: 'Under-replicated partitions' });
    expect(await panel.locator('svg:visible').count()).toBe(1);
    expect(await panel.innerText()).toContain('the cluster itself: all topics, from Prometheus');
    const path = panel.locator('svg:visible path[stroke-dasharray]').first();
    expect((await path.boundingBox())?.width).toBeGreaterThan(50);
    expect(await overlappingTexts(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    expect((await contrasts(page)).faint).toEqual([]);
  });
});

describe('JUnit XML of these drills', () => {
  it('is well-formed, with a case for every finding', async () => {
    const result = { ...killed.result, notReached: ['waited in vain for "a" & <b>'] };
    const failed = { ...result, verdict: judge(result) };
    await using open = await openFile(browser, await sent(killed.page));
    const suites = await casesOf(open.page, junitXml([stopped.result, failed]));
    expect(suites.map(({ length }) => length)).toEqual([
      stopped.result.verdict.findings.length,
      failed.verdict.findings.length,
    ]);
    expect(suites.flat().filter((name) => name.includes(': '))).toEqual([
      'not-reached: waited in vain for "a" & <b>',
    ]);
  });
});

describe('the browser of these tests', () => {
  it('notices what a page asks for and complains of', async () => {
    const path = join(folder, 'bad.html');
    await writeFile(path, '<script src="http://127.0.0.1:9/x.js"></script><script>boom()</script>');
    await using open = await openFile(browser, path);
    expect(open.requests).toEqual(['http://127.0.0.1:9/x.js']);
    expect(open.complaints.join('\n')).toContain('boom is not defined');
  });
});
