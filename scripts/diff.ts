/** `klab diff`: what changes between two renderings of topologies, or between a rendering and what runs. */
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import { highest, isAtLeast, risks, unjudged, type Comparison, type Risk } from '../src/diff/changes.ts';
import { exitCodes, UsageError } from '../src/index.ts';
import { diffMarkdown } from '../src/report/text/diff/diff-markdown.ts';
import { diffReport } from '../src/report/text/diff/diff-report.ts';
import { compareSides } from '../src/app/diff/compare.ts';
import { rawDiff } from '../src/app/diff/raw-diff.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { withWhere } from './support/options.ts';
import { knownTopologies, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface DiffOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly raw?: boolean;
  readonly markdown?: boolean;
  readonly exitCode?: boolean;
  readonly risk?: Risk;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'diff',
    "Show what changes between two renderings, in Kafka's words.",
    'klab diff multi-broker@main multi-broker\n  klab diff multi-broker:compose live\n  klab diff docker-compose.yml live:theirs',
  )
    .argument('<before>', 'TOPOLOGY[:TARGET][@REVISION], dist[@REVISION], ./path')
    .argument(
      '[after]',
      'the same, live or live:NAME; without it, dist against <before>, or <before>@REVISION against what it renders to now',
    )
    .option('--json', 'print JSON')
    .option('--markdown', 'print a comment for a pull request')
    .option('--raw', 'print the plain difference of the files')
    .option('--exit-code', 'exit 1 when anything differs')
    .addOption(
      new Option(
        '--risk <level>',
        'exit 1 when something of at least this risk, or that no rule knows, differs',
      ).choices(risks),
    )
    .action(diff);
  return withWhere(declared);
}

async function diff(before: string, after: string | undefined, options: DiffOptions): Promise<void> {
  const { raw = false, markdown = false, json = false, exitCode, risk, ...where } = options;
  if ([raw, markdown, json].filter(Boolean).length > 1) {
    throw new UsageError('--raw, --markdown and --json exclude each other; keep one');
  }
  const texts = [before, ...(after === undefined ? [] : [after])];
  const { pairs, comparisons } = await compareSides(texts, where, await knownTopologies(where));
  if (raw) {
    if (pairs === undefined) throw new UsageError('--raw compares files, and what runs has none; drop it');
    const text = await rawDiff(pairs, pc.isColorSupported);
    process.stdout.write(text);
    if (exitCode && risk === undefined && text !== '') process.exitCode = exitCodes.failed;
    if (risk === undefined) return;
  }
  finish(await comparisons(), options);
}

function finish(
  comparisons: readonly Comparison[],
  { raw, markdown, json, exitCode, risk }: DiffOptions,
): void {
  const changes = comparisons.flatMap((comparison) => comparison.changes);
  const found = highest(changes.map((change) => change.risk));
  if (json) printJson({ kind: 'diff', differs: changes.length > 0, risk: found, comparisons });
  else if (markdown) console.log(diffMarkdown(comparisons));
  else if (!raw) console.log(diffReport(comparisons));
  // Whose risk nobody knows is let through by no gate.
  const isRisky =
    risk === undefined ? exitCode === true : isAtLeast(found, risk) || unjudged(changes).length > 0;
  if (changes.length > 0 && isRisky) process.exitCode = exitCodes.failed;
}
