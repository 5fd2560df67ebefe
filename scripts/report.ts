/** `klab report`: makes reports of recorded drills again, and compares them. */
import type { Command } from 'commander';
import { exitCodes, UsageError } from '../src/index.ts';
import { drillJson } from '../src/report/text/drill-report.ts';
import { rebuildReport, reportsDir, writeComparison, type WrittenReport } from '../src/app/report-folder.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface ReportOptions extends CommonOptions {
  readonly out?: string;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'report',
    'Make the reports of recorded drills again from their raw events, and compare several.',
    'klab report reports/multi-broker-kill-leader-*',
  )
    .argument('<dir...>', `folders of reports, or recordings (their reports go to ${reportsDir}/)`)
    .option(
      '--out <file>',
      `where the comparison of several goes (default: ${reportsDir}/comparison-TIME.html)`,
    )
    .option('--json', 'print JSON')
    .action(report);
}

async function report(paths: readonly string[], { out, json }: ReportOptions): Promise<void> {
  if (out !== undefined && paths.length < 2) {
    throw new UsageError('--out is for the comparison of several drills; name another one, or drop --out');
  }
  const written: WrittenReport[] = [];
  for (const path of paths) {
    const one = await rebuildReport(path);
    written.push(one);
    if (!json) console.log(one.page);
  }
  const results = written.map(({ result }) => result);
  // Judged anew, a drill ends as it did: what cannot be known is no success either.
  if (results.some(({ verdict }) => !verdict.passed)) process.exitCode = exitCodes.failed;
  for (const { dir, result } of written) {
    const [hole] = result.verdict.findings.filter(({ code }) => code === 'recording');
    if (hole !== undefined) console.error(`${dir}: ${hole.text}`);
  }
  const comparison = results.length > 1 ? await writeComparison(results, out) : undefined;
  if (comparison !== undefined && !json) console.log(comparison);
  if (json) {
    printJson({
      kind: 'report',
      reports: written.map(({ dir, page, result }) => ({ dir, page, ...drillJson(result) })),
      ...(comparison !== undefined && { comparison }),
    });
  }
}
