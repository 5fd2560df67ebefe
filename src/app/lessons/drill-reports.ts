/** Reports of drills on a lesson's cluster, as their recordings tell them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { judge } from '../../drills/judge/verdict.ts';
import { instead, LabError } from '../../errors.ts';
import type { DrillReport } from '../../lessons/drill-report.ts';
import { recordingAt } from '../recordings.ts';
import { reportsDir, verdictFile } from '../report-folder.ts';

/** Those in `reports/` of the current folder that are of this instance, the newest last; what is no whole report is left out. */
export async function drillReportsOf(instance: string): Promise<readonly DrillReport[]> {
  const names = await readdir(reportsDir).catch(instead([], 'ENOENT'));
  const found = await Promise.all(names.map((name) => reportIn(join(reportsDir, name), instance)));
  return found.filter((report) => report !== undefined).toSorted((a, b) => a.startedAtMs - b.startedAtMs);
}

async function reportIn(dir: string, instance: string): Promise<DrillReport | undefined> {
  const judged = await stat(join(dir, verdictFile)).catch(() => undefined);
  if (judged === undefined) return undefined;
  const found = await recordingAt(dir).catch(instead(undefined, LabError));
  if (found?.recording.instance !== instance) return undefined;
  const { recording } = found;
  const { outcome, totals, partitions } = judge(recording);
  return {
    drill: recording.drill,
    dir,
    outcome,
    startedAtMs: Date.parse(recording.history.startedAt),
    judgedAtMs: judged.mtimeMs,
    acknowledged: totals.acknowledged,
    ...(totals.lost !== null && { lost: totals.lost }),
    noWritesMs: partitions.map(({ unavailable }) =>
      Math.max(0, ...unavailable.map(({ durationMs }) => durationMs)),
    ),
  };
}
