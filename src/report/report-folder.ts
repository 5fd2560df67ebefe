/** Reports on disk: a folder per drill with its page, its raw events and its verdict, never over another one. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode, messageOf, UsageError } from '../errors.ts';
import { readRecording, writeRecording } from '../drills/recording-file.ts';
import type { DrillResult } from '../drills/run-drill.ts';
import { judge } from '../drills/verdict.ts';
import { drillJson } from './drill-report.ts';
import { renderComparison } from './html/comparison-page.ts';
import { renderDrillReport } from './html/drill-page.ts';

/** Where reports go if nobody says otherwise, in the current directory. */
export const reportsDir = 'reports';

const files = { page: 'report.html', events: 'events.jsonl', verdict: 'verdict.json' } as const;

/** A report that was written. */
export interface WrittenReport {
  readonly result: DrillResult;
  readonly dir: string;
  /** Path of the page. */
  readonly page: string;
}

/**
 * Writes a drill's report into a new folder `<topology>-<drill>-<time>` below `parent`.
 * @throws UsageError when it cannot be written.
 */
export async function writeDrillReport(parent: string, result: DrillResult): Promise<WrittenReport> {
  const name = safeName(`${result.topology.name}-${result.drill}-${compactTime(result.history.startedAt)}`);
  const dir = await writable(parent, () => newFolder(parent, name));
  await writeRecording(join(dir, files.events), result);
  return await writePage(dir, result);
}

/**
 * Makes the report of a drill again from its raw events, judged anew.
 * @param path A report's folder, in which page and verdict are replaced; or a recording, which gets a folder in `parent`.
 * @throws UsageError when there is no whole recording.
 */
export async function rebuildReport(path: string, parent: string = reportsDir): Promise<WrittenReport> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw new UsageError(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
    },
  );
  const recording = await readRecording(isFolder ? join(path, files.events) : path);
  const result = { ...recording, verdict: judge(recording) };
  return isFolder ? await writePage(path, result) : await writeDrillReport(parent, result);
}

/**
 * Writes a page that compares drills.
 * @param file Replaced if it is there. @default a new file `comparison-<time>.html` in `reports/`
 * @returns its path. @throws UsageError when it cannot be written.
 */
export async function writeComparison(results: readonly DrillResult[], file?: string): Promise<string> {
  const text = await renderComparison(results);
  if (file !== undefined) {
    await writable(file, () => writeFile(file, text));
    return file;
  }
  return await writable(reportsDir, async () => {
    await mkdir(reportsDir, { recursive: true });
    const name = `comparison-${compactTime(new Date().toISOString())}`;
    return await firstFree(join(reportsDir, name), '.html', (path) => writeFile(path, text, { flag: 'wx' }));
  });
}

async function writePage(dir: string, result: DrillResult): Promise<WrittenReport> {
  const page = join(dir, files.page);
  const text = await renderDrillReport(result);
  const json = JSON.stringify({ schemaVersion: 1, ...drillJson(result) }, undefined, 2);
  await writable(dir, async () => {
    await writeFile(page, text);
    await writeFile(join(dir, files.verdict), `${json}\n`);
  });
  return { result, dir, page };
}

async function newFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return await firstFree(join(parent, name), '', (path) => mkdir(path));
}

/** Tries `stem`, `stem-2`, … until one is not there yet: making it is the only test that two klabs cannot both pass. */
async function firstFree(
  stem: string,
  ending: string,
  make: (path: string) => Promise<unknown>,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}${ending}`;
    try {
      await make(path);
      return path;
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    }
  }
}

async function writable<Value>(path: string, write: () => Promise<Value>): Promise<Value> {
  try {
    return await write();
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${messageOf(error)}`, { cause: error });
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
