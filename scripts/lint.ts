/** `klab lint`: what is wrong with a compose file or manifests, with its line and the fix. */
import { Option, type Command } from 'commander';
import { isAtLeast, risks, type Risk } from '../src/diff/changes.ts';
import { exitCodes } from '../src/errors.ts';
import { lintPaths } from '../src/app/files/lint.ts';
import { lintReport } from '../src/report/text/lint/lint-report.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

interface LintOptions extends CommonOptions {
  readonly risk: Risk;
}

/** Declares the verb. */
export function command(): Command {
  return verb(
    'lint',
    'Say what is wrong with a compose file or manifests of Kafka, with its line and the fix.',
    'klab lint docker-compose.yml\n  klab lint compose.yaml compose.override.yaml --risk high',
  )
    .argument('<files...>', 'compose files or manifests that belong together, or a folder of them')
    .option('--json', 'print JSON')
    .addOption(
      new Option('--risk <level>', 'exit 1 when something of at least this risk is found')
        .choices(risks)
        .default('medium'),
    )
    .action(lint);
}

async function lint(files: readonly string[], { json = false, risk }: LintOptions): Promise<void> {
  const result = await lintPaths(files);
  if (json) printJson({ kind: 'lint', files, ...result });
  else console.log(lintReport(result, files));
  if (result.findings.length > 0 && isAtLeast(result.risk, risk)) process.exitCode = exitCodes.failed;
}
