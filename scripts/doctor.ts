/** `klab doctor`: what this machine has and lacks for each runtime. */
import type { Command } from 'commander';
import pc from 'picocolors';
import { exitCodes } from '../src/index.ts';
import { table } from '../src/report/text/table.ts';
import { examine, type Finding } from '../src/runtimes/doctor.ts';
import { printJson, verb, type CommonOptions } from './support/verb.ts';

const marks: Readonly<Record<Finding['state'], string>> = {
  ok: pc.green('✔'),
  warning: pc.yellow('!'),
  missing: pc.red('✘'),
};

/** Declares the verb. */
export function command(): Command {
  return verb(
    'doctor',
    'Say what this machine has and lacks; exit 1 when the lab cannot run here.',
    'klab doctor',
  )
    .option('--json', 'print JSON')
    .action(async ({ json }: CommonOptions) => {
      const findings = await examine();
      if (findings.some(({ state }) => state === 'missing')) process.exitCode = exitCodes.failed;
      if (json) {
        printJson({ findings });
        return;
      }
      console.log(
        table(
          [],
          findings.map(({ name, state, found, fix }) => [marks[state], name, found, fix ?? '']),
        ),
      );
    });
}
