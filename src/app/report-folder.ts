/** Reports on disk: a folder per drill with its page, its raw events and its verdict, never over another one. */
import { join } from 'node:path';
import { makeNewFolder, writeNew, writeWhole } from '../files.ts';
import { writeRecording } from '../drills/record/recording-file.ts';
import type { DrillResult } from '../drills/run/run-drill.ts';
import { judge } from '../drills/judge/verdict.ts';
import { drillJson } from '../report/text/drill-report.ts';
import { renderComparison } from '../report/html/comparison-page.ts';
import { renderDrillReport } from '../report/html/drill-page.ts';
import { eventsFile, recordingAt } from './recordings.ts';

/** Where reports go if nobody says otherwise, in the current directory. */
export const reportsDir = 'reports';

/** The file in a report's folder that holds its verdict. */
export const verdictFile = 'verdict.json';

const files = { page: 'report.html', events: eventsFile, verdict: verdictFile } as const;

/** A report that was written. */
export interface WrittenReport {
  readonly result: DrillResult;
  readonly dir: string;
  /** Path of the page. */
  readonly page: string;
}

/**
 * Writes a drill's report into a new folder `<topology>-<drill>-<time>` below `parent`.
 * @throws LabError `storage` when it cannot be written.
 */
export async function writeDrillReport(parent: string, result: DrillResult): Promise<WrittenReport> {
  const name = safeName(`${result.topology.name}-${result.drill}-${compactTime(result.history.startedAt)}`);
  const dir = await firstFree(join(parent, name), '', makeNewFolder);
  await writeRecording(join(dir, files.events), result);
  return await writePage(dir, result);
}

/**
 * Makes the report of a drill again from its raw events, judged anew.
 * @param path A report's folder, in which page and verdict are replaced; or a recording, which gets a folder in `parent`.
 * @throws UsageError when there is no whole recording.
 */
export async function rebuildReport(path: string, parent: string = reportsDir): Promise<WrittenReport> {
  const { recording, isFolder } = await recordingAt(path);
  const result = { ...recording, verdict: judge(recording) };
  return isFolder ? await writePage(path, result) : await writeDrillReport(parent, result);
}

/**
 * Writes a page that compares drills.
 * @param file Replaced if it is there. @default a new file `comparison-<time>.html` in `reports/`
 * @returns its path. @throws LabError `storage` when it cannot be written.
 */
export async function writeComparison(results: readonly DrillResult[], file?: string): Promise<string> {
  const text = await renderComparison(results);
  if (file !== undefined) {
    await writeWhole(file, text);
    return file;
  }
  const name = `comparison-${compactTime(new Date().toISOString())}`;
  return await firstFree(join(reportsDir, name), '.html', (path) => writeNew(path, text));
}

async function writePage(dir: string, result: DrillResult): Promise<WrittenReport> {
  const page = join(dir, files.page);
  const text = await renderDrillReport(result);
  const json = JSON.stringify({ schemaVersion: 1, ...drillJson(result) }, undefined, 2);
  await writeWhole(page, text);
  await writeWhole(join(dir, files.verdict), `${json}\n`);
  return { result, dir, page };
}

/** Tries `stem`, `stem-2`, … until one is not there yet: making it is the only test that two klabs cannot both pass. */
async function firstFree(
  stem: string,
  ending: string,
  make: (path: string) => Promise<boolean>,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}${ending}`;
    if (await make(path)) return path;
  }
}

/** `20260131T081500Z`: sorts by time, and is a file name everywhere. */
function compactTime(iso: string): string {
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Names of drills come from users' own plans: none may lead out of the folder. */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '');
}
